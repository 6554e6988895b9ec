// A test runner for Stryker that loads sources and tests anew for each mutant, without a new process.
// Stryker's runner for vitest takes seconds for each mutant, this one some tens of milliseconds.
import { resolve } from "node:path";
import { INSTRUMENTER_CONSTANTS } from "@stryker-mutator/api/core";
import { commonTokens, declareClassPlugin, PluginKind } from "@stryker-mutator/api/plugin";
import {
  DryRunStatus,
  determineHitLimitReached,
  TestStatus,
  toMutantRunResult,
} from "@stryker-mutator/api/test-runner";
import { collectTests, SEPARATOR } from "./collect.mjs";
import { reloader } from "./reload.mjs";

export const strykerValidationSchema = {
  properties: {
    reload: {
      type: "object",
      properties: {
        folders: { type: "array", items: { type: "string" } },
        tests: { type: "array", items: { type: "string" } },
      },
    },
  },
};

class ReloadingRunner {
  static inject = [commonTokens.options];
  /** What the instrumented sources and this runner tell each other. */
  #shared = { mutantCoverage: nothingCovered() };
  #load;
  #files;
  #loads = 0;
  /** Ids of the tests that killed the last mutants: what killed one kills its neighbours. */
  #killers = [];

  constructor({ reload: { folders, tests } }) {
    globalThis[INSTRUMENTER_CONSTANTS.NAMESPACE] = this.#shared;
    this.#load = reloader(folders.map((folder) => resolve(folder)));
    this.#files = tests;
  }

  capabilities() {
    return { reloadEnvironment: true };
  }

  async dryRun() {
    const tests = await this.#collect(this.#files);
    const results = [];
    for (const [id, run] of tests) {
      this.#shared.currentTestId = id;
      results.push(await resultOf(id, run));
    }
    delete this.#shared.currentTestId;
    const { mutantCoverage } = this.#shared;
    this.#shared.mutantCoverage = nothingCovered();
    // Mutants meet the quick tests first.
    results.sort((a, b) => a.timeSpentMs - b.timeSpentMs);
    const perTest = Object.fromEntries(
      results.map(({ id }) => [id, mutantCoverage.perTest[id] ?? {}]),
    );
    return {
      status: DryRunStatus.Complete,
      tests: results,
      mutantCoverage: { static: mutantCoverage.static, perTest },
    };
  }

  async mutantRun({ activeMutant, mutantActivation, testFilter, hitLimit }) {
    const shared = this.#shared;
    shared.hitCount = 0;
    shared.hitLimit = hitLimit;
    shared.activeMutant = mutantActivation === "static" ? activeMutant.id : undefined;
    try {
      const tests = await this.#collect(filesOf(testFilter) ?? this.#files);
      shared.activeMutant = activeMutant.id;
      const results = await resultsUntilFailure(
        this.#order(testFilter ?? [...tests.keys()]),
        tests,
      );
      const { id, status } = results.at(-1) ?? {};
      if (status === TestStatus.Failed) this.#remember(id);
      return toMutantRunResult(
        determineHitLimitReached(shared.hitCount, hitLimit) ?? {
          status: DryRunStatus.Complete,
          tests: results,
        },
      );
    } catch (error) {
      // The mutant cannot be loaded.
      return toMutantRunResult({ status: DryRunStatus.Error, errorMessage: String(error) });
    } finally {
      shared.activeMutant = undefined;
    }
  }

  #order(ids) {
    const first = this.#killers.filter((id) => ids.includes(id));
    return [...new Set([...first, ...ids])];
  }

  #remember(killer) {
    this.#killers = [killer, ...this.#killers.filter((id) => id !== killer)].slice(0, REMEMBERED);
  }

  #collect(files) {
    this.#loads++;
    return collectTests(files, (file) => this.#load(resolve(file), this.#loads));
  }
}

/** Few, as a mutant that they do not kill meets all of them. */
const REMEMBERED = 4;

const nothingCovered = () => ({ static: {}, perTest: {} });

const filesOf = (ids) => ids && new Set(ids.map((id) => id.slice(0, id.indexOf(SEPARATOR))));

async function resultsUntilFailure(ids, tests) {
  const results = [];
  for (const id of ids) {
    const run = tests.get(id);
    if (run === undefined) throw new Error(`the test ${id} is gone`);
    results.push(await resultOf(id, run));
    if (results.at(-1).status === TestStatus.Failed) break;
  }
  return results;
}

async function resultOf(id, run) {
  const begun = performance.now();
  const about = { id, name: id };
  try {
    await run();
    return { ...about, status: TestStatus.Success, timeSpentMs: performance.now() - begun };
  } catch (error) {
    const timeSpentMs = performance.now() - begun;
    const failureMessage = error instanceof Error ? error.message : String(error);
    return { ...about, status: TestStatus.Failed, timeSpentMs, failureMessage };
  }
}

export const strykerPlugins = [
  declareClassPlugin(PluginKind.TestRunner, "reloading", ReloadingRunner),
];
