import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type Agency,
  KEY_FILES,
  makeTestExchange,
  openAgency,
  SCHEMA_VERSION,
} from "@safepassage/agency/node";
import { addGateway } from "@safepassage/gateway/node";
import { requestOfToday } from "@safepassage/testing/draft-request";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it, vi } from "vitest";
import { call } from "./call-on-disk.ts";

// A server beside others, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const root = mkdtempSync(join(tmpdir(), "safepassage-backup-postgres-"));
afterAll(() => rmSync(root, { recursive: true }));

describe("the commands about the data of a gateway whose database is in PostgreSQL", () => {
  let folder = "";
  let [first, second] = ["", ""];
  const [backups, keyBackups] = [join(root, "backups"), join(root, "key-backups")];
  const contents = () => join(folder, "keys/contents");
  const gateway = (command: string, ...more: readonly string[]) =>
    call("gateway", command, folder, ...more);
  const backup = (...more: readonly string[]) =>
    gateway("backup", "--to", backups, "--keys-to", keyBackups, ...more);
  const restoring = (file: string, ...more: readonly string[]) =>
    gateway("restore", "--from", file, "--keys-from", copies().keysFile, ...more);
  const copies = () => ({
    file: join(backups, readdirSync(backups)[0] ?? ""),
    keysFile: join(keyBackups, readdirSync(keyBackups).find(isOfKeys) ?? ""),
  });

  beforeAll(async () => {
    const [ngoB = "", ngoC = ""] = makeTestExchange(join(root, "x"));
    folder = ngoC;
    const database = await newDatabase();
    addGateway(ngoC, {
      gateway: { listen: { port: 0 }, local: { port: 0 } },
      store: { engine: "postgres", ...inject("postgres"), database },
    });
    const refused = await backup();
    expect([refused.exit, refused.err]).toEqual([1, expect.stringContaining("no tables yet")]);
    const { exit, out } = await gateway("migrate");
    expect([exit, out]).toEqual([0, expect.stringContaining(`version ${SCHEMA_VERSION} is made`)]);
    const [b, c] = [await openAgency(ngoB), await openAgency(ngoC)];
    [first, second] = [await sendOne(b, c), await sendOne(b, c)];
    // A copy is made while the gateway works; nothing is brought back meanwhile.
    const made = await backup("--json");
    expect([made.exit, JSON.parse(made.out)]).toEqual([
      0,
      expect.objectContaining({ opened: 2, erased: 0, destroyed: [] }),
    ]);
    const held = await restoring(copies().file);
    expect([held.exit, held.err]).toEqual([1, expect.stringContaining("(GATEWAY_STORE_IN_USE)")]);
    await Promise.all([b.close(), c.close()]);
  });
  beforeEach(async () => {
    expect((await restoring(copies().file)).exit).toBe(0);
  });

  it("bring back what a lost database and lost keys held, but for what was erased since", async () => {
    expect((await gateway("erase", first, "--officer", "staff-0042")).exit).toBe(0);
    rmSync(join(contents(), KEY_FILES.keys));
    const config = JSON.parse(readFileSync(join(folder, "agency.json"), "utf8"));
    config.store.database = await newDatabase();
    writeFileSync(join(folder, "agency.json"), JSON.stringify(config));
    const { exit, out, err } = await restoring(copies().file, "--json");
    expect([exit, err]).toEqual([0, ""]);
    const told = { rows: { inbox: 2, outbox: 0 }, keys: { broughtBack: 1, kept: 0 } };
    expect(JSON.parse(out)).toMatchObject(told);
    expect(await canRead(first, second)).toEqual([false, true]);
    const again = await gateway("backup", "--to", join(root, "b2"), "--keys-to", keyBackups);
    expect(again.out).toContain("read back: 1 contents opened, 0 erased meanwhile");
  });

  it("change nothing where the copy is damaged, and tell what is wrong with it", async () => {
    const text = readFileSync(copies().file, "utf8");
    const spoilt = join(root, "spoilt.backup");
    for (const [said, octets] of [
      ["it is cut off", text.slice(0, text.indexOf('["end"'))],
      ["1 rows of inbox, not 2", text.replace(/^\["inbox".*\n/m, "")],
      ["a row that mark does not take", text.replace(/^\["mark".*\n/m, "$&$&")],
      ["another column in", text.replace('"digest":', '"x) --":')],
    ] as const) {
      writeFileSync(spoilt, octets);
      const { exit, err } = await restoring(spoilt);
      expect([exit, err]).toEqual([1, expect.stringContaining("(GATEWAY_BACKUP_INVALID)")]);
      expect(err).toContain(said);
    }
    expect(await canRead(second)).toEqual([true]);
  });

  it("say that the server is away, and leave no part of a copy", async () => {
    const path = join(folder, "agency.json");
    const kept = readFileSync(path, "utf8");
    const config = JSON.parse(kept);
    config.store.host = "/nowhere";
    writeFileSync(path, JSON.stringify(config));
    const more = ["--to", join(root, "b3"), "--keys-to", join(root, "k3")];
    const called = [
      await gateway("backup", ...more),
      await restoring(copies().file),
      await gateway("migrate"),
    ];
    writeFileSync(path, kept);
    for (const { exit, err } of called) {
      expect([exit, err]).toEqual([1, expect.stringContaining("(GATEWAY_STORE_AWAY)")]);
    }
    expect(readdirSync(root).filter((name) => /^[bk]3$/.test(name))).toEqual([]);
    expect(await canRead(second)).toEqual([true]);
  });

  it("move to SQLite what was in PostgreSQL", async () => {
    const path = join(folder, "agency.json");
    const kept = readFileSync(path, "utf8");
    const { store: _, ...config } = JSON.parse(kept);
    writeFileSync(path, JSON.stringify(config));
    expect((await restoring(copies().file)).exit).toBe(0);
    expect(await canRead(second)).toEqual([true]);
    writeFileSync(path, kept);
  });

  async function canRead(...digests: readonly string[]): Promise<readonly boolean[]> {
    const agency = await openAgency(folder);
    const read = [];
    for (const digest of digests) read.push((await agency.read(digest))?.message !== undefined);
    await agency.close();
    return read;
  }
});

async function sendOne(from: Agency, to: Agency): Promise<string> {
  const draft = requestOfToday();
  return (await from.send(await from.prepare(draft), to)).digest;
}

/** Makes an empty database. It goes with the server. */
async function newDatabase(): Promise<string> {
  const database = `commands_${randomBytes(6).toString("hex")}`;
  const client = new pg.Client({ ...inject("postgres"), database: "postgres" });
  await client.connect();
  await client.query(`create database ${database}`);
  await client.end();
  return database;
}

const isOfKeys = (name: string): boolean => name.endsWith(".keys");
