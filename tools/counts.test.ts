import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { RULES } from "@safepassage/schema";
import { expect, it } from "vitest";

const read = (page: string) => readFileSync(resolve(import.meta.dirname, "..", page), "utf8");

it("the first page counts the checks and rules that the catalogue has", () => {
  const rules = RULES.filter(({ id }) => id.startsWith("R"));
  const [, checks, counted] =
    /(\d+) structural checks and\s+\[(\d+) rules\]/.exec(read("README.md")) ?? [];
  expect([Number(checks), Number(counted)]).toEqual([RULES.length - rules.length, rules.length]);
});

it("the threat model counts the connections that a gateway takes", () => {
  const [, taken] =
    /connections of partners at once.*\| ([\d,]+) each/.exec(read("docs/spec/gateway.md")) ?? [];
  expect(taken).toBe("4,096");
  expect(read("SECURITY.md")).toContain(`all of its ${taken} connections`);
});
