import { execFileSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  cpSync,
  linkSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, describe, expect, it } from "vitest";
import { agencyStoreContract } from "../../contract.ts";
import { AS_VERSION_8, checkKept, fillEarlier } from "../contract/earlier.ts";
import { inside } from "../contract/inside.ts";
import { createMemoryStoreKeys } from "../keys/message-keys.ts";
import { statementsSince } from "../sql/migrations.ts";
import type { UpgradeProgress } from "../sql/upgrade-progress.ts";
import { APPLICATION_ID } from "./application-id.ts";
import { bringUpToDate, createTables } from "./migrate.ts";
import { openSqliteStore } from "./store.ts";

const folder = mkdtempSync(join(tmpdir(), "safepassage-store-"));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;
const newFile = (): string => join(folder, `${files++}.db`);

/** Opens a file as another process does. */
function codeInAnotherProcess(path: string): string {
  const module = new URL("./store.ts", import.meta.url).href;
  const program = `
    const { openSqliteStore } = await import(${JSON.stringify(module)});
    try { await openSqliteStore(${JSON.stringify(path)}).close(); console.log("opened"); }
    catch (error) { console.log(error.code); }`;
  const args = ["--conditions=@safepassage/source", "--input-type=module", "-e", program];
  return execFileSync(process.execPath, args, { encoding: "utf8" }).trim();
}

describe.each([
  ["in memory", () => ":memory:"],
  ["in a file", newFile],
])("openSqliteStore %s", (_, path) => {
  const checks = Object.entries(agencyStoreContract).flatMap(([port, suite]) =>
    Object.entries(suite).map(([name, check]) => [port, name, check] as const),
  );
  it.each(checks)("%s: %s", async (_port, _name, check) => {
    const store = openSqliteStore(path());
    await check(store);
    await store.close();
  });
});

describe("openSqliteStore", () => {
  it("reads what another process wrote", async () => {
    const path = newFile();
    const first = openSqliteStore(path);
    await inside(first).events.add({ kind: "k", at: "2026-11-24T09:02:00Z" });
    await first.close();
    const second = openSqliteStore(path);
    expect(await inside(second).events.after("k", 0, 9)).toHaveLength(1);
    await second.close();
  });

  it("scrubs at the start what a killed process had erased but not scrubbed", async () => {
    const [path, copy] = [newFile(), newFile()];
    const store = openSqliteStore(path);
    const secret = "a-text-that-nobody-may-read-any-more";
    await inside(store).events.add({ kind: "k", at: "2026-11-24T09:02:00Z", ref: "d" });
    const refusal = { digest: undefined, sender: undefined, rules: [], at: "", receipts: [] };
    const { inbox } = inside(store);
    await inbox.addRefusal({ ...refusal, sealedDigest: "s", code: secret }, 9);
    await inbox.addRefusal({ ...refusal, sealedDigest: "t", code: "another" }, 0);
    expect(await inside(store).inbox.findRefusal("s")).toBeUndefined();
    // What a kill leaves behind: the file and its log, as they are now.
    for (const end of ["", "-wal"]) copyFileSync(path + end, copy + end);
    cpSync(`${path}.keys`, `${copy}.keys`, { recursive: true });
    expect(readFileSync(`${copy}-wal`, "latin1")).toContain(secret);
    await store.close();
    const reopened = openSqliteStore(copy);
    for (const end of ["", "-wal"]) {
      expect(readFileSync(copy + end, "latin1")).not.toContain(secret);
    }
    expect(await inside(reopened).events.after("k", 0, 9)).toHaveLength(1);
    await reopened.close();
  });

  it("keeps its files from everyone but their owner, also those that were open to all", async () => {
    const path = newFile();
    const modes = (): string[] =>
      ["", ".lock", "-wal", "-shm"].map((end) => (statSync(path + end).mode & 0o777).toString(8));
    const umask = process.umask(0o022);
    try {
      const first = openSqliteStore(path);
      await inside(first).events.add({ kind: "k", at: "2026-11-24T09:02:00Z" });
      expect(modes()).toEqual(["600", "600", "600", "600"]);
      await first.close();
      for (const end of ["", ".lock"]) chmodSync(path + end, 0o644);
      const second = openSqliteStore(path);
      expect(modes()).toEqual(["600", "600", "600", "600"]);
      await second.close();
    } finally {
      process.umask(umask);
    }
  });

  it("lets one gateway at a time use a file", async () => {
    const path = newFile();
    const first = openSqliteStore(path);
    expect(() => openSqliteStore(path)).toThrow(
      expect.objectContaining({ code: "GATEWAY_STORE_IN_USE" }),
    );
    await first.close();
    await openSqliteStore(path).close();
  });

  it.each([
    ["a link to the file", (path: string, link: string) => symlinkSync(path, link)],
    ["a link to its folder", (path: string, link: string) => symlinkSync(dirname(path), link)],
    ["a name of its own", linkSync],
  ])("lets no other gateway in through %s", async (kind, link) => {
    const path = newFile();
    const first = openSqliteStore(path);
    const other = newFile();
    link(path, other);
    const through = kind.includes("folder") ? join(other, basename(path)) : other;
    const code = kind.includes("name") ? "GATEWAY_STORE_LINKED" : "GATEWAY_STORE_IN_USE";
    expect(() => openSqliteStore(through)).toThrow(expect.objectContaining({ code }));
    await inside(first).events.add({ kind: "k", at: "2026-11-24T09:02:00Z" });
    expect(await inside(first).events.after("k", 0, 9)).toHaveLength(1);
    await first.close();
    if (kind.includes("name")) return;
    const second = openSqliteStore(through);
    expect(await inside(second).events.after("k", 0, 9)).toHaveLength(1);
    await second.close();
  });

  it("lets no other process in that has another lock file, as through a mount", async () => {
    const path = newFile();
    const first = openSqliteStore(path);
    await inside(first).events.add({ kind: "k", at: "2026-11-24T09:02:00Z" });
    // As a mount of the file alone shows it: the lock file beside it is another one.
    unlinkSync(`${path}.lock`);
    expect(codeInAnotherProcess(path)).toBe("GATEWAY_STORE_IN_USE");
    await first.close();
    expect(codeInAnotherProcess(path)).toBe("opened");
  });

  it("says that another program holds it locked, and goes on by itself", async () => {
    const path = join(folder, "locked.db");
    const store = openSqliteStore(path);
    await inside(store).events.add({ kind: "k", at: "2026-11-24T09:02:00Z" });
    const other = new DatabaseSync(path);
    other.exec("BEGIN IMMEDIATE");
    const add = () => inside(store).events.add({ kind: "k", at: "2026-11-24T09:03:00Z" });
    await expect(add()).rejects.toMatchObject({ code: "GATEWAY_STORE_IN_USE" });
    await expect(store.isFull?.()).rejects.toMatchObject({ code: "GATEWAY_STORE_IN_USE" });
    other.close();
    expect(await store.isFull?.()).toBe(false);
    await add();
    expect(await inside(store).events.after("k", 0, 9)).toHaveLength(2);
    await store.close();
  });

  it("lets everything else go on while another program holds it locked, and waits a moment for that", async () => {
    const path = join(folder, "waited-for.db");
    const store = openSqliteStore(path);
    await inside(store).events.add({ kind: "k", at: "2026-11-24T09:02:00Z" });
    const other = new DatabaseSync(path);
    other.exec("BEGIN IMMEDIATE");
    let turns = 0;
    const looking = setInterval(() => {
      turns++;
    }, 5);
    let turnsWhileLocked = 0;
    setTimeout(() => {
      turnsWhileLocked = turns;
      other.close();
    }, 500);
    await inside(store).events.add({ kind: "k", at: "2026-11-24T09:03:00Z" });
    clearInterval(looking);
    // It waits in the program's own turn, and lets others have theirs in between.
    expect(turnsWhileLocked).toBeGreaterThan(1);
    await store.close();
  });

  it("brings a file of version 8 up to date, and keeps what is there", async () => {
    const path = newFile();
    const keys = createMemoryStoreKeys();
    const first = openSqliteStore(path, () => keys);
    await fillEarlier(first);
    await first.close();
    const db = new DatabaseSync(path);
    db.exec([...AS_VERSION_8, "PRAGMA user_version = 8"].join(";"));
    const tables = "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name";
    // The form is just that which version 8 had.
    const other = new DatabaseSync(":memory:");
    for (const statement of statementsSince(0, "sqlite", 8)) other.exec(statement);
    expect(db.prepare(tables).all()).toEqual(other.prepare(tables).all());
    db.close();
    const second = openSqliteStore(path, () => keys);
    await checkKept(second);
    await second.close();
  });

  it.each([
    [8, []],
    [9, []],
    [10, []],
    [11, []],
    [12, []],
    [13, []],
    [14, []],
    // Some files of versions 9 and 10 have it already.
    [
      10,
      ["drop index refusal_unknown", "create index refusal_sender on refusal (sender, position)"],
    ],
  ])("gives a file of version %i the form of a new one (%j)", (version, changes) => {
    const path = newFile();
    const db = new DatabaseSync(path);
    for (const statement of statementsSince(0, "sqlite", version)) db.exec(statement);
    for (const change of changes) db.exec(change);
    db.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${version}`);
    const told: UpgradeProgress[] = [];
    bringUpToDate(db, createMemoryStoreKeys, (progress) => told.push(progress));
    const of = statementsSince(version, "sqlite").length;
    expect(told).toEqual([
      ...Array.from({ length: of }, (_, done) => ({ step: "steps", done, of })),
      { step: "commit" },
    ]);
    const blank = new DatabaseSync(":memory:");
    createTables(blank);
    const tables = "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name";
    expect(db.prepare(tables).all()).toEqual(blank.prepare(tables).all());
    db.close();
  });

  it("refuses a file of another version and leaves it as it is", async () => {
    const path = newFile();
    const db = new DatabaseSync(path);
    db.exec("PRAGMA user_version = 99");
    expect(() => openSqliteStore(path)).toThrow(
      expect.objectContaining({ code: "GATEWAY_STORE_INCOMPATIBLE" }),
    );
    expect(db.prepare("SELECT count(*) AS tables FROM sqlite_schema").get()?.["tables"]).toBe(0);
    db.close();
  });
});
