import { randomBytes } from "node:crypto";
import { type Lending, type Pooler, startPooler } from "@safepassage/testing/pooler";
import pg from "pg";
import { afterEach, describe, expect, inject, it } from "vitest";
import { createMemoryStoreKeys } from "../keys/message-keys.ts";
import { inspectPostgres } from "./inspect.ts";
import { openPostgresStore } from "./store.ts";

const poolers: Pooler[] = [];
afterEach(async () => {
  for (const pooler of poolers.splice(0)) await pooler.stop();
});

describe("behind a pooler", () => {
  it.each<[string, Lending, number]>([
    ["lends its one connection for a transaction", "transaction", 1],
    ["lends one of several for a transaction", "transaction", 3],
    ["lends a connection for a statement", "statement", 1],
  ])("refuses one that %s, where two programs would have the lock", async (_, lending, size) => {
    const place = await pooled(lending, size);
    const refused = { code: "GATEWAY_STORE_POOLED" };
    await expect(inspectPostgres(place)).rejects.toMatchObject(refused);
    await expect(openPostgresStore(place, createMemoryStoreKeys)).rejects.toMatchObject(refused);
  });

  it("works with one that keeps a connection for each client, and has the lock", async () => {
    const place = await pooled("session", 3);
    const store = await openPostgresStore(place, createMemoryStoreKeys);
    await expect(openPostgresStore(place, createMemoryStoreKeys)).rejects.toMatchObject({
      code: "GATEWAY_STORE_IN_USE",
    });
    await store.close();
  });

  it("works with one that has a connection for nobody else", async () => {
    const place = await pooled("session", 1);
    // So long a second client waits for a connection, and so long a busy machine may take for a statement.
    const bounds = { connectMs: 4000, queryMs: 2000 };
    await (await openPostgresStore(place, createMemoryStoreKeys, bounds)).close();
  });
});

/** A pooler before a database of its own. */
async function pooled(lending: Lending, size: number) {
  const { host, user } = inject("postgres");
  const database = `pooled_${randomBytes(6).toString("hex")}`;
  const client = new pg.Client({ host, user, database: "postgres" });
  await client.connect();
  await client.query(`create database ${database}`);
  await client.end();
  const pooler = await startPooler(host, lending, size);
  poolers.push(pooler);
  return { host: pooler.host, user, database };
}
