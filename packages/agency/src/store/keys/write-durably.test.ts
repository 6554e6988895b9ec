import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { writeDurably } from "./write-durably.ts";

it("leaves nothing beside a file that it cannot put in its place, nor what a killed process has left", () => {
  const folder = mkdtempSync(join(tmpdir(), "sp-durably-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "file");
  mkdirSync(path);
  expect(() => writeDurably(path, Buffer.from("key"))).toThrow();
  expect(readdirSync(folder)).toEqual(["file"]);
  rmSync(path, { recursive: true });
  writeFileSync(`${path}.new`, "a part");
  writeDurably(path, Buffer.from("key"));
  expect([readdirSync(folder), readFileSync(path, "utf8")]).toEqual([["file"], "key"]);
});
