// Changes the rules and the policy in thousands of small ways, and tells which change no test notices.
//   npx -y pnpm@12 mutate [FILE OR GLOB ...]
// Works on a clone of what is committed: the mutants are written into its sources.
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/** Percent of mutants that a test must kill. */
const LIMIT = 90;
const DEFAULT = ["packages/policy/src/**/*.ts", "packages/validator/src/rules/*.ts"];
const EXCEPT = ["!**/*.test.ts", "!**/*.generated.ts", "!**/index.ts"];
/** A mutant that no test reaches counts as one that survived. */
const COUNTED = new Set(["Killed", "Timeout", "Survived", "NoCoverage"]);
const KILLED = new Set(["Killed", "Timeout"]);

const root = resolve(import.meta.dirname, "..");
const given = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), "safepassage-mutants-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
process.on("SIGINT", () => process.exit(130));

run("git", ["clone", "--quiet", root, folder], root);
run(
  "npx",
  ["-y", "pnpm@12", "install", "--frozen-lockfile", "--prefer-offline", "--silent"],
  folder,
);
writeFileSync(
  join(folder, "vitest.config.ts"),
  `import { defineConfig } from "vitest/config";
export default defineConfig({
  ssr: { resolve: { conditions: ["@safepassage/source"] } },
  test: {
    include: ["packages/{policy,validator}/{src,test}/**/*.test.ts"],
    exclude: ["**/fuzz.test.ts"],
    testTimeout: 60_000,
  },
});
`,
);
writeFileSync(
  join(folder, "stryker.config.json"),
  JSON.stringify({
    testRunner: "vitest",
    plugins: ["@stryker-mutator/vitest-runner"],
    // In place, or a test of another package would see the source without the mutant.
    inPlace: true,
    coverageAnalysis: "perTest",
    mutate: [...(given.length > 0 ? given : DEFAULT), ...EXCEPT],
    reporters: ["progress", "json", "html"],
    jsonReporter: { fileName: "reports/mutation.json" },
    htmlReporter: { fileName: "reports/mutation.html" },
    timeoutMS: 20_000,
    concurrency: 2,
    checkers: [],
    cleanTempDir: "always",
    disableTypeChecks: false,
  }),
);
const stryker = join(folder, "tools/node_modules/@stryker-mutator/core/bin/stryker.js");
run(process.execPath, [stryker, "run"], folder);
cpSync(join(folder, "reports"), join(root, "reports"), { recursive: true });

const { files } = JSON.parse(readFileSync(join(folder, "reports/mutation.json"), "utf8"));
const scores = new Map();
for (const [file, { mutants }] of Object.entries(files)) {
  const part = file.startsWith("packages/policy/") ? "policy" : "rules";
  const score = scores.get(part) ?? { killed: 0, all: 0 };
  for (const { status, location, mutatorName, replacement } of mutants) {
    if (!COUNTED.has(status)) continue;
    score.all++;
    if (KILLED.has(status)) score.killed++;
    else {
      const change = (replacement ?? "").replaceAll(/\s+/g, " ").slice(0, 60);
      console.log(`survived  ${file}:${location.start.line}  ${mutatorName}  ${change}`);
    }
  }
  scores.set(part, score);
}
let isGood = scores.size > 0;
for (const [part, { killed, all }] of scores) {
  const percent = (100 * killed) / all;
  isGood &&= percent >= LIMIT;
  console.log(
    `${part}: ${killed} of ${all} mutants killed, ${percent.toFixed(1)} % (at least ${LIMIT})`,
  );
}
console.log("reports/mutation.html shows each in its place");
process.exitCode = isGood ? 0 : 1;

function run(command, args, cwd) {
  const { status } = spawnSync(command, args, { cwd, stdio: ["ignore", "inherit", "inherit"] });
  if (status !== 0) process.exit(status ?? 1);
}
