import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { LONG } from "./long-first.ts";

describe("the files of tests that start first", () => {
  it("are all there, each once", () => {
    const root = resolve(import.meta.dirname, "../..");
    expect(LONG.filter((path) => !existsSync(resolve(root, path)))).toEqual([]);
    expect(new Set(LONG).size).toBe(LONG.length);
  });
});
