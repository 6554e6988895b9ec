import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { judgeLowRoom, judgeRoom } from "./judge-room.ts";

it("a database and its keys need more room than is kept for erasing, on each of their disks", () => {
  const folder = mkdtempSync(join(tmpdir(), "sp-room-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const name of ["state", "keys"]) mkdirSync(join(folder, name));
  const full = (isServer: boolean, free: (name: string) => number | undefined) =>
    judgeRoom(folder, isServer, (path) => {
      const octets = free(path.slice(folder.length + 1));
      return octets === undefined ? undefined : { free: octets, all: 1e12 };
    }).map(({ level, code, file }) => `${level} ${code} ${file}`);
  expect(judgeRoom(folder, false)).toEqual([]);
  expect(full(false, () => 2 ** 24)).toEqual([]);
  expect(full(false, () => 2 ** 24 - 1)).toEqual([
    "waiting STORE_FULL state",
    "waiting STORE_FULL keys",
  ]);
  expect(full(false, (name) => (name === "keys" ? 0 : 1e9))).toEqual(["waiting STORE_FULL keys"]);
  expect(full(true, (name) => (name === "state" ? 0 : 1e9))).toEqual([]);
  mkdirSync(join(folder, "keys/contents"));
  expect(full(true, () => 0)).toEqual(["waiting STORE_FULL keys/contents"]);
  // Where the system does not say it, nothing is found.
  expect(full(false, () => undefined)).toEqual([]);
});

it.each([
  ["much of a large disk", 2 * 2 ** 30, 2 ** 40, []],
  [
    "little of a large disk",
    2 ** 30 - 1,
    2 ** 40,
    ["warning DISK_LOW state", "warning DISK_LOW keys"],
  ],
  ["much of a small disk", 2 ** 29, 2 ** 30, []],
  ["little of a small disk", 2 ** 26, 2 ** 30, ["warning DISK_LOW state", "warning DISK_LOW keys"]],
])("a person is told while there is time, where there is %s", (_, free, all, expected) => {
  const folder = mkdtempSync(join(tmpdir(), "sp-room-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const name of ["state", "keys"]) mkdirSync(join(folder, name));
  const found = judgeLowRoom(folder, false, () => ({ free, all }));
  expect(found.map(({ level, code, file }) => `${level} ${code} ${file}`)).toEqual(expected);
  expect(judgeLowRoom(folder, true, () => undefined)).toEqual([]);
});

it.each([
  ["none", 7, 1e6, ["STORE_FULL"], ["DISK_LOW"]],
  ["few of many", 9_999, 1e6, [], ["DISK_LOW"]],
  ["enough of many", 10_000, 1e6, [], []],
  ["few of few", 99, 1000, [], ["DISK_LOW"]],
  ["enough of few", 100, 1000, [], []],
])(
  "a disk with space is short of files, too, where %s can still be made",
  (_, freeFiles, allFiles, full, low) => {
    const folder = mkdtempSync(join(tmpdir(), "sp-room-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const room = () => ({ free: 2 ** 40, all: 2 ** 41, freeFiles, allFiles });
    const codes = (judge: typeof judgeRoom) => judge(folder, false, room).map(({ code }) => code);
    expect([codes(judgeRoom), codes(judgeLowRoom)]).toEqual([full, low]);
  },
);
