// Changes the rules and the policy in thousands of small ways, and tells which change no test notices.
//   npx -y pnpm@12 mutate [--quick] [rules|policy [FILE OR GLOB ...]]
// --quick leaves out what a module does when it is loaded: each such mutant takes a run of all tests.
// Works on a clone of what is committed: the mutants are written into its sources.
import { spawnSync } from "node:child_process";
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/** Percent of mutants that a test must kill. */
const LIMIT = 90;
const PARTS = {
  // Each rule by itself, or every mutant would be put to the tests of all rules.
  rules: {
    folders: ["packages/{validator,packs}/src"],
    mutate: ["packages/{validator/src,packs/src/*}/{rules/*,code-lists}.ts"],
    tests: [
      "packages/validator/test/{alone,unknown-purpose}.test.ts",
      "packages/{validator/src,packs/src/*}/rules/*.test.ts",
    ],
  },
  policy: {
    folders: ["packages/policy/src"],
    mutate: ["packages/policy/src/**/*.ts"],
    tests: ["packages/policy/{src,test}/**/*.test.ts"],
    // Put last: a mutant is done with when one test fails.
    slow: ["packages/policy/test/{properties,rows,monotone}.test.ts"],
  },
};
const EXCEPT = ["!**/*.test.ts", "!**/*.generated.ts", "!**/index.ts"];
/** A mutant that no test reaches counts as one that survived. */
const COUNTED = new Set(["Killed", "Timeout", "Survived", "NoCoverage"]);
const KILLED = new Set(["Killed", "Timeout"]);

const root = resolve(import.meta.dirname, "../..");
const isQuick = process.argv.includes("--quick");
const [asked, ...globs] = process.argv.slice(2).filter((word) => word !== "--quick");
if (asked !== undefined && !Object.hasOwn(PARTS, asked)) {
  console.error(`no part ${asked}; there are ${Object.keys(PARTS).join(" and ")}`);
  process.exit(2);
}
const folder = mkdtempSync(join(tmpdir(), "safepassage-mutants-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
process.on("SIGINT", () => process.exit(130));

run("git", ["clone", "--quiet", root, folder], root);
const install = ["-y", "pnpm@12", "install", "--frozen-lockfile", "--prefer-offline", "--silent"];
run("npx", install, folder);

let isGood = true;
for (const part of asked === undefined ? Object.keys(PARTS) : [asked]) {
  const { mutate, ...where } = PARTS[part];
  const { killed, all } = runPart(part, globs.length > 0 ? globs : mutate, where);
  const percent = (100 * killed) / all;
  // Written so that no mutants at all fail, too.
  if (!(percent >= LIMIT)) isGood = false;
  console.log(
    `${part}: ${killed} of ${all} mutants killed, ${percent.toFixed(1)} % (at least ${LIMIT})`,
  );
}
console.log("reports/mutation-*.html show each in its place");
process.exitCode = isGood ? 0 : 1;

/** Mutates one part, prints what survived, and counts. */
function runPart(part, mutate, { folders, tests, slow = [] }) {
  const find = (globs) => globSync(globs, { cwd: folder }).sort();
  const last = find(slow);
  const report = `reports/mutation-${part}.json`;
  const config = {
    testRunner: "reloading",
    plugins: [join(folder, "tools/mutation/runner.mjs")],
    reload: {
      folders: find(folders),
      tests: [...find(tests).filter((file) => !last.includes(file)), ...last],
    },
    // Modules that are loaded again and again are never freed.
    maxTestRunnerReuse: 100,
    testRunnerNodeArgs: [
      "--conditions=@safepassage/source",
      "--disable-warning=ExperimentalWarning",
    ],
    // In place, or a test of another package would see the source without the mutant.
    inPlace: true,
    coverageAnalysis: "perTest",
    ignoreStatic: isQuick,
    mutate: [...mutate, ...EXCEPT],
    logLevel: "warn",
    // How long the static ones take is known.
    warnings: { slow: false },
    reporters: ["progress-append-only", "json", "html"],
    jsonReporter: { fileName: report },
    htmlReporter: { fileName: report.replace(".json", ".html") },
    timeoutMS: 5_000,
    concurrency: 2,
  };
  writeFileSync(join(folder, "stryker.config.json"), JSON.stringify(config));
  const stryker = join(folder, "tools/node_modules/@stryker-mutator/core/bin/stryker.js");
  run(process.execPath, [stryker, "run"], folder);
  cpSync(join(folder, "reports"), join(root, "reports"), { recursive: true });
  return countMutants(JSON.parse(readFileSync(join(folder, report), "utf8")));
}

function countMutants({ files }) {
  let killed = 0;
  let all = 0;
  for (const [file, { mutants }] of Object.entries(files)) {
    for (const { status, location, mutatorName, replacement = "", statusReason } of mutants) {
      if (status === "RuntimeError") console.log(`${file}:${location.start.line}  ${statusReason}`);
      if (!COUNTED.has(status)) continue;
      all++;
      if (KILLED.has(status)) killed++;
      else {
        const change = replacement.replaceAll(/\s+/g, " ").slice(0, 60);
        console.log(`survived  ${file}:${location.start.line}  ${mutatorName}  ${change}`);
      }
    }
  }
  return { killed, all };
}

function run(command, args, cwd) {
  const { status } = spawnSync(command, args, { cwd, stdio: ["ignore", "inherit", "inherit"] });
  if (status !== 0) process.exit(status ?? 1);
}
