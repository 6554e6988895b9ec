import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type PostgresServer, startPostgres } from "@safepassage/testing/postgres";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EVENT, newDatabase, type Place, query } from "../../../test/database-place.ts";
import { inside } from "../contract/inside.ts";
import { incoming } from "../contract/rows.ts";
import { createMemoryStoreKeys } from "../keys/message-keys.ts";
import type { AgencyStore } from "../ports.ts";
import { fillPostgres, openPostgresSnapshot } from "./backup.ts";
import { inspectPostgres } from "./inspect.ts";
import { openPostgresStore } from "./store.ts";

const UNSAFE = "GATEWAY_STORE_UNSAFE";
const REFUSED = "GATEWAY_STORE_REFUSED";
const AWAY = "GATEWAY_STORE_AWAY";

describe("a server of its own", () => {
  const home = mkdtempSync(join(tmpdir(), "sp-server-"));
  let server: PostgresServer;
  let place: Place;
  const set = async (name: string, value: string): Promise<void> => {
    await query(place, `alter system set ${name} = ${value}`);
    await query(place, "select pg_reload_conf()");
    const isSet = async () => (await query(place, `show ${name}`)) as [Record<string, string>];
    await expect.poll(isSet).toEqual([{ [name]: value.replaceAll("'", "") }]);
  };
  beforeAll(async () => {
    server = await startPostgres(home);
    place = { host: server.host, user: server.user, database: "postgres" };
    await query(place, "create database other");
  });
  afterAll(async () => {
    await server.stop();
    rmSync(home, { recursive: true });
  });

  it("that does not write to the disk is refused, also while a gateway runs, until it does", async () => {
    const store = await openPostgresStore(place, createMemoryStoreKeys);
    expect(await codeOf(store.isFull?.())).toBe("done");
    await set("fsync", "off");
    await expect.poll(() => codeOf(store.isFull?.())).toBe(UNSAFE);
    // Nothing is confirmed meanwhile.
    expect(await codeOf(inside(store).events.add(EVENT))).toBe(UNSAFE);
    expect(await codeOf(inspectPostgres(place))).toBe(UNSAFE);
    expect(await codeOf(fillPostgres(place))).toBe(UNSAFE);
    // What is there can still be copied.
    await (await openPostgresSnapshot(place)).close();
    await set("fsync", "on");
    expect(await codeOf(inside(store).events.add(EVENT))).toBe("done");
    await store.close();
  });

  it("whose standby is gone shows nothing that only it has, until both have it", async () => {
    const bounds = { connectMs: 4000, queryMs: 700 };
    const other = { ...place, database: "other" };
    const store = await openPostgresStore(other, createMemoryStoreKeys, bounds);
    await inside(store).inbox.add(incoming("1"));
    await set("synchronous_standby_names", "'gone'");
    const find = () => codeOf(inside(store).inbox.find("sender", "2"));
    expect(await codeOf(inside(store).inbox.add(incoming("2")))).toBe(AWAY);
    // The server has it. If it were sent again it would get receipts, and be lost with this server.
    expect([await find(), await find()]).toEqual([AWAY, AWAY]);
    await set("synchronous_standby_names", "''");
    await expect.poll(find).toBe("done");
    expect(await inside(store).inbox.find("sender", "2")).toBeDefined();
    await store.close();
  });
});

it("tables without a log are refused, which the server empties after a crash", async () => {
  const { place, store } = await opened();
  await query(place, "alter table inbox set unlogged");
  await expect(store.isFull?.()).rejects.toThrow("tables without a log: inbox");
  expect(await codeOf(inside(store).events.add(EVENT))).toBe(UNSAFE);
  await query(place, "alter table inbox set logged");
  expect(await codeOf(inside(store).events.add(EVENT))).toBe("done");
  await store.close();
});

it("rows that row security hides are an error, and no message that was never taken in", async () => {
  const { place, store } = await opened();
  const role = await roleFor(place);
  await inside(store).inbox.add(incoming("1"));
  await store.close();
  await query(place, "alter table inbox enable row level security");
  const other = await openPostgresStore(role, createMemoryStoreKeys);
  expect(await codeOf(inside(other).inbox.find("sender", "1"))).toBe(REFUSED);
  expect(await codeOf(inspectPostgres(role))).toBe(REFUSED);
  const copy = await openPostgresSnapshot(role);
  const rows = copy.rows("inbox") as AsyncGenerator;
  expect(await codeOf(rows.next())).toBe(REFUSED);
  await Promise.all([copy.close(), other.close()]);
});

it("values in the log of the server are told, unless they are left out there", async () => {
  const { place, store } = await opened();
  await store.close();
  const risks = async (...settings: readonly string[]) => {
    for (const setting of settings) {
      await query(place, `alter database ${place.database} set ${setting}`);
    }
    return (await inspectPostgres(place)).risks;
  };
  expect(await risks()).toEqual([]);
  expect(await risks("log_min_duration_statement = '1s'")).toEqual(["valuesLogged"]);
  expect(await risks("log_parameter_max_length = 0")).toEqual([]);
  expect(await risks("log_parameter_max_length_on_error = 9")).toEqual(["valuesLogged"]);
  const withPlans = [
    "log_parameter_max_length_on_error = 0",
    "session_preload_libraries = auto_explain",
  ];
  expect(await risks(...withPlans)).toEqual([]);
  expect(await risks("auto_explain.log_min_duration = '1s'")).toEqual(["valuesLogged"]);
});

it("a role that lacks a right is told so at once, and after each failure until it has it", async () => {
  const { place, store } = await opened();
  const role = await roleFor(place);
  await store.close();
  await query(place, `revoke insert on inbox from ${role.user}`);
  expect(await codeOf(inspectPostgres(role))).toBe(REFUSED);
  const other = await openPostgresStore(role, createMemoryStoreKeys);
  for (let look = 0; look < 2; look++) expect(await codeOf(other.isFull?.())).toBe(REFUSED);
  await query(place, `grant insert on inbox to ${role.user}`);
  expect(await codeOf(other.isFull?.())).toBe("done");
  await other.close();
});

it("a table that somebody holds locked keeps the store from being well, until it is free", async () => {
  const { place, store } = await opened({ connectMs: 4000, queryMs: 400 });
  const other = new pg.Client(place);
  await other.connect();
  await other.query("begin; lock table inbox");
  expect(await codeOf(inside(store).inbox.add(incoming("1")))).toBe(AWAY);
  expect(await codeOf(store.isFull?.())).toBe(AWAY);
  await other.query("commit");
  await other.end();
  expect(await codeOf(store.isFull?.())).toBe("done");
  await store.close();
});

it("a table that has other columns than when a statement was prepared ends one work, and no more", async () => {
  const { place, store } = await opened();
  await inside(store).inbox.add(incoming("1"));
  const find = () => codeOf(inside(store).inbox.find("sender", "1"));
  expect(await find()).toBe("done");
  await query(place, "alter table inbox add column remark text");
  expect([await find(), await find()]).toEqual([AWAY, "done"]);
  await store.close();
});

async function opened(bounds?: Parameters<typeof openPostgresStore>[2]) {
  const place = await newDatabase();
  const store: AgencyStore = await openPostgresStore(place, createMemoryStoreKeys, bounds);
  return { place, store };
}

/** Another role than the one that owns the tables, with all rights to them. */
async function roleFor(place: Place): Promise<Place> {
  const user = `role_of_${place.database}`;
  await query(
    place,
    `create role ${user} login; grant all on all tables in schema public to ${user}`,
  );
  return { ...place, user };
}

/** The code of a refusal, or "done". */
const codeOf = (work: Promise<unknown> | undefined): Promise<string> =>
  Promise.resolve(work).then(
    () => "done",
    ({ code }) => code,
  );
