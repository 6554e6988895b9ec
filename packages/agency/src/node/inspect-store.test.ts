import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, it, onTestFinished } from "vitest";
import { FOLDER } from "../folder/names.ts";
import { openSqliteStore } from "../store/sqlite/store.ts";
import { inspectStore } from "./inspect-store.ts";

it("reads a database whose log was only half brought in when its program was killed", async () => {
  const folder = mkdtempSync(join(tmpdir(), "sp-inspect-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, "state"));
  const path = join(folder, FOLDER.database);
  const store = openSqliteStore(path);
  await store.transaction(({ marks }) => marks.set("clock", '{"seen":"2026-11-28T09:18:05Z"}'));
  await store.close();

  const db = new DatabaseSync(path);
  db.exec("PRAGMA wal_autocheckpoint = 0; BEGIN");
  const set = db.prepare("INSERT INTO mark VALUES (?, ?)");
  for (let turn = 0; turn < 500; turn++) set.run(`m${turn}`, "x".repeat(100));
  db.exec("COMMIT");
  const before = readFileSync(path);
  const log = join(folder, "log");
  copyFileSync(`${path}-wal`, log);
  const root = Number(
    db.prepare("SELECT rootpage FROM sqlite_master WHERE name = 'mark'").get()?.["rootpage"],
  );
  const size = Number(db.prepare("PRAGMA page_size").get()?.["page_size"]);
  db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  db.close();

  // The page that names others is in the file, and those are only in the log.
  const [from, to] = [(root - 1) * size, root * size];
  before.set(readFileSync(path).subarray(from, to), from);
  writeFileSync(path, before);
  copyFileSync(log, `${path}-wal`);
  const { state, clockSeen } = await inspectStore(folder, {});
  expect([state, clockSeen]).toEqual(["present", "2026-11-28T09:18:05Z"]);
});
