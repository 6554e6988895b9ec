import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FOLDER, makeTestExchange, openSnapshot, openStore } from "@safepassage/agency/node";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createDatabaseLogWatch, type DatabaseLogWatch } from "./database-log-watch.ts";

let root = "";
let milliseconds = 0;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "safepassage-log-"));
  milliseconds = 0;
});
afterEach(() => rmSync(root, { recursive: true }));

const HOUR = 3_600_000;
const FOUND = ["warning DATABASE_LOG_HELD state/agency.db-wal"];
const watchAt = (folder: string, isServer = false) =>
  createDatabaseLogWatch(folder, isServer, () => milliseconds);
/** What a look finds, so many hours later. */
function lookAfter(hours: number, { look, findings }: DatabaseLogWatch): readonly string[] {
  milliseconds += hours * HOUR;
  look();
  return findings().map(({ level, code, file }) => `${level} ${code} ${file}`);
}

it("says that the log is held while a backup does not end, and no more once it has been cut", async () => {
  const [folder = ""] = makeTestExchange(join(root, "x"));
  const store = await openStore(folder, {});
  const write = (count: number) =>
    store.transaction(async ({ events }) => {
      for (let index = 0; index < count; index++) {
        await events.add({
          ...{ kind: "k", at: "2026-11-24T09:02:00Z" },
          ref: `${count} ${index} ${"x".repeat(1_048_576)}`,
        });
      }
    });
  const watch = watchAt(folder);
  await write(1);
  // As gateway backup holds it while it copies.
  const snapshot = await openSnapshot(folder, {});
  await write(40);
  await store.scrub();
  expect(watch.octets()).toBeGreaterThan(67_108_864);
  expect(lookAfter(0, watch)).toEqual([]);
  expect(lookAfter(6, watch)).toEqual([]);
  expect(lookAfter(1, watch)).toEqual(FOUND);
  const held = watch.octets() ?? 0;
  await write(2);
  expect(watch.octets()).toBeGreaterThan(held);

  await snapshot.close();
  expect(lookAfter(0, watch)).toEqual(FOUND);
  await store.scrub();
  expect(lookAfter(0, watch)).toEqual([]);
  expect(watch.octets()).toBe(0);
  await store.close();
});

it("counts the time anew once the log was short, and waits for none where it is very long", () => {
  const log = join(root, "far/agency.db-wal");
  for (const name of ["state", "far"]) mkdirSync(join(root, name));
  writeFileSync(join(root, "far/agency.db"), "");
  writeFileSync(log, "");
  // The log lies beside the file, and not beside the link.
  symlinkSync(join(root, "far/agency.db"), join(root, FOLDER.database));
  const watch = watchAt(root);
  truncateSync(log, 2 ** 27);
  expect(watch.octets()).toBe(2 ** 27);
  expect([lookAfter(0, watch), lookAfter(5, watch)]).toEqual([[], []]);
  truncateSync(log, 2 ** 22);
  expect(lookAfter(5, watch)).toEqual([]);
  truncateSync(log, 2 ** 27);
  expect([lookAfter(0, watch), lookAfter(5, watch), lookAfter(2, watch)]).toEqual([[], [], FOUND]);
  truncateSync(log, 0);
  expect(lookAfter(0, watch)).toEqual([]);
  truncateSync(log, 2 ** 30 + 1);
  expect(lookAfter(0, watch)).toEqual(FOUND);
});

it("has nothing to say of a database that is not there, or is on a server", () => {
  expect([lookAfter(0, watchAt(root)), watchAt(root).octets()]).toEqual([[], 0]);
  expect([lookAfter(0, watchAt(root, true)), watchAt(root, true).octets()]).toEqual([
    [],
    undefined,
  ]);
});
