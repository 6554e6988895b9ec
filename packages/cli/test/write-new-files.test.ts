import { spawnSync } from "node:child_process";
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type FileSystem, writeNewFiles } from "../src/io/write-new-files.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "safepassage-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** As a memory stick formatted for every system answers. */
const withoutLinks: FileSystem = {
  link: () => Promise.reject(Object.assign(new Error("no links"), { code: "EPERM" })),
};

describe.each<[string, FileSystem | undefined]>([
  ["a file system with links", undefined],
  ["one without", withoutLinks],
])("writing new files on %s", (_, fileSystem) => {
  const write = (...files: { path: string; text: string; secret?: boolean }[]) =>
    writeNewFiles(
      files.map((file) => ({ ...file, place: join(folder, file.path) })),
      fileSystem,
    );
  const read = (path: string): string => readFileSync(join(folder, path), "utf8");

  it("leaves the files and nothing beside them", async () => {
    await write({ path: "a.jwe", text: "sealed" }, { path: "a.kept", text: "kept", secret: true });
    expect(readdirSync(folder).sort()).toEqual(["a.jwe", "a.kept"]);
    expect([read("a.jwe"), read("a.kept")]).toEqual(["sealed", "kept"]);
  });

  it.each([
    ["of letters of one octet", `${"a".repeat(251)}.jwe`],
    ["of letters of two octets", `${"ع".repeat(125)}.jwe`],
    ["of signs of four octets", `${"\u{1f600}".repeat(62)}.jwe`],
  ])("takes the longest name that the system takes: %s", async (_, path) => {
    await write({ path, text: "sealed" });
    expect(readdirSync(folder)).toEqual([path]);
    expect(read(path)).toBe("sealed");
  });

  it("lets only the owner read what is secret", async () => {
    await write({ path: "a.key", text: "secret", secret: true });
    expect(statSync(join(folder, "a.key")).mode & 0o777).toBe(0o600);
  });

  it("removes what a killed process has left there an hour ago, and nothing else", async () => {
    const { pid: dead } = spawnSync(process.execPath, ["--version"]);
    const left = `.old.key.${dead}-0123456789ab.tmp`;
    const fresh = `.new.key.${dead}-0123456789ab.tmp`;
    const others = [fresh, `.b.key.${process.pid}-0123456789ab.tmp`, ".notes.tmp", ".a.key.swp"];
    for (const name of [left, ...others]) writeFileSync(join(folder, name), "secret");
    const longAgo = Date.now() / 1000 - 4000;
    for (const name of [left, ...others.slice(1)]) utimesSync(join(folder, name), longAgo, longAgo);
    await write({ path: "a.key", text: "new", secret: true });
    expect(readdirSync(folder).sort()).toEqual([...others, "a.key"].sort());
  });

  it("replaces nothing, and then leaves no other file either", async () => {
    writeFileSync(join(folder, "a.kept"), "of yesterday");
    await expect(
      write({ path: "a.jwe", text: "sealed" }, { path: "a.kept", text: "kept" }),
    ).rejects.toMatchObject({ code: "CLI_FILE_EXISTS", message: "a.kept" });
    expect(readdirSync(folder)).toEqual(["a.kept"]);
    expect(read("a.kept")).toBe("of yesterday");
  });

  it("leaves nothing where the second has no folder", async () => {
    await expect(
      write({ path: "a.jwe", text: "sealed" }, { path: "nodir/k", text: "kept", secret: true }),
    ).rejects.toMatchObject({ code: "CLI_FILE_UNWRITABLE", message: "nodir/k" });
    expect(readdirSync(folder)).toEqual([]);
  });

  it("does not write two files to one place", async () => {
    await expect(
      write({ path: "a", text: "sealed" }, { path: "a", text: "kept" }),
    ).rejects.toMatchObject({ code: "CLI_FILE_EXISTS" });
    expect(readdirSync(folder)).toEqual([]);
  });
});

it("leaves nothing where a file cannot be given to the owner of its folder", async () => {
  const before = process.listenerCount("SIGTERM");
  const file = { path: "a.key", place: join(folder, "a.key"), text: "secret", secret: true };
  const giveAway = () => Promise.reject(Object.assign(new Error("disk"), { code: "EIO" }));
  await expect(writeNewFiles([file], { giveAway })).rejects.toMatchObject({
    ...{ code: "CLI_FILE_UNWRITABLE", message: "a.key" },
  });
  expect(readdirSync(folder)).toEqual([]);
  // Nothing waits for a signal that would remove it.
  expect(process.listenerCount("SIGTERM")).toBe(before);
});
