import pg from "pg";
import { describe, expect, it } from "vitest";
import { cut, EVENT, newDatabase, type Place, query } from "../../../test/database-place.ts";
import { inside } from "../contract/inside.ts";
import { incoming } from "../contract/rows.ts";
import { createMemoryStoreKeys } from "../keys/message-keys.ts";
import { openPostgresSnapshot } from "./backup.ts";
import { inspectPostgres } from "./inspect.ts";
import { openPostgresStore } from "./store.ts";

describe("openPostgresStore", () => {
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
    const refusal = { code: "GATEWAY_STORE_REFUSED" };
    await expect(openPostgresStore(place, createMemoryStoreKeys)).rejects.toMatchObject(refusal);
    await expect(inspectPostgres(place)).rejects.toMatchObject(refusal);
  });

  it("is refused where the role does not own the database, before it makes tables", async () => {
    const place = await newDatabase();
    const role = { ...place, user: `guest_of_${place.database}` };
    await query(place, `create role ${role.user} login`);
    const refusal = { code: "GATEWAY_STORE_REFUSED" };
    await expect(inspectPostgres(role)).rejects.toMatchObject(refusal);
    await expect(openPostgresStore(role, createMemoryStoreKeys)).rejects.toMatchObject(refusal);
  });

  it.each(["UTF8", "SQL_ASCII", "LATIN1"])(
    "takes no text in %s that it cannot keep",
    async (encoding) => {
      const server = await newDatabase();
      const place = { ...server, database: `${server.database}_in_${encoding.toLowerCase()}` };
      const how = `encoding '${encoding}' locale 'C' template template0`;
      await query(server, `create database ${place.database} ${how}`);
      const event = { ...EVENT, authority: "Поліція" };
      const opening = openPostgresStore(place, createMemoryStoreKeys);
      if (encoding === "LATIN1") {
        const refusal = { code: "GATEWAY_STORE_INCOMPATIBLE" };
        await expect(opening).rejects.toMatchObject(refusal);
        await expect(inspectPostgres(place)).rejects.toMatchObject(refusal);
        return;
      }
      const store = await opening;
      await inside(store).events.add(event);
      await store.close();
      expect(await query(place, "select authority from event")).toEqual([
        { authority: event.authority },
      ]);
    },
  );

  it("refuses an older one in another encoding, of which a copy can still be made", async () => {
    const place = await newDatabase();
    const store = await openPostgresStore(place, createMemoryStoreKeys);
    await inside(store).events.add(EVENT);
    await store.close();
    const isIn = `encoding = pg_char_to_encoding('LATIN1') where datname = '${place.database}'`;
    await query(place, `update pg_database set ${isIn}`);
    const refusal = { code: "GATEWAY_STORE_INCOMPATIBLE" };
    const opening = openPostgresStore(place, createMemoryStoreKeys);
    await expect(opening).rejects.toMatchObject(refusal);
    const copy = await openPostgresSnapshot(place);
    const kinds: unknown[] = [];
    for await (const row of copy.rows("event")) kinds.push(row["kind"]);
    expect(kinds).toEqual([EVENT.kind]);
    await copy.close();
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
      code: "GATEWAY_STORE_READ_ONLY",
    });
    await cut(place);
    const fails = () => inside(store).events.add(EVENT);
    await expect.poll(() => fails().catch(({ code }) => code)).toBe("GATEWAY_STORE_READ_ONLY");
    await expect(fails()).rejects.toThrow("SQLSTATE 25006");
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

const RESET = "alter database $ reset default_transaction_read_only";
