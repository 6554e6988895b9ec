import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from "vitest";
import { inspectPostgres, openPostgresSnapshot, openPostgresStore } from "../src/postgres.ts";
import { inside } from "../src/store/contract/inside.ts";
import { createMemoryStoreKeys } from "../src/store/keys/message-keys.ts";
import type { AgencyStore } from "../src/store/ports.ts";
import { type SilentServer, startSilentServer } from "./silent-server.ts";

const BOUNDS = { connectMs: 500, queryMs: 1000 };
/** Both bounds, twice, and a busy machine. */
const SOON_MS = 4000;

describe("a PostgreSQL server that is there and does not answer", () => {
  let server: SilentServer;
  let place: SilentServer["at"] & { readonly database: string };
  beforeAll(async () => {
    server = await startSilentServer();
    place = { ...server.at, database: await newDatabase() };
  });
  afterEach(() => server.goOn());
  afterAll(() => server.close());

  it("ends all works that wait with a code, soon, and again until it answers; then they go on", async () => {
    const store = await openPostgresStore(place, createMemoryStoreKeys, BOUNDS);
    await inside(store).events.add(event("before"));
    server.stop();
    for (const _ of ["on the connection that was there", "on a new one"]) {
      const works = await within(SOON_MS, [add(store, "lost"), add(store, "lost")]);
      expect(works).toEqual(Array(2).fill("GATEWAY_STORE_AWAY"));
    }
    expect(await within(SOON_MS, [isFull(store)])).toEqual(["GATEWAY_STORE_AWAY"]);
    server.goOn();
    await expect.poll(() => add(store, "after"), { timeout: SOON_MS }).toBe("stored");
    expect(await kinds(store)).toEqual(["before", "after"]);
    await store.close();
  });

  it("may have kept what it did not acknowledge, all of it or nothing, and loses nothing that it did", async () => {
    const store = await openPostgresStore(place, createMemoryStoreKeys, BOUNDS);
    const late = store.transaction(async ({ events }) => {
      await events.add(event("first"));
      await events.add(event("second"));
      // The commit arrives; that it has been done does not.
      server.stopAnswersTo("commit");
    });
    expect(await within(SOON_MS, [codeOf(late)])).toEqual(["GATEWAY_STORE_AWAY"]);
    server.goOn();
    await expect.poll(() => add(store, "third"), { timeout: SOON_MS }).toBe("stored");
    expect((await kinds(store)).slice(2)).toEqual(["first", "second", "third"]);
    await store.close();
  });

  it("keeps nobody from closing the store, and from being told by who looks at it", async () => {
    const store = await openPostgresStore(place, createMemoryStoreKeys, BOUNDS);
    server.stop();
    expect(await within(SOON_MS, [codeOf(store.close())])).toEqual(["stored"]);
    const looks = [codeOf(inspectPostgres(place)), codeOf(openPostgresSnapshot(place))];
    expect(await within(2 * SOON_MS, looks)).toEqual(Array(2).fill("GATEWAY_STORE_AWAY"));
  }, 15_000);
});

const event = (ref: string) => ({ kind: "k", at: "2026-11-24T09:02:00Z", ref });
const add = (store: AgencyStore, ref: string) => codeOf(inside(store).events.add(event(ref)));
const isFull = (store: AgencyStore) => codeOf(store.isFull?.() ?? Promise.resolve(false));
const kinds = async (store: AgencyStore) =>
  (await inside(store).events.after("k", 0, 99)).map(({ ref }) => ref);

/** The code of a refusal, or "stored". */
const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "stored",
    ({ code }) => code,
  );

async function within<T>(milliseconds: number, works: readonly Promise<T>[]) {
  const late = new Promise<"late">((resolve) => setTimeout(resolve, milliseconds, "late").unref());
  return Promise.race([Promise.all(works), late]);
}

async function newDatabase(): Promise<string> {
  const database = `silent_${randomBytes(6).toString("hex")}`;
  const client = new pg.Client({ ...inject("postgres"), database: "postgres" });
  await client.connect();
  await client.query(`create database ${database}`);
  await client.end();
  return database;
}
