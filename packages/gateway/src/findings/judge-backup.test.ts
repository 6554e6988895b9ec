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

const codesAt = (time: string, backupDays?: number) =>
  judgeBackup(folder, new Date(time), backupDays).map(
    ({ level, code, file }) => `${level} ${code} ${file}`,
  );
const LATE = ["warning BACKUP_LATE state/backup.json"];

describe("judgeBackup", () => {
  it.each([
    ["each night", "2026-11-19T03:10:00Z", "2026-11-22T06:10:00Z"],
    ["twice a day, which is no reason to hurry", "2026-11-19T15:10:00Z", "2026-11-22T06:10:00Z"],
    ["each week", "2026-11-13T03:10:00Z", "2026-12-04T06:10:00Z"],
    ["now and then", "2026-05-01T00:00:00Z", "2026-12-20T06:10:00Z"],
    ["for the first time", undefined, "2026-11-28T06:10:00Z"],
  ])("says that the next one is late where they are made %s", (_, before, until) => {
    if (before !== undefined) noteBackup(folder, before);
    noteBackup(folder, "2026-11-20T03:10:00Z");
    expect(lastBackup(folder)).toEqual({ at: "2026-11-20T03:10:00Z", before });
    expect(codesAt(until)).toEqual([]);
    expect(codesAt(until.replace(":00Z", ":01Z"))).toEqual(LATE);
    noteBackup(folder, until);
    expect(codesAt(until.replace(":00Z", ":01Z"))).toEqual([]);
  });

  it.each([
    ["for the first time", 3, undefined, "2026-11-23T06:10:00Z"],
    ["each week", 10, "2026-11-13T03:10:00Z", "2026-11-30T06:10:00Z"],
    ["each night", 1, "2026-11-19T03:10:00Z", "2026-11-21T06:10:00Z"],
    ["each night, and none is kept", 0, "2026-11-19T03:10:00Z", "2026-11-21T06:10:00Z"],
    ["now and then", 90, "2026-05-01T00:00:00Z", "2026-12-20T06:10:00Z"],
  ])(
    "says it, where they are made %s, before a copy of keys is kept for more than %i days",
    (_, backupDays, before, until) => {
      if (before !== undefined) noteBackup(folder, before);
      noteBackup(folder, "2026-11-20T03:10:00Z");
      expect(codesAt(until, backupDays)).toEqual([]);
      expect(codesAt(until.replace(":00Z", ":01Z"), backupDays)).toEqual(LATE);
    },
  );

  it("says nothing where none was made: copies are made in another way", () => {
    expect(codesAt("2036-01-01T00:00:00Z")).toEqual([]);
  });

  it.each([
    ["the file cannot be read", "{"],
    ["the file says something else", '{"at":"yesterday"}'],
    ["it was made at a time that has not come", '{"at":"2099-01-01T00:00:00Z"}'],
  ])("counts one as late where %s, until the next is made", (_, text) => {
    writeFileSync(join(folder, FOLDER.lastBackup), text, { mode: 0o600 });
    expect(codesAt("2026-11-20T03:10:00Z")).toEqual(LATE);
    noteBackup(folder, "2026-11-20T03:10:00Z");
    expect(codesAt("2026-11-20T03:10:00Z")).toEqual([]);
  });
});
