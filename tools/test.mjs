// What `npx -y pnpm@12 test` runs: every check of the repository, the cheap ones before the tests. No core waits.
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import { runSteps } from "./run-steps.ts";

const REPORT = ".cache/vitest.json";
const SOURCE = "node --conditions=@safepassage/source";

const steps = [
  // First, since others wait for it.
  { name: "build", command: "turbo run build --output-logs=errors-only", cores: 2 },
  // The longest of those on one core: the others run beside it.
  { name: "browser", command: `${SOURCE} tools/browser/run.ts`, read: lastLine },
  { name: "style", command: "biome ci --colors=off --error-on-warnings ." },
  {
    name: "types",
    // Beside other steps: of its usual four checkers each works out for itself what they share, and all take twice as long.
    command: "tsc -p tsconfig.json --checkers 1 && tsc -p apps/console/tsconfig.json --checkers 1",
  },
  {
    name: "tiers",
    command: "turbo boundaries && node tools/check-tiers.mjs && node tools/check-folders.mjs",
  },
  { name: "unused", command: "knip --no-progress" },
  { name: "versions", command: "sherif" },
  { name: "generated", command: `${SOURCE} tools/generate.ts --check` },
  { name: "docs", command: `${SOURCE} tools/check-docs.ts`, read: lastLine },
  { name: "openapi", command: `${SOURCE} tools/check-openapi.ts`, read: lastLine },
  {
    name: "packages",
    command: "node tools/check-packages.mjs",
    after: ["build"],
    read: lastLine,
  },
  { name: "built", command: "node tools/check-dist.mjs", after: ["build"], read: lastLine },
  {
    name: "bundle",
    command: "node tools/check-bundle.ts",
    after: ["build"],
    read: lastLine,
  },
  {
    name: "install",
    command: "node tools/check-install.mjs",
    after: ["build"],
    read: lastLine,
  },
  { name: "corpus", command: `${SOURCE} tools/check-corpus.ts`, read: lastLine },
  {
    name: "tests",
    command: `vitest run --reporter=dot --reporter=json --outputFile.json=${REPORT}`,
    // Alone: beside other checks each of its processes takes longer, and all together do.
    cores: 2,
    after: ["build"],
    read: readVitest,
  },
];

process.env.TURBO_TELEMETRY_DISABLED = "1";
process.env.DO_NOT_TRACK = "1";
process.env.CI = "1";
process.env.NO_COLOR = "1";
delete process.env.FORCE_COLOR;
// The compiler and esbuild are written in Go, whose collector takes a quarter of their time to spare a tenth of the memory.
process.env.GOGC = "off";
process.env.GOMEMLIMIT = "2GiB";

const keepGoing = process.argv.includes("--keep-going");
const only = process.argv.slice(2).filter((name) => name !== "--" && name !== "--keep-going");
const unknown = only.filter((name) => !steps.some((step) => step.name === name));
if (unknown.length > 0) {
  console.error(`There is no step ${unknown.join(", ")}.`);
  console.error(`hint: name some of ${steps.map(({ name }) => name).join(", ")}, or none for all.`);
  process.exit(2);
}

mkdirSync(".cache", { recursive: true });
rmSync(REPORT, { force: true });
const chosen = steps
  .filter(({ name }) => only.length === 0 || only.includes(name))
  .map((step) => ({
    ...step,
    after: step.after?.filter((name) => only.length === 0 || only.includes(name)),
  }));
const { passed, failed } = await runSteps(chosen, {
  cores: Math.max(2, availableParallelism()),
  timeoutMs: 1_500_000,
  keepGoing,
  print: (line) => console.log(line),
});
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/** Counts tests, and files that could not be loaded, as Vitest reports them. */
function readVitest() {
  const report = JSON.parse(readFileSync(REPORT, "utf8"));
  const skipped = report.numPendingTests + report.numTodoTests;
  const broken = report.testResults.filter(
    ({ status, assertionResults }) => status === "failed" && assertionResults.length === 0,
  ).length;
  // A skipped test is a promise nobody keeps, and a run without tests proves nothing.
  const failed = report.numFailedTests + broken + skipped + Number(report.numTotalTests === 0);
  const detail = `${report.numPassedTests} tests in ${report.testResults.length} files`;
  return {
    passed: report.numPassedTests,
    failed,
    detail: skipped === 0 ? detail : `${detail}, ${skipped} skipped`,
  };
}

/** One check; its last line says what was checked. */
function lastLine(output, ok) {
  if (!ok) return { passed: 0, failed: 1 };
  return { passed: 1, failed: 0, detail: output.trimEnd().split("\n").at(-1) ?? "" };
}
