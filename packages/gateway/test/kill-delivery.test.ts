import { FAILPOINTS } from "@safepassage/agency";
import { requireReceiptFor, verifyReceipt } from "@safepassage/message";
import { parseRegistry } from "@safepassage/trust";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { NGO_B, NGO_C } from "./federation.ts";
import * as cases from "./kill-cases.ts";
import { type ProcessWorld, rows, startProcesses, submit, until } from "./processes.ts";

let world: ProcessWorld;
beforeAll(async () => {
  world = await startProcesses();
}, 60_000);
afterAll(() => world.close());

describe("a gateway killed with -9", () => {
  it.each(cases.DELIVERY)(
    "as %s at %s delivers after restart, once",
    async (dying, point) => {
      const before = rows(world.folders.recipient, "SELECT digest FROM inbox").length;
      await world.arm(dying, point);
      const key = `submission-${point}`;
      const first = await submit(world.sender, key).catch(() => undefined);
      await world.died(dying);
      await world.restart(dying);
      // The case system does not know whether its request arrived, so it asks again.
      const digest = first ?? (await submit(world.sender, key));
      expect(await submit(world.sender, key)).toBe(digest);
      const message = await until(world.sender, digest, ({ state }) => state === "decided");

      const [sent, ...more] = rows(
        world.folders.sender,
        "SELECT * FROM outbox ORDER BY rowid DESC",
      );
      const received = rows(world.folders.recipient, "SELECT * FROM inbox ORDER BY rowid DESC");
      expect([sent?.["digest"], received[0]?.["digest"]]).toEqual([digest, digest]);
      expect([more.length, received.length]).toEqual([before, before + 1]);
      const remembered = rows(world.folders.recipient, "SELECT * FROM replay_digest");
      expect(remembered).toHaveLength(before + 1);
      expect(rows(world.folders.recipient, "SELECT * FROM refusal")).toHaveLength(0);
      expect(sent?.["sealed"]).toBeNull();

      const receipts = JSON.parse(String(received[0]?.["receipts"])) as string[];
      expect(JSON.parse(String(sent?.["receipts"]))).toEqual(receipts);
      expect(message.receipts.map(({ jwt }) => jwt)).toEqual(receipts);
      const delivery = {
        digest: String(sent?.["digest"]),
        sdHash: String(sent?.["sd_hash"]),
        resolved: JSON.parse(String(sent?.["resolved"])) as string[],
      };
      const kinds = receipts.map((receipt) => {
        const claims = verifyReceipt(receipt, parseRegistry(world.registryFile()));
        requireReceiptFor(claims, delivery, { sender: NGO_B, recipient: NGO_C });
        return claims.kind;
      });
      expect(kinds).toEqual(["delivered", "decided"]);
    },
    60_000,
  );
});

it("is killed at every point, on both sides where both can reach it", () => {
  const { ELSEWHERE, ...tables } = cases;
  const killed = Object.values(tables).flatMap((table) =>
    table.map(([side, point]) => `${side} ${point}`),
  );
  const all = Object.keys(FAILPOINTS).flatMap((point) => [`sender ${point}`, `recipient ${point}`]);
  expect([...killed, ...Object.keys(ELSEWHERE)].sort()).toEqual(all.sort());
});
