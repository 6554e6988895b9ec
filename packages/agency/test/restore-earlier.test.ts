import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, describe, expect, it } from "vitest";
import { type Backup, backUp, restore } from "../src/node.ts";
import { inside } from "../src/store/contract/inside.ts";
import { incoming, outgoing } from "../src/store/contract/rows.ts";
import { SCHEMA_VERSION, statementsSince } from "../src/store/sql/migrations.ts";
import type { UpgradeProgress } from "../src/store/sql/upgrade-progress.ts";
import { createTables } from "../src/store/sqlite/migrate.ts";
import { ENGINES } from "./engines.ts";

const root = mkdtempSync(join(tmpdir(), "sp-restore-earlier-"));
afterAll(() => rmSync(root, { recursive: true }));

const AT = "2026-11-24T09:02:00Z";
const OLDEST = 8;
const EARLIER = Array.from({ length: SCHEMA_VERSION - OLDEST }, (_, index) => OLDEST + index);

describe.each(["sqlite", "postgres"] as const)("a copy of another version, in %s", (engine) => {
  it.each(EARLIER)("of the tables %i comes back in those of this program", async (version) => {
    const { database, file, keys, copy } = await madeWith(engine, `v${version}`);
    writeFileSync(file, asOf(version, readFileSync(file, "utf8")));
    const told: UpgradeProgress[] = [];
    const onUpgrade = { everyMs: 0, hear: (progress: UpgradeProgress) => void told.push(progress) };
    await restore({ file, filling: await database.fill(), keys, onUpgrade });
    const of = statementsSince(version, engine).length;
    expect(told).toEqual(Array.from({ length: of }, (_, done) => ({ step: "steps", done, of })));

    const store = await database.open(keys);
    const { outbox, inbox } = inside(store);
    expect((await outbox.findByDigest("digest-1"))?.content).toEqual(outgoing("1").content);
    expect((await inbox.findByDigest("digest-2"))?.content).toEqual(incoming("2").content);
    await outbox.add(outgoing("3"));
    await store.close();
    // A migration has worked out what the copy did not have.
    const lines = linesOf(readFileSync((await copy()).file, "utf8"));
    expect(lines[0]).toEqual(["head", expect.objectContaining({ schema: SCHEMA_VERSION })]);
    const asked = lines.flatMap(([table, row]) => (table === "outbox" ? [row["asked_at"]] : []));
    expect(asked).toEqual([version < WITH_ASKED ? AT : null, null]);
    const acts = lines.filter(([table, row]) => table === "event" && row["kind"] === RESTORED);
    expect(acts).toHaveLength(1);
  });

  it("is refused where it is later, too early, or its rows are of another one", async () => {
    const { database, file, keys } = await madeWith(engine, "refused");
    const text = readFileSync(file, "utf8");
    for (const schema of [OLDEST - 1, SCHEMA_VERSION + 1, OLDEST, 8.5, null]) {
      writeFileSync(file, text.replace(/"schema":\d+/, `"schema":${schema}`));
      const filling = await database.fill();
      await expect(restore({ file, filling, keys })).rejects.toMatchObject({
        code: "GATEWAY_BACKUP_INVALID",
      });
    }
    const store = await database.open(keys);
    expect((await inside(store).outbox.findByDigest("digest-1"))?.content).toBeDefined();
    await store.close();
  });
});

it("a file that was restored from a copy of an earlier version has the form of a new one", async () => {
  const { database, file, keys, place } = await madeWith("sqlite", "form");
  writeFileSync(file, asOf(OLDEST, readFileSync(file, "utf8")));
  await restore({ file, filling: await database.fill(), keys });
  const blank = new DatabaseSync(":memory:");
  createTables(blank);
  const restored = new DatabaseSync(place, { readOnly: true });
  const tables = "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name";
  expect(restored.prepare(tables).all()).toEqual(blank.prepare(tables).all());
  expect(restored.prepare("PRAGMA user_version").get()).toEqual({ user_version: SCHEMA_VERSION });
  restored.close();
});

/** A database with a message sent, whose erasure was asked for, and one received; and a copy of it. */
async function madeWith(engine: keyof typeof ENGINES, name: string) {
  const at = (part: string) => join(root, `${engine}-${name}-${part}`);
  const [place, keys] = [at("agency.db"), at("keys")];
  const database = await ENGINES[engine](place);
  const store = await database.open(keys);
  await store.ready?.();
  await store.transaction(async ({ outbox, inbox, events }) => {
    await outbox.add(outgoing("1"));
    await inbox.add(incoming("2"));
    await events.add({ kind: "erasureRequested", at: AT, ref: "digest-1" });
  });
  await store.close();
  let copies = 0;
  const copy = async (): Promise<Backup> => {
    const [to, keysTo] = [at(`to${++copies}`), at(`keys-to${copies}`)];
    return backUp({ snapshot: await database.snapshot(), keys, to, keysTo, backupDays: 30 });
  };
  const { file } = await copy();
  return { ...{ database, keys, place, file, copy } };
}

type Line = readonly [string, Readonly<Record<string, unknown>>];
const linesOf = (text: string): readonly Line[] =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

/** The same copy as a program with the tables of a version has made it. */
function asOf(version: number, text: string): string {
  const db = new DatabaseSync(":memory:");
  for (const statement of statementsSince(0, "sqlite", version)) db.exec(statement);
  const columnsOf = (table: string): ReadonlySet<unknown> =>
    new Set(
      db
        .prepare("SELECT name FROM pragma_table_info(?)")
        .all(table)
        .map(({ name }) => name),
    );
  const lines = linesOf(text).flatMap(([name, row]): Line[] => {
    if (name === "head") return [[name, { ...row, schema: version }]];
    const only = (isIn: (member: string) => boolean) =>
      Object.fromEntries(Object.entries(row).filter(([member]) => isIn(member)));
    if (name === "end") return [[name, only((table) => columnsOf(table).size > 0)]];
    const columns = columnsOf(name);
    return columns.size === 0 ? [] : [[name, only((column) => columns.has(column))]];
  });
  db.close();
  return `${lines.map((line) => JSON.stringify(line)).join("\n")}\n`;
}

/** Version of the tables that say when an erasure was asked for. */
const WITH_ASKED = 10;
const RESTORED = "databaseRestored";
