import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FOLDER, lastBackup, noteBackup } from "@safepassage/agency/node";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { judgeBackup } from "./judge-backup.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "safepassage-late-"));
  mkdirSync(join(folder, FOLDER.state));
});
afterEach(() => rmSync(folder, { recursive: true }));

const codesAt = (time: string) =>
  judgeBackup(folder, new Date(time)).map(({ level, code, file }) => [level, code, file]);

describe("judgeBackup", () => {
  it("says that the last backup is more than two days old", () => {
    noteBackup(folder, { at: "2026-11-20T06:00:00Z" });
    expect(lastBackup(folder)).toEqual({ at: "2026-11-20T06:00:00Z" });
    expect(codesAt("2026-11-22T06:00:00Z")).toEqual([]);
    expect(codesAt("2026-11-22T06:00:01Z")).toEqual([
      ["warning", "BACKUP_LATE", "state/backup.json"],
    ]);
    noteBackup(folder, { at: "2026-11-22T06:00:00Z" });
    expect(codesAt("2026-11-22T06:00:01Z")).toEqual([]);
  });

  it.each([
    ["there is none: copies are made in another way", undefined],
    ["the file cannot be read", "{"],
    ["the file says something else", '{"at":"yesterday"}'],
  ])("says nothing where %s", (_, text) => {
    if (text !== undefined) writeFileSync(join(folder, FOLDER.lastBackup), text, { mode: 0o600 });
    expect(codesAt("2036-01-01T00:00:00Z")).toEqual([]);
  });
});
