import {
  copyFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { KEY_FILES, openKeyFolder, openSqliteStore } from "../src/node.ts";
import { openPostgresStore } from "../src/postgres.ts";
import { inside } from "../src/store/contract/inside.ts";
import { incoming } from "../src/store/contract/rows.ts";
import type { AgencyStore } from "../src/store/ports.ts";
import { confirmEarlierState, readEarlierState } from "../src/store/sql/earlier-state.ts";
import { makeWorlds } from "./backup-world.ts";
import { newDatabase } from "./new-database.ts";

const root = mkdtempSync(join(tmpdir(), "sp-earlier-"));
afterAll(() => rmSync(root, { recursive: true }));
const AWAY = "GATEWAY_STORE_AWAY";
const AT = "2026-11-24T09:02:00Z";

describe("a database in SQLite", () => {
  it("says that it was put back to an earlier state, until a person confirms it", async () => {
    const { path, open } = made("put-back");
    const first = open();
    await inside(first).inbox.add(incoming("1"));
    await first.transaction(({ changes }) =>
      changes.add([{ kind: "received", at: AT, ref: "digest-1" }]),
    );
    await first.close();
    copyFileSync(path, `${path}.saved`);
    const second = open();
    await inside(second).inbox.add(incoming("2"));
    // Not only messages count: a lock that is lost lets somebody in.
    await second.transaction(({ people }) => people.lock("name", "encrypted", AT));
    await second.close();

    copyFileSync(`${path}.saved`, path);
    const third = open();
    const state = await stateOf(third);
    expect(state).toMatchObject({ lost: 2, since: AT });
    expect(await actsOf(third)).toEqual([{ kind: "databaseEarlier", code: AT }]);
    // It goes on, and still says so after another start.
    await inside(third).inbox.add(incoming("3"));
    await third.close();
    const fourth = open();
    expect(await stateOf(fourth)).toEqual(state);
    await fourth.transaction((tx) => confirmEarlierState(tx, AT));
    expect(await stateOf(fourth)).toBeUndefined();
    expect(await actsOf(fourth)).toHaveLength(2);
    await fourth.close();
    const last = open();
    expect(await stateOf(last)).toBeUndefined();
    await last.close();
  });

  it("says nothing after a start, a kill, or where nothing is known outside of it", async () => {
    const { keys, open } = made("at-rest");
    const count = join(keys, KEY_FILES.commits);
    const first = open();
    for (const id of ["1", "2", "3"]) await inside(first).inbox.add(incoming(id));
    const before = readFileSync(count);
    await inside(first).inbox.add(incoming("4"));
    // What only reads is not counted.
    const after = readFileSync(count);
    expect(after).not.toEqual(before);
    await inside(first).inbox.findByDigest("digest-4");
    // Nor is a change of nothing, which must not need room on a full disk.
    await first.transaction(({ people }) => people.unlock("nobody"));
    expect(readFileSync(count)).toEqual(after);
    await first.close();
    // As after a power cut, and on a disk that lost it.
    for (const octets of [before, Buffer.alloc(17), Buffer.from("12"), undefined]) {
      if (octets === undefined) rmSync(count);
      else writeFileSync(count, octets);
      const next = open();
      expect(await stateOf(next)).toBeUndefined();
      await next.close();
    }
  });

  it("goes on where the count cannot be written", async () => {
    const { keys, open } = made("unwritable");
    const first = open();
    await inside(first).inbox.add(incoming("1"));
    await first.close();
    rmSync(join(keys, KEY_FILES.commits));
    // A link to where nothing can be made.
    writeFileSync(join(keys, "none"), "");
    symlinkSync(join(keys, "none", "below"), join(keys, KEY_FILES.commits));
    const second = open();
    await inside(second).inbox.add(incoming("2"));
    expect(await inside(second).inbox.findByDigest("digest-2")).toBeDefined();
    await second.close();
  });
});

describe.each(["sqlite", "postgres"] as const)("a copy that is brought back, in %s", (engine) => {
  const makeWorld = makeWorlds();
  it("is no earlier state that nobody wanted, and is on record", async () => {
    const world = await makeWorld(engine);
    await world.take("1");
    await world.backUp({ at: AT });
    await world.take("2");
    await world.restore();
    const { state, acts } = await world.look(async (tx) => ({
      state: await readEarlierState(tx),
      acts: await tx.events.after("databaseRestored", 0, 9),
    }));
    expect(state).toBeUndefined();
    expect(acts).toMatchObject([{ kind: "databaseRestored", code: AT }]);
  });
});

describe("a database in PostgreSQL", () => {
  it("says it behind the next connection, as where a server went over to a copy that lags", async () => {
    const { place, query, cut } = await newDatabase("earlier");
    const store = await openPostgresStore(place, () => openKeyFolder(join(root, "server")));
    await inside(store).inbox.add(incoming("1"));
    await query("create table saved as select * from mark");
    await inside(store).inbox.add(incoming("2"));
    await query(`
      delete from inbox where digest = 'digest-2';
      delete from mark; insert into mark select * from saved; drop table saved`);
    await cut();
    await expect
      .poll(() => stateOf(store).catch(({ code }: { code: string }) => code))
      .toMatchObject({ lost: 1 });
    await inside(store).inbox.add(incoming("3"));
    await cut();
    // A connection that is lost and made again loses nothing.
    await expect
      .poll(() => actsOf(store).catch(({ code }: { code: string }) => code))
      .toHaveLength(1);
    await store.close();
  });

  it("says it on a connection that lasts, as where somebody has run pg_restore beside a gateway", async () => {
    const { place, query } = await newDatabase("beside");
    const store = await openPostgresStore(place, () => openKeyFolder(join(root, "beside")));
    await inside(store).inbox.add(incoming("1"));
    await query("create table saved as select * from mark");
    await inside(store).inbox.add(incoming("2"));
    await inside(store).inbox.erase("digest-1", AT);
    await query(`
      delete from inbox where digest = 'digest-2';
      delete from mark; insert into mark select * from saved; drop table saved`);
    const works = ["3", "4"].map((id) => inside(store).inbox.add(incoming(id)));
    // Nothing is written to it before it was taken up.
    for (const work of works) await expect(work).rejects.toMatchObject({ code: AWAY });
    expect(await stateOf(store)).toMatchObject({ lost: 2 });
    await inside(store).inbox.add(incoming("3"));
    expect(await actsOf(store)).toHaveLength(1);
    await store.close();
  });
});

function made(name: string) {
  const [path, keys] = [join(root, `${name}.db`), join(root, name)];
  return { path, keys, open: () => openSqliteStore(path, () => openKeyFolder(keys)) };
}

const stateOf = (store: AgencyStore) => store.transaction(readEarlierState);

const actsOf = (store: AgencyStore) =>
  store.transaction(async ({ events }) => {
    const found = [
      ...(await events.after("databaseEarlier", 0, 9)),
      ...(await events.after("databaseConfirmed", 0, 9)),
    ];
    return found.map(({ kind, code }) => ({ kind, ...(code !== undefined && { code }) }));
  });
