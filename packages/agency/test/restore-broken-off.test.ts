import { cpSync, existsSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fillSqlite, openKeyFolder, openSqliteStore, restore } from "../src/node.ts";
import { SCHEMA_VERSION } from "../src/store/sql/migrations.ts";
import { openBackedUp } from "./backed-up.ts";

const LATER = "2026-11-25T09:02:00Z";

describe("a restore that is killed", () => {
  it.each([1, 2, 3])(
    "after it has put aside %i files of the database is done again, and takes over as much",
    async (moved) => {
      const { place, keys, file } = await lockedSince();
      const replaced = `${place}.2026-11-25T090300.000Z.replaced`;
      writeFileSync(`${place}.restoring`, "whole");
      for (const end of ["", "-wal", "-shm"].slice(0, moved)) {
        renameSync(place + end, replaced + end);
      }
      expect(() => openSqliteStore(place, () => openKeyFolder(keys))).toThrow(
        expect.objectContaining({ code: "GATEWAY_STORE_LOST" }),
      );
      const restored = await restore({ file, filling: fillSqlite(place), keys });
      expect(restored.locksKept).toBe(1);
      // The database before is kept whole, with its log, under one name.
      const kept = readdirSync(join(place, "..")).filter((name) => name.includes(".replaced"));
      const [name = ""] = kept.filter((one) => one.endsWith(".replaced"));
      expect(kept.sort()).toEqual([name, `${name}-shm`, `${name}-wal`]);
      const before = openSqliteStore(join(place, "..", name), () => openKeyFolder(keys));
      expect(await before.transaction(({ people }) => people.locked(9))).toHaveLength(1);
      await before.close();
    },
  );

  it("before it has changed anything leaves nothing beside the database once that is opened", async () => {
    const { place, keys } = await lockedSince();
    const left = [".restoring", ".restoring.new", ".restoring-journal", ".new"];
    for (const end of left) writeFileSync(place + end, "ids in clear");
    const store = openSqliteStore(place, () => openKeyFolder(keys));
    expect(await store.transaction(({ people }) => people.locked(9))).toHaveLength(1);
    await store.close();
    expect(left.filter((end) => existsSync(place + end))).toEqual([]);
  });
});

describe("a restore that fails", () => {
  it.each([
    ["while it puts the new database in the place", "rename"],
    ["after that, at the keys", "keys"],
  ])("%s leaves the database as it was", async (_, at) => {
    const { place, keys } = await lockedSince();
    const files = () =>
      readdirSync(join(place, ".."))
        .filter((name) => !name.includes(".lock"))
        .sort();
    const found = files();
    const filling = fillSqlite(place);
    await filling.begin(SCHEMA_VERSION);
    await filling.bringUpToDate();
    if (at === "rename") rmSync(`${place}.restoring`);
    const failing = filling.keep(() => {
      throw new Error("no room for the keys");
    });
    await expect(failing).rejects.toThrow();
    await filling.discard();
    expect(files()).toEqual(found);
    const store = openSqliteStore(place, () => openKeyFolder(keys));
    expect(await store.transaction(({ people }) => people.locked(9))).toHaveLength(1);
    await store.close();
  });

  it("or is killed where the database is lost takes no database that an earlier one has kept", async () => {
    const { place, keys, file } = await lockedSince();
    const named = (part: string) =>
      readdirSync(join(place, ".."))
        .filter((name) => name.includes(part))
        .sort();
    await restore({ file, filling: fillSqlite(place), keys });
    const kept = named(".replaced");
    for (const end of ["", "-wal", "-shm"]) rmSync(place + end, { force: true });
    const filling = fillSqlite(place);
    await filling.begin(SCHEMA_VERSION);
    const left = named(".restoring").map((name) => join(place, "..", name));
    for (const path of left) cpSync(path, path.replace("agency.db", "copy"));
    await filling.discard();
    expect(named(".restoring").filter((name) => !name.startsWith("copy"))).toEqual([]);
    for (const path of left) renameSync(path.replace("agency.db", "copy"), path);
    const again = fillSqlite(place);
    expect(again.before.locked).toEqual([]);
    await again.discard();
    expect(existsSync(place)).toBe(false);
    expect(named(".restoring")).toEqual([]);
    expect(named(".replaced")).toEqual(kept);
  });
});

/** A backup, and a database whose log alone knows of an officer who was locked out since, as after a kill. */
async function lockedSince() {
  const { root, place: first, keys, file, store } = await openBackedUp("first.db");
  const place = join(root, "agency.db");
  await store.transaction(({ people }) => people.lock("late", "encrypted", LATER));
  for (const end of ["", "-wal", "-shm"]) cpSync(first + end, place + end);
  await store.close();
  return { place, keys, file };
}
