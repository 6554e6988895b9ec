import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { judgeRoom } from "./judge-room.ts";

it("a database and its keys need as much room as an ordinary message takes, on each of their disks", () => {
  const folder = mkdtempSync(join(tmpdir(), "sp-room-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const name of ["state", "keys"]) mkdirSync(join(folder, name));
  const full = (isServer: boolean, free: (name: string) => number | undefined) =>
    judgeRoom(folder, isServer, (path) => free(path.slice(folder.length + 1))).map(
      ({ level, code, file }) => `${level} ${code} ${file}`,
    );
  expect(judgeRoom(folder, false)).toEqual([]);
  expect(full(false, () => 400_000)).toEqual([]);
  expect(full(false, () => 300_000)).toEqual([
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
