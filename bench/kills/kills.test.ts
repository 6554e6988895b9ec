import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { createRandom } from "./chance.ts";
import { type KillFigures, runKills } from "./kill-run.ts";
import { findFaults } from "./verify.ts";

// A short run of what `pnpm kills` does for hours. Each gateway is a process, at ports below those that the system gives
// out.
const START = 12_000 + ((process.pid * 44) % 20_000);
const roots: string[] = [];
afterAll(() => {
  for (const root of roots)
    for (const made of [root, `${root}-pg`]) rmSync(made, { recursive: true, force: true });
});

function run(engine: "sqlite" | "postgres", port: number): Promise<KillFigures> {
  const root = mkdtempSync(join(tmpdir(), "sp-kill-"));
  roots.push(root);
  return runKills(root, {
    ...{ count: 6, atOnce: 2, pauseMs: [20, 200], random: createRandom(process.pid) },
    ...{ engine, port, command: inject("programs").command, tell() {} },
  });
}

const LOST_NOTHING = "loses nothing and applies nothing twice, and every receipt is valid";

describe("two gateways that are killed under load", () => {
  let figures: KillFigures;
  beforeAll(async () => {
    figures = await run("sqlite", START);
  }, 120_000);

  it(LOST_NOTHING, () => {
    expect(figures.faults).toEqual([]);
    expect(figures.acknowledged.size).toBeGreaterThan(10);
    expect(Object.keys(figures.kills).sort()).toEqual(["receiver", "sender"]);
  });

  // Of what the run has left. Each ends with everything as it was.
  it("are judged: one acknowledged message that nobody holds is a fault", async () => {
    const { folders, acknowledged } = figures;
    expect(await findFaults(folders, acknowledged)).toEqual([]);
    const lost = "A".repeat(43);
    const faults = await findFaults(folders, new Set([...acknowledged, lost]));
    expect(faults).toEqual(
      expect.arrayContaining([`${lost} is lost`, `${lost} is not with its recipient`]),
    );
  });

  it("are judged: one message more than was acknowledged is a fault", async () => {
    const { folders, acknowledged } = figures;
    const fewer = new Set([...acknowledged].slice(1));
    const size = acknowledged.size;
    expect(await findFaults(folders, fewer)).toEqual([
      `${size} rows in the inbox`,
      `${size} rows in the outbox`,
    ]);
  });

  it.each<[string, readonly ("outbox" | "inbox")[], number]>([
    ["its sender", ["outbox"], 2],
    ["both sides alike", ["outbox", "inbox"], 1],
  ])("are judged: one receipt that is altered at %s is a fault", async (_, boxes, count) => {
    const { folders, acknowledged } = figures;
    const [digest = ""] = acknowledged;
    const change = (by: (text: string) => string): void => {
      for (const box of boxes) changeReceipts(folders[box === "outbox" ? 0 : 1], box, digest, by);
    };
    change(invertSignature);
    const faults = await findFaults(folders, acknowledged);
    change(invertSignature);
    expect(faults).toHaveLength(count);
    expect(faults).toContain(`${digest}: receipts JWS_SIGNATURE_INVALID`);
    expect(await findFaults(folders, acknowledged)).toEqual([]);
  });
});

describe("two gateways and their database server that are killed under load", () => {
  it(LOST_NOTHING, async () => {
    const { faults, kills, acknowledged } = await run("postgres", START + 22);
    expect(faults).toEqual([]);
    expect(acknowledged.size).toBeGreaterThan(10);
    expect(Object.keys(kills).sort()).toEqual(["database", "receiver", "sender"]);
  }, 120_000);
});

function changeReceipts(
  folder: string,
  box: "outbox" | "inbox",
  digest: string,
  by: (text: string) => string,
): void {
  const db = new DatabaseSync(join(folder, "state/agency.db"));
  const row = db.prepare(`SELECT receipts FROM ${box} WHERE digest = ?`).get(digest);
  const changed = by(String(row?.["receipts"]));
  db.prepare(`UPDATE ${box} SET receipts = ? WHERE digest = ?`).run(changed, digest);
  db.close();
}

/** Inverts the first octets of the signature of the last receipt. Done twice it is as it was. */
function invertSignature(text: string): string {
  const receipts: string[] = JSON.parse(text);
  const [header, payload, signature = ""] = receipts.pop()?.split(".") ?? [];
  const octets = Buffer.from(signature, "base64url").map((octet, i) => (i < 8 ? ~octet : octet));
  const inverted = Buffer.from(octets).toString("base64url");
  return JSON.stringify([...receipts, [header, payload, inverted].join(".")]);
}
