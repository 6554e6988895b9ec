import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, describe, expect, inject, it } from "vitest";
import { KEY_FILES, openKeyFolder } from "../src/node.ts";
import { openPostgresStore } from "../src/postgres.ts";
import { inside } from "../src/store/contract/inside.ts";
import { incoming } from "../src/store/contract/rows.ts";
import { forgetCommitCount } from "../src/store/keys/commit-count.ts";
import type { AgencyStore } from "../src/store/ports.ts";
import { readEarlierState } from "../src/store/sql/earlier-state.ts";
import { startSilentServer } from "./silent-server.ts";

const root = mkdtempSync(join(tmpdir(), "sp-two-"));
afterAll(() => rmSync(root, { recursive: true }));

describe("a database and a standby that was promoted", () => {
  it("are told apart each time that the gateway goes over, whichever has kept more", async () => {
    const { keys, first, second, open, cut } = await twoOf("apart");
    let database = first;
    const store = await open(() => ({ database }));
    for (const id of ["2", "3", "4", "5"]) await inside(store).inbox.add(incoming(id));
    database = second;
    await cut(first);
    expect(await earlierBehindNext(store)).toBeDefined();
    await inside(store).inbox.add(incoming("6"));
    // The server from before is back, with more in it than the other one.
    database = first;
    await cut(second);
    expect(await earlierBehindNext(store)).toBeDefined();
    expect(await has(store, "6")).toBe(false);
    await store.close();
    // The count survives a restart.
    database = second;
    const next = await open(() => ({ database }));
    expect(await next.transaction(readEarlierState)).toBeDefined();
    await next.close();
    // A restore into one of them does not make the other one its successor.
    forgetCommitCount(join(keys, KEY_FILES.commits));
    const restored = await open(() => ({ database: first }));
    await inside(restored).inbox.add(incoming("7"));
    await restored.close();
    const other = await open(() => ({ database: second }));
    expect(await foundIn(other)).toBe(3);
    await other.close();
  });

  it("are told apart where the first has kept what it never confirmed, and the gateway was started again", async () => {
    const { first, second, open, cut } = await twoOf("unconfirmed");
    const silent = await startSilentServer();
    const before = await open(() => ({ ...silent.at, database: first }));
    const lost = before.transaction(async ({ inbox }) => {
      await inbox.add(incoming("2"));
      // As with a standby that is gone: the commit is kept, and nobody is told.
      silent.stopAnswersTo("commit");
    });
    await expect(lost).rejects.toMatchObject({ code: "GATEWAY_STORE_AWAY" });
    await before.close();
    await silent.close();
    let database = second;
    const store = await open(() => ({ database }));
    expect(await store.transaction(readEarlierState)).toBeUndefined();
    await inside(store).inbox.add(incoming("3"));
    database = first;
    await cut(second);
    expect(await earlierBehindNext(store)).toBeDefined();
    await store.close();
  });
});

/** A database, and a copy of it. */
async function twoOf(name: string) {
  const keys = join(root, name);
  const [first, second] = ["first", "second"].map(
    (one) => `${one}_${randomBytes(6).toString("hex")}`,
  ) as [string, string];
  const at = inject("postgres");
  const ask = async (sql: string): Promise<void> => {
    const client = new pg.Client({ ...at, database: "postgres" });
    await client.connect();
    await client.query(sql).finally(() => client.end());
  };
  const open = (place: () => { readonly host?: string; readonly database: string }) =>
    openPostgresStore(
      () => ({ ...at, ...place() }),
      () => openKeyFolder(keys),
      { connectMs: 4000, queryMs: 2000 },
    );
  const cut = (database: string) =>
    ask(`select pg_terminate_backend(pid) from pg_stat_activity where datname = '${database}'`);
  await ask(`create database ${first}`);
  const store = await open(() => ({ database: first }));
  await inside(store).inbox.add(incoming("1"));
  await store.close();
  // A connection that ends takes a moment.
  await expect
    .poll(() =>
      ask(`create database ${second} template ${first}`).then(
        () => "made",
        ({ code }) => code,
      ),
    )
    .toBe("made");
  return { keys, first, second, open, cut };
}

/** What the database behind the next connection says of its state; the one before was cut. */
async function earlierBehindNext(store: AgencyStore) {
  let state: unknown;
  const look = async () => {
    state = await store.transaction(readEarlierState);
    return "looked";
  };
  await expect.poll(() => look().catch(({ code }) => code)).toBe("looked");
  return state;
}

/** How often the database was found to be in an earlier state. */
const foundIn = async (store: AgencyStore): Promise<number> =>
  (await inside(store).events.after("databaseEarlier", 0, 9)).length;

const has = async (store: AgencyStore, id: string): Promise<boolean> =>
  (await inside(store).inbox.findByDigest(`digest-${id}`)) !== undefined;
