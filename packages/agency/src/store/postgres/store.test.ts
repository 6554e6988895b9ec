import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { agencyStoreContract } from "../../contract.ts";
import { AS_VERSION_8, checkKept, fillEarlier } from "../contract/earlier.ts";
import { inside } from "../contract/inside.ts";
import { incoming, outgoing } from "../contract/rows.ts";
import { createMemoryStoreKeys } from "../keys/message-keys.ts";
import type { AgencyStore } from "../ports.ts";
import { SCHEMA_VERSION, statementsSince } from "../sql/migrations.ts";
import type { UpgradeProgress } from "../sql/upgrade-progress.ts";
import { openPostgresSnapshot } from "./backup.ts";
import { inspectPostgres } from "./inspect.ts";
import { openPostgresStore } from "./store.ts";

const { host, user } = inject("postgres");

describe("openPostgresStore", () => {
  describe("passes the contract", () => {
    let place: Place;
    let store: AgencyStore;
    beforeAll(async () => {
      place = await newDatabase();
      store = await openPostgresStore(place, createMemoryStoreKeys);
    });
    afterAll(() => store.close());
    const checks = Object.entries(agencyStoreContract).flatMap(([port, suite]) =>
      Object.entries(suite).map(([name, check]) => [port, name, check] as const),
    );
    it.each(checks)("%s: %s", async (_port, _name, check) => {
      await query(place, EMPTY);
      await check(store);
    });
  });

  it("reads what another process wrote", async () => {
    const place = await newDatabase();
    const first = await openPostgresStore(place, createMemoryStoreKeys);
    await inside(first).events.add(EVENT);
    await first.close();
    const second = await openPostgresStore(place, createMemoryStoreKeys);
    expect(await inside(second).events.after("k", 0, 9)).toHaveLength(1);
    await second.close();
  });

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

  it("is ended by no bound that an administrator has set on locks or transactions", async () => {
    const place = await newDatabase();
    const set = (name: string) =>
      query(place, `alter database ${place.database} set ${name} = '50ms'`);
    await set("lock_timeout");
    await set("transaction_timeout");
    const store = await openPostgresStore(place, createMemoryStoreKeys);
    const other = new pg.Client(place);
    await other.connect();
    await other.query("set transaction_timeout = 0; begin; lock table event");
    const added = inside(store).events.add(EVENT);
    const WAITS = `select 1 from pg_stat_activity where datname = '${place.database}'
      and wait_event_type = 'Lock' and clock_timestamp() - query_start > interval '100 ms'`;
    await expect.poll(async () => (await other.query(WAITS)).rows.length).toBe(1);
    await other.query("commit");
    await added;
    await Promise.all([other.end(), store.close()]);
    const copy = await openPostgresSnapshot(place);
    await query(place, "set transaction_timeout = 0; select pg_sleep(0.1)");
    let rows = 0;
    for await (const _ of copy.rows("event")) rows += 1;
    expect(rows).toBe(1);
    await copy.close();
  });

  it("is refused where the role has no schema", async () => {
    const place = await newDatabase();
    await query(place, `alter database ${place.database} set search_path = missing`);
    await expect(openPostgresStore(place, createMemoryStoreKeys)).rejects.toMatchObject({
      code: "GATEWAY_STORE_REFUSED",
    });
  });

  it("lets one program at a time use a database, and the next one once it has ended", async () => {
    const place = await newDatabase();
    const first = await openPostgresStore(place, createMemoryStoreKeys);
    await expect(openPostgresStore(place, createMemoryStoreKeys)).rejects.toMatchObject({
      code: "GATEWAY_STORE_IN_USE",
    });
    await inside(first).events.add(EVENT);
    await first.close();
    await (await openPostgresStore(place, createMemoryStoreKeys)).close();
  });

  it("goes on by itself after its connection was cut, in the middle of a transaction too", async () => {
    const place = await newDatabase();
    const store = await openPostgresStore(place, createMemoryStoreKeys);
    const lost = store.transaction(async ({ inbox, events }) => {
      await inbox.add(incoming("1"));
      await cut(place);
      await events.add(EVENT);
    });
    await expect(lost).rejects.toMatchObject({ code: "GATEWAY_STORE_AWAY" });
    expect(await inside(store).inbox.find("sender", "1")).toBeUndefined();
    await inside(store).inbox.add(incoming("1"));
    await cut(place);
    await expect
      .poll(() =>
        inside(store)
          .inbox.find("sender", "1")
          .catch(() => 0),
      )
      .toBeTruthy();
    await store.close();
  });

  it("asks before each connection where it is, so that a changed password needs no start", async () => {
    const right = await newDatabase();
    let place: Place = right;
    const store = await openPostgresStore(() => place, createMemoryStoreKeys);
    const find = () =>
      inside(store)
        .inbox.find("sender", "1")
        .then(
          () => "found",
          ({ code }) => code,
        );
    place = { ...right, database: "no_such" };
    await cut(right);
    await expect.poll(find).toBe("GATEWAY_STORE_REFUSED");
    place = right;
    await expect.poll(find).toBe("found");
    await store.close();
  });

  it("writes nothing any more once another program has the lock", async () => {
    const place = await newDatabase();
    const first = await openPostgresStore(place, createMemoryStoreKeys);
    let second: AgencyStore | undefined;
    const late = first.transaction(async ({ events }) => {
      await events.add(EVENT);
      await cut(place);
      second = await openPostgresStore(place, createMemoryStoreKeys);
      await events.add(EVENT);
    });
    await expect(late).rejects.toMatchObject({ code: "GATEWAY_STORE_AWAY" });
    await expect(inside(first).events.add(EVENT)).rejects.toMatchObject({
      code: "GATEWAY_STORE_IN_USE",
    });
    expect(second && (await inside(second).events.after("k", 0, 9))).toEqual([]);
    await Promise.all([first.close(), second?.close()]);
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

  it.each([
    ["no server", { host: "/nowhere" }, "GATEWAY_STORE_AWAY", undefined],
    ["no such database", { database: "missing" }, "GATEWAY_STORE_REFUSED", "database"],
    ["no such user", { user: "nobody" }, "GATEWAY_STORE_REFUSED", "user"],
  ])("says so where there is %s", async (_, wrong, code, member) => {
    const place = { ...(await newDatabase()), ...wrong };
    const refused = { code, details: member === undefined ? {} : { member } };
    await expect(openPostgresStore(place, createMemoryStoreKeys)).rejects.toMatchObject(refused);
    await expect(inspectPostgres(place)).rejects.toMatchObject(refused);
  });

  it("says so where the database is read-only, and goes on when it is not", async () => {
    const place = await newDatabase();
    const store = await openPostgresStore(place, createMemoryStoreKeys);
    const readOnly = (value: string) =>
      query(place, `alter database ${place.database} set default_transaction_read_only = ${value}`);
    await inside(store).events.add(EVENT);
    await readOnly("on");
    await expect(inspectPostgres(place)).rejects.toMatchObject({
      code: "GATEWAY_STORE_UNREADABLE",
    });
    await cut(place);
    const fails = () => inside(store).events.add(EVENT);
    await expect.poll(() => fails().catch(({ code }) => code)).toBe("GATEWAY_STORE_UNREADABLE");
    await expect(fails()).rejects.toThrow("takes no writes, as one that follows another");
    expect(await inside(store).events.after("k", 0, 9)).toHaveLength(1);
    await query(place, `begin read write; ${RESET.replace("$", place.database)}; commit`);
    await cut(place);
    await expect
      .poll(() =>
        fails().then(
          () => "stored",
          ({ code }) => code,
        ),
      )
      .toBe("stored");
    await store.close();
  });
});

const AWAY = "GATEWAY_STORE_AWAY";
const EVENT = { kind: "k", at: "2026-11-24T09:02:00Z" };
const RESET = "alter database $ reset default_transaction_read_only";
/** Faster than TRUNCATE, which makes new files. */
const EMPTY = [
  ...["outbox", "inbox", "refusal", "replay_id", "replay_digest", "history", "history_key"],
  ...["mention", "held_key", "reply", "event", "mark", "erasing"],
  ...["draft", "change", "locked_officer", "used_proof"],
]
  .map((table) => `delete from ${table}`)
  .join("; ");

type Place = Awaited<ReturnType<typeof newDatabase>>;

/** Makes an empty database. It goes with the server. */
async function newDatabase() {
  const database = `store_${randomBytes(6).toString("hex")}`;
  await query({ host, user, database: "postgres" }, `create database ${database}`);
  return { host, user, database };
}

/** Ends all connections to a database, as a server does that is shut down. */
const cut = (place: Place) =>
  query(
    { ...place, database: "postgres" },
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${place.database}'`,
  );

async function query(place: pg.ClientConfig, sql: string): Promise<readonly object[]> {
  const client = new pg.Client(place);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
