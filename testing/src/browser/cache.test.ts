import { chmodSync, mkdtempSync, rmSync, statSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { assertPrivate, makePrivate } from "./cache.ts";

let home: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "sp-cache-"));
});
afterAll(() => rmSync(home, { recursive: true }));

it("makes a folder for its user alone, and takes it again", () => {
  const folder = join(home, "a", "b");
  makePrivate(folder);
  makePrivate(folder);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
});

it.each(["702", "720", "755"])("refuses a folder of mode %s", (mode) => {
  const folder = join(home, `open-${mode}`);
  makePrivate(folder);
  chmodSync(folder, Number.parseInt(mode, 8));
  expect(() => makePrivate(folder)).toThrow("is open to other users");
});

it("refuses a link in the place of the folder", () => {
  makePrivate(join(home, "target"));
  symlinkSync(join(home, "target"), join(home, "link"));
  expect(() => assertPrivate(join(home, "link"))).toThrow("is open to other users");
});
