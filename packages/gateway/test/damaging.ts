import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { onTestFinished } from "vitest";

/** The place of a database in a folder of its own. */
export function databaseIn(): string {
  const folder = mkdtempSync(join(tmpdir(), "safepassage-damaged-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, "agency.db");
}

/** Changes what is stored of the content of one row. */
export function damage(path: string, table: "inbox" | "outbox", digest: string): void {
  const db = new DatabaseSync(path);
  db.prepare(`UPDATE ${table} SET content = zeroblob(64) WHERE digest = ?`).run(digest);
  db.close();
}
