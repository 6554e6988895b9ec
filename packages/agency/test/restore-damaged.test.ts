import { closeSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { fillSqlite, restore } from "../src/node.ts";
import { openBackedUp } from "./backed-up.ts";

describe("a restore tells whether what it takes over was read", () => {
  it.each<[string, (place: string) => void, boolean]>([
    ["from a whole database", () => {}, false],
    ["from one whose list of erasures is damaged", spoilErasures, true],
    [
      "from one that is no database any more",
      (place) => writeFileSync(place, "x".repeat(9999)),
      true,
    ],
    ["from one that is empty, as a full disk leaves it", (place) => writeFileSync(place, ""), true],
    ["from one without a table that it asks, as of an earlier version", dropDrafts, false],
    ["from none", (place) => rmSync(place), false],
  ])("%s", async (_, spoil, isBeforeDamaged) => {
    const { place, keys, file } = await backedUp();
    spoil(place);
    const restored = await restore({ file, filling: fillSqlite(place), keys });
    expect(restored.isBeforeDamaged).toBe(isBeforeDamaged);
  });
});

async function backedUp() {
  const { store, ...copied } = await openBackedUp("agency.db");
  await store.close();
  return copied;
}

function spoilErasures(place: string): void {
  const db = new DatabaseSync(place);
  const number = (sql: string, name: string) => Number(db.prepare(sql).get()?.[name]);
  const page = number("SELECT rootpage FROM sqlite_schema WHERE name = 'erasing'", "rootpage");
  const size = number("PRAGMA page_size", "page_size");
  db.close();
  const file = openSync(place, "r+");
  writeSync(file, new Uint8Array(size).fill(0xff), 0, size, (page - 1) * size);
  closeSync(file);
}

function dropDrafts(place: string): void {
  const db = new DatabaseSync(place);
  db.exec("DROP TABLE draft");
  db.close();
}
