import { expect, it } from "vitest";
import { printOutcomes } from "./print-check.ts";

it("counts what is waited for in words that are right for one and for more", () => {
  const lastLine = (codes: readonly string[]): string => {
    const lines: string[] = [];
    const findings = codes.map((code) => ({
      ...{ level: "waiting", code, file: "f", sentence: "It waits.", fix: "Wait." },
    }));
    const io = { out: (line: string) => lines.push(line) } as never;
    printOutcomes(io, [{ check: "agreements", state: "waiting", findings }] as never);
    return lines.at(-1) ?? "";
  };
  expect(lastLine(["A"])).toMatch(/not ready until 1 thing is over\.$/);
  expect(lastLine(["A", "B", "C"])).toMatch(/not ready until 3 things are over\.$/);
});
