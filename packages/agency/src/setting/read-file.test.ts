import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { backupLines } from "../node/backup/prove-backup.ts";
import { isStoreHeld } from "../node/is-held.ts";
import { openKekFile } from "../store/keys/kek-file.ts";
import { openSqliteStore } from "../store/sqlite/store.ts";
import { readFile } from "./read-file.ts";

let folder = "";
let writers: ChildProcess[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "safepassage-pipe-"));
});
afterEach(() => {
  for (const writer of writers) writer.kill("SIGKILL");
  writers = [];
  rmSync(folder, { recursive: true, force: true });
});

/** Makes a pipe. Somebody writes into it, so that whoever reads it does not hang the test. */
function makePipe(path: string): string {
  execFileSync("sh", ["-c", 'mkfifo -m 600 "$0"', path]);
  writers.push(spawn("/bin/sh", ["-c", 'head -c 32 /dev/zero > "$0"', path]));
  return path;
}

const UNREADABLE = expect.objectContaining({ code: "GATEWAY_STORE_UNREADABLE" });

describe("a named pipe in the place of a file", () => {
  it("is not read, also as the key-encryption key or a backup", () => {
    const path = makePipe(join(folder, "pipe"));
    expect(() => readFile(path)).toThrow(UNREADABLE);
    expect(() => openKekFile(path, false)).toThrow(UNREADABLE);
    expect(() => backupLines(path)).toThrow(UNREADABLE);
    writeFileSync(join(folder, "file"), "text");
    expect(readFile(join(folder, "file")).toString()).toBe("text");
  });

  it("is not opened as the lock of a database, and nobody holds it", () => {
    const path = join(folder, "state/agency.db");
    mkdirSync(join(folder, "state"));
    makePipe(`${path}.lock`);
    expect(isStoreHeld(folder, {})).toBe(false);
    expect(() => openSqliteStore(path)).toThrow(UNREADABLE);
  });
});
