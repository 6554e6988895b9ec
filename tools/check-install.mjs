// Installs the package `safepassage` as a stranger does, without a network, into an empty project outside of this workspace: runs
// the fifteen lines there as JavaScript and as TypeScript, compiles them in both ways of resolving a module, loads every entry,
// runs the command, and looks how it tells that Node is too old.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "..");
const guide = join(root, "apps/exchange/test/guide");
/** The fifteen lines, what they need, and the rest of the guide, by their names in it. */
const PROGRAM = [
  ...[
    "first",
    "start",
    "draft",
    "case-draft",
    "withdraw",
    "answer",
    "prove",
    "own-store",
    "own-pack",
  ],
  "pack",
];

const project = mkdtempSync(join(tmpdir(), "safepassage-install-"));
try {
  pack();
  install();
  writeProgram();
  checkTypes("nodenext", "nodenext");
  checkTypes("bundler", "esnext");
  checkProgram();
  const entries = checkEntries();
  checkCommand();
  checkOldNode();
  console.log(
    `safepassage installs without a network: ${entries} entries, the fifteen lines, the command`,
  );
} finally {
  rmSync(project, { recursive: true });
}

function pack() {
  const args = ["--filter", "safepassage", "pack", "--pack-destination", project];
  execFileSync("pnpm", args, { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
}

function install() {
  writeFileSync(join(project, "package.json"), '{ "private": true, "type": "module" }\n');
  const [tarball] = readdirSync(project).filter((name) => name.endsWith(".tgz"));
  const cache = join(project, "cache");
  run("npm", ["install", "--offline", "--no-audit", "--no-fund", "--cache", cache, `./${tarball}`]);
  const installed = readdirSync(join(project, "node_modules")).filter(
    (name) => !name.startsWith("."),
  );
  if (installed.join() !== "safepassage") fail(`it brings ${installed.join(", ")}`);
}

/** The program of the guide, which names the one package in the place of its parts. */
function writeProgram() {
  for (const name of PROGRAM) {
    const text = readFileSync(join(guide, `${name}.ts`), "utf8");
    const named = text.replaceAll('"@safepassage/', '"safepassage/');
    writeFileSync(join(project, `${name}.ts`), named);
    // Nothing in the fifteen lines is TypeScript.
    if (name === "first") writeFileSync(join(project, "first.js"), named);
  }
}

/** @param {string} moduleResolution - As the compiler calls it. */
function checkTypes(moduleResolution, module) {
  const types = join(root, "node_modules/@types");
  const compilerOptions = {
    ...{ module, moduleResolution, target: "es2024", lib: ["es2024"], strict: true, noEmit: true },
    ...{
      types: ["node"],
      typeRoots: [types],
      allowImportingTsExtensions: true,
      skipLibCheck: true,
    },
  };
  const config = { compilerOptions, files: PROGRAM.map((name) => `${name}.ts`) };
  writeFileSync(join(project, "tsconfig.json"), JSON.stringify(config));
  run(join(root, "node_modules/.bin/tsc"), ["-p", "tsconfig.json"]);
}

function checkProgram() {
  run(process.execPath, ["start.ts"]);
  for (const name of ["first.js", "first.ts"]) {
    const said = run(process.execPath, [name]);
    if (!/'contact\.phone'.*'withheld'/.test(said) || !/ngo-c\.test decided: accept/.test(said)) {
      fail(`${name}: ${said}`);
    }
  }
  run(process.execPath, ["own-store.ts"]);
}

function checkEntries() {
  const manifest = join(project, "node_modules/safepassage/package.json");
  const { exports } = JSON.parse(readFileSync(manifest, "utf8"));
  const names = Object.keys(exports).filter((name) => exports[name].default !== undefined);
  const lines = names.map(
    (name) => `console.log(Object.keys(await import("safepassage${name.slice(1)}")).length > 0);`,
  );
  writeFileSync(join(project, "entries.js"), `${lines.join("\n")}\n`);
  const said = run(process.execPath, ["entries.js"]);
  if (said.trim() !== names.map(() => "true").join("\n")) fail(`entries: ${said}`);
  return names.length;
}

function checkCommand() {
  const draft = join(root, "packages/vectors/data/scenarios");
  mkdirSync(join(project, "case"));
  const [scenario] = JSON.parse(readFileSync(join(draft, "s01-s04.json"), "utf8")).scenarios;
  const [{ message }] = scenario.messages;
  writeFileSync(join(project, "case/message.json"), JSON.stringify(message));
  const { status, stdout, stderr } = start("npx", [
    "--offline",
    "safepassage",
    "validate",
    "case",
    "--json",
  ]);
  const [line] = stdout.split("\n");
  if (status !== 0 || JSON.parse(line).verdict !== "noFaultFound") fail(`${stdout}${stderr}`);
}

/** A Node that is too old is told so, by the one sentence and nothing from the runtime. */
function checkOldNode() {
  const old =
    'data:text/javascript,Object.defineProperty(process,"versions",{value:{node:"20.1.0"}})';
  const bin = "node_modules/safepassage/dist/bin.js";
  const { status, stdout, stderr } = start(process.execPath, ["--import", old, bin, "--help"]);
  const [sentence = ""] = stderr.split("\n");
  if (status !== 2 || stdout !== "" || !sentence.startsWith("safepassage needs Node 24")) {
    fail(`an old Node: ${status} ${stdout}${stderr}`);
  }
}

function run(command, args) {
  const { status, stdout, stderr } = start(command, args);
  if (status !== 0) fail(`${command} ${args.join(" ")}\n${stdout}${stderr}`);
  return stdout;
}

/** With the Node of this run, and of our own folders nothing else. */
function start(command, args) {
  const { PATH = "", HOME = "" } = process.env;
  const env = { HOME, PATH: [dirname(process.execPath), PATH].join(delimiter) };
  return spawnSync(command, args, { cwd: project, env, encoding: "utf8", timeout: 120_000 });
}

function fail(why) {
  throw new Error(why);
}
