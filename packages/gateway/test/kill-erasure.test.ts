import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { withCopied } from "@safepassage/agency/contract";
import type { DecodedMessage } from "@safepassage/schema";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EMERGENCY } from "./emergency.ts";
import { ERASURE } from "./kill-cases.ts";
import { type ProcessWorld, postLocal, rows, startProcesses, submit, until } from "./processes.ts";
import { requestS011 } from "./world.ts";

let world: ProcessWorld;
beforeAll(async () => {
  world = await startProcesses();
}, 60_000);
afterAll(() => world.close());

describe("a gateway killed with -9 while a message is erased", () => {
  it.each(ERASURE)(
    "as %s at %s has erased after restart, and certifies it once",
    async (dying, point) => {
      const digest = await submit(world.sender, `referral-${dying}-${point}`);
      await until(world.sender, digest, ({ state }) => state === "decided");
      const { "private.caseRef": caseRef, "private.consentRefs": refs } = privateOf(digest);

      await world.arm(dying, point);
      const officer = { id: "staff-0042", assurance: 2 };
      const body = { digest, consentRef: refs[0], officer };
      await postLocal(world.sender, "/v1/withdrawals", `withdrawal-${dying}-${point}`, body);
      await world.died(dying);
      await world.restart(dying);
      await until(world.sender, digest, ({ erasedAt }) => erasedAt !== undefined);
      const certificates = rows(
        world.folders.recipient,
        "SELECT digest FROM outbox WHERE message_type = 'erasureCertificate' ORDER BY rowid DESC",
      );
      const certificate = String(certificates[0]?.["digest"]);
      await until(world.recipient, certificate, ({ state }) => state === "decided");

      for (const [folder, table] of [
        [world.folders.sender, "outbox"],
        [world.folders.recipient, "inbox"],
      ] as const) {
        const octets = ["gateway.db", "gateway.db-wal"]
          .filter((name) => existsSync(join(folder, name)))
          .map((name) => readFileSync(join(folder, name), "latin1"));
        // Half of it: a page of the file may end within.
        expect(octets.join("")).not.toContain(caseRef.slice(0, 11));
        expect(octets.join("")).not.toContain(caseRef.slice(11));
        const [left] = rows(folder, `SELECT * FROM ${table} WHERE digest = '${digest}'`);
        expect(left).toMatchObject({ content: null, exchange_id: null });
        // No copy of the content can be opened again.
        const keys = new DatabaseSync(join(folder, "gateway.db.keys", "message-keys.db"));
        const kept = keys.prepare("SELECT 1 FROM message_key WHERE digest = ?").get(digest);
        keys.close();
        expect(kept).toBeUndefined();
      }
      const held = rows(
        world.folders.sender,
        "SELECT digest FROM inbox WHERE message_type = 'erasureCertificate'",
      );
      expect(held.map((one) => one["digest"]).sort()).toEqual(
        certificates.map((one) => one["digest"]).sort(),
      );
      const [own] = rows(
        world.folders.sender,
        `SELECT certificate FROM outbox WHERE digest = '${digest}'`,
      );
      expect(held.map((one) => one["digest"])).toContain(own?.["certificate"]);
      const erased = `SELECT * FROM event WHERE kind = 'erased' AND ref = '${digest}'`;
      for (const folder of Object.values(world.folders)) {
        expect(rows(folder, erased)).toHaveLength(1);
      }
    },
    60_000,
  );
});

describe("a gateway killed with -9 while an emergency is erased that comes after its withdrawal", () => {
  it.each(["inbox.in-commit", "erasure.before-scrub"] as const)(
    "as recipient at %s has its alarm on record after restart, once",
    async (point) => {
      const draft = { ...requestS011(), private: { "private.urgency": EMERGENCY } };
      const body = { draft, mode: "asIs" };
      await world.arm("recipient", "inbox.before-open");
      const digest = await postLocal(world.sender, "/v1/messages", `emergency-${point}`, body);
      await world.died("recipient");
      const { "private.consentRefs": refs } = privateOf(digest);
      const sealed = withCopied(database(), (store) => store.sealed(digest));
      const officer = { id: "staff-0042", assurance: 2 };
      const withdrawal = await postLocal(world.sender, "/v1/withdrawals", `late-${point}`, {
        ...{ digest, consentRef: refs[0], officer },
      });
      await world.restart("recipient");
      await until(world.sender, withdrawal, ({ state }) => state === "decided");

      await world.arm("recipient", point);
      const post = () =>
        fetch(`${world.recipient.url}/inbox`, {
          ...{ method: "POST", headers: { "content-type": "application/jose" } },
          body: String(sealed),
        });
      await expect(post()).rejects.toThrow();
      await world.died("recipient");
      await world.restart("recipient");
      expect((await post()).status).toBe(200);
      const alarms = rows(
        world.folders.recipient,
        `SELECT code FROM event WHERE kind = 'emergencyRefused' AND ref = '${digest}'`,
      );
      expect(alarms).toEqual([{ code: "erased" }]);
      const [left] = rows(
        world.folders.recipient,
        `SELECT content FROM inbox WHERE digest = '${digest}'`,
      );
      expect(left).toEqual({ content: null });
    },
    60_000,
  );
});

const database = (): string => join(world.folders.sender, "gateway.db");

/** What only its recipient reads of a message that the sender holds. */
function privateOf(digest: string): DecodedMessage["private"] {
  const held = withCopied(database(), ({ content }) => content("outbox", digest));
  if (held === undefined) throw new TypeError("no key opens the message");
  return held.message.private;
}
