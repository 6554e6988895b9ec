import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFixedClock } from "@safepassage/core";
import { onTestFinished } from "vitest";
import { backUp, openKeyFolder, openSqliteSnapshot, openSqliteStore } from "../src/node.ts";
import { outgoing } from "../src/store/contract/rows.ts";

/** When it was backed up. */
const AT = "2026-11-24T09:02:00Z";

/**
 * Opens a store over SQLite with one message, and backs it up. Its folder is removed after the test; the test closes the store.
 *
 * @param name - Of the file of the database.
 */
export async function openBackedUp(name: string) {
  const root = mkdtempSync(join(tmpdir(), "sp-backed-up-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const [place, keys] = [join(root, name), join(root, "keys")];
  const store = openSqliteStore(place, () => openKeyFolder(keys));
  await store.transaction(({ outbox }) => outbox.add(outgoing("1")));
  const { file } = await backUp({
    ...{ snapshot: openSqliteSnapshot(place), keys, backupDays: 30, clock: createFixedClock(AT) },
    ...{ to: join(root, "to"), keysTo: join(root, "keys-to") },
  });
  return { root, place, keys, file, store };
}
