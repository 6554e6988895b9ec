import { describe, expect, it } from "vitest";
import { readArguments } from "./arguments.ts";

const read = (...words: string[]) =>
  readArguments(words, {
    count: { default: 50, least: 1, most: 100 },
    store: { default: "sqlite", oneOf: ["sqlite", "postgres"] },
  });

describe("readArguments", () => {
  it("reads what is given, and has a default for the rest", () => {
    expect(read()).toEqual({ count: 50, store: "sqlite" });
    expect(read("--", "--count", "100", "--store=postgres")).toEqual({
      count: 100,
      store: "postgres",
    });
    expect(read("--count", "1", "-h")).toBe("help");
  });

  it.each([
    [["--count", "0"], "--count takes a whole number from 1 to 100, not 0"],
    [["--count", "101"], "--count takes a whole number from 1 to 100, not 101"],
    [["--count", "1e1"], "--count takes a whole number from 1 to 100, not 1e1"],
    [["--count="], "--count takes a whole number from 1 to 100, not "],
    [["--store", "oracle"], "--store takes sqlite or postgres, not oracle"],
    [["--bogus"], "Unknown option '--bogus'"],
    [["word"], "Unexpected argument 'word'"],
    [["--count"], "Option '--count <value>' argument missing"],
  ])("says what is wrong with %j", (words, wrong) => {
    expect(read(...words)).toEqual({ wrong: expect.stringContaining(wrong) });
  });
});
