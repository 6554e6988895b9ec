import pg from "pg";
import { describe, expect, it } from "vitest";
import { EVENT, newDatabase, query } from "../../../test/database-place.ts";
import { AS_VERSION_8, checkKept, fillEarlier } from "../contract/earlier.ts";
import { inside } from "../contract/inside.ts";
import { outgoing } from "../contract/rows.ts";
import { createMemoryStoreKeys } from "../keys/message-keys.ts";
import { SCHEMA_VERSION, statementsSince } from "../sql/migrations.ts";
import type { UpgradeProgress } from "../sql/upgrade-progress.ts";
import { openPostgresSnapshot } from "./backup.ts";
import { openPostgresStore } from "./store.ts";

describe("openPostgresStore", () => {
  it("brings tables of version 8 up to date, and keeps what is there", async () => {
    const place = await newDatabase();
    const keys = createMemoryStoreKeys();
    const first = await openPostgresStore(place, () => keys);
    await fillEarlier(first);
    await first.close();
    await query(place, [...AS_VERSION_8, "update schema_version set version = 8"].join(";"));
    const UNTOUCHED = "select ctid from outbox where digest = 'digest-1'";
    const before = await query(place, UNTOUCHED);
    expect(before).toHaveLength(1);
    const second = await openPostgresStore(place, () => keys);
    // With many messages it takes long to write each row anew.
    expect(await query(place, UNTOUCHED)).toEqual(before);
    await checkKept(second);
    await second.close();
  });

  it.each([8, 9, 10, 11, 12, 13, 14])(
    "gives tables of version %i the form of new ones",
    async (version) => {
      const [place, blank] = [await newDatabase(), await newDatabase()];
      const made = [
        ...statementsSince(0, "postgres", version),
        "create table schema_version (version int not null)",
        `insert into schema_version values (${version})`,
      ];
      await query(place, made.join(";"));
      const FORM = `select table_name as name, string_agg(column_name || ' ' || data_type, ', ' order by column_name) as form
      from information_schema.columns where table_schema = 'public' group by table_name
      union all select indexname, indexdef from pg_indexes where schemaname = 'public' order by name, form`;
      const told: UpgradeProgress[] = [];
      const hearer = { everyMs: 0, hear: (progress: UpgradeProgress) => void told.push(progress) };
      for (const one of [place, blank]) {
        await (await openPostgresStore(one, createMemoryStoreKeys, undefined, hearer)).close();
      }
      const of = statementsSince(version, "postgres").length;
      expect(told).toEqual(Array.from({ length: of }, (_, done) => ({ step: "steps", done, of })));
      expect(await query(place, FORM)).toEqual(await query(blank, FORM));
    },
  );

  it("makes later tables anew that the restore of an earlier program has left", async () => {
    const place = await newDatabase();
    await query(
      place,
      [
        ...statementsSince(0, "postgres", 8),
        "create table schema_version (version int not null)",
        "insert into schema_version values (8)",
        // As they stood before, with what nobody may find again.
        "create table draft (id text, content bytea)",
        "insert into draft values ('left', null)",
        "create table recall (digest text)",
      ].join(";"),
    );
    const store = await openPostgresStore(place, createMemoryStoreKeys);
    expect((await inside(store).drafts.list(9)).rows).toEqual([]);
    await store.close();
  });

  it("waits for new tables as long as they take, and for nothing else", async () => {
    const place = await newDatabase();
    const bounds = { connectMs: 4000, queryMs: 400 };
    const made = [
      ...statementsSince(0, "postgres", SCHEMA_VERSION - 1),
      "create table schema_version (version int not null)",
      `insert into schema_version values (${SCHEMA_VERSION - 1})`,
    ];
    await query(place, made.join(";"));
    // What is held up stands for what takes long, as an index of a million rows does.
    const other = new pg.Client(place);
    await other.connect();
    await other.query("begin; lock table outbox");
    const opening = openPostgresStore(place, createMemoryStoreKeys, bounds);
    const WAITS = `select 1 from pg_stat_activity where datname = '${place.database}'
      and wait_event_type = 'Lock' and clock_timestamp() - query_start > interval '600 ms'`;
    await Promise.race([
      opening.then(() => {}),
      expect.poll(async () => (await query(place, WAITS)).length, { timeout: 5000 }).toBe(1),
    ]);
    await other.query("commit");
    const store = await opening;
    await other.query("begin; lock table event");
    await expect(inside(store).events.add(EVENT)).rejects.toMatchObject({ code: AWAY });
    await other.end();
    await store.close();
  });

  it("copies no tables of an earlier version, and says what does", async () => {
    const place = await newDatabase();
    await (await openPostgresStore(place, createMemoryStoreKeys)).close();
    await query(place, "update schema_version set version = 8");
    await expect(openPostgresSnapshot(place)).rejects.toMatchObject({
      code: "GATEWAY_STORE_INCOMPATIBLE",
      message: expect.stringContaining("gateway migrate"),
    });
  });

  it.each([
    ["a later version", `update schema_version set version = ${SCHEMA_VERSION + 1}`],
    ["a version before any in PostgreSQL", "update schema_version set version = 7"],
    ["no version", "delete from schema_version"],
    ["two versions", "insert into schema_version values (1)"],
    ["another program", "drop table schema_version"],
    [
      "another program that has a table of this name",
      "alter table schema_version rename version to installed_rank",
    ],
    [
      "another program that counts its versions in words",
      "alter table schema_version alter version type text",
    ],
  ])("refuses the tables of %s, and leaves them", async (_, change) => {
    const place = await newDatabase();
    const store = await openPostgresStore(place, createMemoryStoreKeys);
    await inside(store).outbox.add(outgoing("1"));
    await store.close();
    await query(place, change);
    await expect(openPostgresStore(place, createMemoryStoreKeys)).rejects.toMatchObject({
      code: "GATEWAY_STORE_INCOMPATIBLE",
    });
    expect(await query(place, "select id from outbox")).toEqual([{ id: "1" }]);
  });
});

const AWAY = "GATEWAY_STORE_AWAY";
