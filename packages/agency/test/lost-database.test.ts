import { mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { openKeyFolder, openSqliteStore } from "../src/node.ts";
import { openPostgresStore } from "../src/postgres.ts";
import { inside } from "../src/store/contract/inside.ts";
import { incoming } from "../src/store/contract/rows.ts";
import { openErasureJournal } from "../src/store/keys/erasure-journal.ts";
import { newDatabase } from "./new-database.ts";

const root = mkdtempSync(join(tmpdir(), "sp-lost-"));
afterAll(() => rmSync(root, { recursive: true }));

const LOST = { code: "GATEWAY_STORE_LOST" };
const keysOf = (name: string) => openKeyFolder(join(root, name));
const AT = "2026-11-24T09:02:00Z";

describe("a database in SQLite that is gone while its keys are there", () => {
  it("is not replaced by an empty one, however often it is tried", async () => {
    const path = join(root, "gone.db");
    const open = () => openSqliteStore(path, () => keysOf("gone"));
    const first = open();
    await inside(first).inbox.add(incoming("1"));
    await first.close();
    renameSync(path, `${path}.elsewhere`);
    for (const _ of [1, 2]) {
      const second = open();
      await expect(second.transaction(async () => {})).rejects.toMatchObject(LOST);
      await second.close();
    }
    rmSync(path);
    renameSync(`${path}.elsewhere`, path);
    const again = open();
    expect(await inside(again).inbox.findByDigest("digest-1")).toBeDefined();
    await again.close();
  });

  it("counts as lost too if all of its messages were erased", async () => {
    const path = join(root, "erased.db");
    const open = () => openSqliteStore(path, () => keysOf("erased"));
    const first = open();
    await inside(first).inbox.add(incoming("1"));
    await inside(first).inbox.erase("digest-1", AT);
    await first.scrub();
    await first.close();
    rmSync(path);
    const second = open();
    await expect(second.transaction(async () => {})).rejects.toMatchObject(LOST);
    await second.close();
  });

  it("waits for the restore that was broken off", async () => {
    const path = join(root, "broken-off.db");
    await openSqliteStore(path, () => keysOf("broken-off")).close();
    renameSync(path, `${path}.restoring`);
    expect(() => openSqliteStore(path, () => keysOf("other"))).toThrow(
      expect.objectContaining(LOST),
    );
  });
});

describe("a database in PostgreSQL behind a new connection", () => {
  it("is refused if it is empty now", async () => {
    const { place, query, cut } = await newDatabase("lost");
    const store = await openPostgresStore(place, () => keysOf("emptied"));
    await inside(store).inbox.add(incoming("1"));
    await query("drop schema public cascade; create schema public");
    await cut();
    await expect
      .poll(() => store.transaction(async () => {}).catch(({ code }) => code))
      .toBe(LOST.code);
    await store.close();
  });

  it("is brought in line with the journal if it was restored meanwhile", async () => {
    const { place, query, cut } = await newDatabase("lost");
    const store = await openPostgresStore(place, () => keysOf("restored"));
    for (const id of ["1", "2"]) await inside(store).inbox.add(incoming(id));
    await query(
      "create table saved as select * from inbox; create table marks as select * from mark",
    );
    await inside(store).inbox.erase("digest-1", AT);
    await store.scrub();
    await query(`
      delete from inbox; insert into inbox overriding system value select * from saved;
      delete from mark; insert into mark select * from marks; drop table saved, marks`);
    await cut();
    const erasedAt = () =>
      inside(store)
        .inbox.findByDigest("digest-1")
        .then((row) => row?.erasedAt);
    await expect.poll(() => erasedAt().catch(() => {})).toBe(AT);
    expect((await inside(store).inbox.findByDigest("digest-2"))?.erasedAt).toBeUndefined();
    await store.close();
  });
});

describe("what lies beside the database", () => {
  it("is for one program, whichever database it works with", () => {
    const keys = keysOf("shared");
    expect(() => keysOf("shared")).toThrow(
      expect.objectContaining({ code: "GATEWAY_STORE_IN_USE" }),
    );
    keys.close();
    keysOf("shared").close();
  });

  it("loses no entry of the journal, even if two have it open", () => {
    const path = join(root, "erasures.log");
    const [one, other] = [openErasureJournal(path), openErasureJournal(path)];
    one.add([{ digest: "a", at: AT }]);
    other.add([{ digest: "b", at: AT }]);
    one.add([{ digest: "c", at: AT }]);
    expect(one.since(0, 9).map(({ digest }) => digest)).toEqual(["a", "b", "c"]);
    expect(other.length).toBe(3);
    for (const journal of [one, other]) journal.close();
  });
});
