// What a test file gets for "vitest" while mutants run: it notes its tests instead of running them.
// Assertions are vitest's own. What is not exported here makes a test file fail to load: no test is left out silently.
import { format } from "node:util";

export { expect } from "vitest";

/** Between the file, the suites and the name in the id of a test. */
export const SEPARATOR = " > ";

let suites = [];
let tests = new Map();

/** Loads test files by `load`, and gives their functions by the ids of the tests, in order. */
export async function collectTests(files, load) {
  tests = new Map();
  for (const file of files) {
    suites = [file];
    await load(file);
  }
  return tests;
}

export function describe(name, body) {
  suites.push(name);
  body();
  suites.pop();
}

export function it(name, ...rest) {
  const run = rest.find((value) => typeof value === "function");
  if (run === undefined) throw new Error(`the test "${name}" has no function`);
  const title = [...suites, name].join(SEPARATOR);
  let id = title;
  // The same in each run, whichever files are loaded.
  for (let n = 2; tests.has(id); n++) id = `${title} #${n}`;
  tests.set(id, run);
}

describe.each = eachOf(describe);
it.each = eachOf(it);

function eachOf(define) {
  return (rows) =>
    (name, ...rest) => {
      const place = rest.findIndex((value) => typeof value === "function");
      const body = rest[place];
      for (const row of rows) {
        const values = Array.isArray(row) ? row : [row];
        const shown = values.slice(0, name.match(/%[sdijoO]/g)?.length ?? 0);
        define(format(name, ...shown), ...rest.with(place, () => body(...values)));
      }
    };
}
