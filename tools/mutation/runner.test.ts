import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

/** As Stryker writes them: mutant 1 subtracts, 2 loops for ever, 3 is seen by no test, 4 and 5 act on loading. */
const SOURCE = `
const shared = globalThis.__stryker__;
const cover = (...ids) => {
  const { static: onLoad, perTest } = shared.mutantCoverage;
  const counts = shared.currentTestId ? (perTest[shared.currentTestId] ??= {}) : onLoad;
  for (const id of ids) counts[id] = (counts[id] ?? 0) + 1;
};
const is = (id) => {
  if (shared.activeMutant !== id) return false;
  if (++shared.hitCount > shared.hitLimit) throw new Error("hit limit");
  return true;
};
export const ONE: number = (cover("4", "5"), is("4") ? 2 : is("5") ? missing : 1);
export let calls = 0;
export function sum(a: number, b: number): number {
  cover("1", "2", "3");
  calls++;
  while (is("2"));
  return is("1") ? a - b : is("3") ? b + a : a + b;
}
`;
const TEST = `
import { describe, expect, it } from "vitest";
import { calls, ONE, sum } from "./src/sum.ts";
describe.each([["first", 1], ["second", 2]])("the %s", (_, summand) => {
  it.each([1, 2])("adds", async (other) => {
    expect(sum(other, summand)).toBe(other + summand);
  });
});
it("adds", () => expect(ONE).toBe(1));
it("has no state of another load", () => {
  sum(0, 0);
  expect(calls).toBeLessThanOrEqual(5);
});
`;
const FLAGS = ["--disable-warning=ExperimentalWarning", "--input-type=module"];
const SCRIPT = `
import { strykerPlugins } from ${JSON.stringify(new URL("runner.mjs", import.meta.url).href)};
const Runner = strykerPlugins[0].injectableClass;
const runner = new Runner({ reload: { folders: ["src"], tests: ["sum.test.ts"] } });
const dry = await runner.dryRun();
const ids = dry.tests.map(({ id }) => id);
const run = (id, testFilter, mutantActivation) =>
  runner.mutantRun({ activeMutant: { id }, testFilter, mutantActivation, hitLimit: 100 });
const mutants = {
  none: await run("0", ids, "runtime"),
  subtracts: await run("1", ids, "runtime"),
  loops: await run("2", ids, "runtime"),
  unseen: await run("3", ids, "runtime"),
  onLoad: await run("4", undefined, "static"),
  breaks: await run("5", undefined, "static"),
  gone: await run("1", ["sum.test.ts > gone"], "runtime"),
  after: await run("0", ids, "runtime"),
};
const helped = new Runner({ reload: { folders: ["src"], tests: ["helped.test.ts"] } });
const refusal = await helped.dryRun().catch(({ message }) => message);
console.log(JSON.stringify({ dry, mutants, refusal }));
`;

describe("the runner for mutants", () => {
  let folder = "";
  let said: {
    dry: {
      tests: { id: string; status: number }[];
      mutantCoverage: {
        static: Record<string, number>;
        perTest: Record<string, Record<string, number>>;
      };
    };
    refusal: string;
    mutants: Record<string, { status: string; nrOfTests?: number; errorMessage?: string }>;
  };

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "safepassage-runner-"));
    mkdirSync(join(folder, "src"));
    writeFileSync(join(folder, "src/sum.ts"), SOURCE);
    writeFileSync(join(folder, "helper.ts"), `export { sum } from "./src/sum.ts";`);
    writeFileSync(join(folder, "helped.test.ts"), `import "./helper.ts";`);
    writeFileSync(join(folder, "sum.test.ts"), TEST);
    const node = [process.execPath, [...FLAGS, "-e", SCRIPT]] as const;
    said = JSON.parse(execFileSync(...node, { cwd: folder, encoding: "utf8" }));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("tells each test by a name of its own, and what it reaches", () => {
    const { tests, mutantCoverage } = said.dry;
    const ids = [
      "sum.test.ts > the first > adds",
      "sum.test.ts > the first > adds #2",
      "sum.test.ts > the second > adds",
      "sum.test.ts > the second > adds #2",
      "sum.test.ts > adds",
      "sum.test.ts > has no state of another load",
    ];
    expect(tests.map(({ id }) => id).sort()).toEqual(ids.toSorted());
    expect(tests.map(({ status }) => status)).toEqual(ids.map(() => 0));
    expect(mutantCoverage.static).toEqual({ 4: 1, 5: 1 });
    expect(mutantCoverage.perTest["sum.test.ts > the second > adds #2"]).toEqual({
      1: 1,
      2: 1,
      3: 1,
    });
    expect(mutantCoverage.perTest["sum.test.ts > adds"]).toEqual({});
  });

  it("refuses a helper that keeps what is mutated", () => {
    expect(said.refusal).toMatch(/helper\.ts is loaded once, but imports .*sum\.ts$/);
  });

  it.each([
    ["no mutant", "none", { status: "survived", nrOfTests: 6 }],
    ["one that a test notices", "subtracts", { status: "killed" }],
    ["one that never ends", "loops", { status: "timeout" }],
    ["one that no test notices", "unseen", { status: "survived", nrOfTests: 6 }],
    ["one that acts when its module is loaded", "onLoad", { status: "killed", nrOfTests: 5 }],
    [
      "one that cannot be loaded",
      "breaks",
      { status: "error", errorMessage: "ReferenceError: missing is not defined" },
    ],
    [
      "a test that is not there",
      "gone",
      { status: "error", errorMessage: "Error: the test sum.test.ts > gone is gone" },
    ],
    ["none after all of them", "after", { status: "survived", nrOfTests: 6 }],
  ])("tells what becomes of %s", (_, name, expected) => {
    expect(said.mutants[name]).toMatchObject(expected);
  });
});
