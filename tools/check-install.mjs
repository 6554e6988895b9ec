// Packs every package as it would be published, and installs them as a stranger does, without a network, into empty projects
// outside of this workspace. Of `safepassage`: runs the fifteen lines there as JavaScript and as TypeScript, compiles them and the
// program of the client as the guide says and in both ways of resolving a module, loads every entry, runs the command and a gateway with its console, and looks how it tells that
// Node is too old. Of `@safepassage/agency` with the packages that it is made of: runs the fifteen lines.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";

const root = resolve(import.meta.dirname, "..");
const guide = join(root, "apps/exchange/test/guide");
/** The fifteen lines, what they need, the rest of the guide, and the program of the client, by their names in the guides. */
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
  ...["pack", "connect"],
];

const place = mkdtempSync(join(tmpdir(), "safepassage-install-"));
const project = join(place, "whole");
const parts = join(place, "parts");
try {
  execFileSync(process.execPath, [join(root, "tools/pack-all.mjs")], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  install(project, [tarballOf("safepassage")]);
  const installed = readdirSync(join(project, "node_modules")).filter(
    (name) => !name.startsWith("."),
  );
  if (installed.join() !== "safepassage") fail(`it brings ${installed.join(", ")}`);
  writeProgram();
  const entries = checkEntries();
  checkTypes(join(root, "node_modules/@types/node"));
  // Its types differ from one version of Node to the next.
  checkTypes(join(root, "packages/safepassage/node_modules/types-node-newest"), {
    ...{ module: "esnext", moduleResolution: "bundler" },
  });
  checkTypes(join(root, "node_modules/@types/node"), {
    ...{ module: "nodenext", moduleResolution: "nodenext", target: "es2024", lib: ["es2024"] },
  });
  checkProgram();
  await checkCommand();
  checkOldNode();
  const packages = checkParts();
  console.log(
    `safepassage installs without a network: ${entries} entries, the fifteen lines, the command, the console; @safepassage/agency of ${packages} packages`,
  );
} finally {
  rmSync(place, { recursive: true });
}

/** @param {readonly string[]} from - Tarballs and folders. */
function install(folder, from) {
  mkdirSync(folder);
  writeFileSync(join(folder, "package.json"), '{ "private": true, "type": "module" }\n');
  const offline = ["--offline", "--no-audit", "--no-fund", "--cache", join(place, "cache")];
  // To npm a folder is a source, which its `prepare` would build. These are built, as the registry has them.
  run("npm", ["install", "--ignore-scripts", ...offline, ...from], folder);
}

/** Installs `@safepassage/agency` and all that it needs, each of ours from its tarball, and runs the fifteen lines. */
function checkParts() {
  const packages = [...needs("@safepassage/agency")];
  install(parts, packages);
  for (const name of ["start.ts", "draft.ts"]) {
    writeFileSync(join(parts, name), readFileSync(join(guide, name), "utf8"));
  }
  writeFileSync(join(parts, "first.js"), readFileSync(join(guide, "first.ts"), "utf8"));
  run(process.execPath, ["start.ts"], parts);
  checkFirst("first.js", parts);
  checkTypesOfParts();
  return packages.length;
}

/** The compiler looks into the declarations of all parts, which name no package that is not installed with them. */
function checkTypesOfParts() {
  const of = "node_modules/@types/node";
  mkdirSync(join(parts, dirname(of)), { recursive: true });
  symlinkSync(realpathSync(join(root, of)), join(parts, of));
  const { exports } = JSON.parse(
    readFileSync(join(parts, "node_modules/@safepassage/agency/package.json"), "utf8"),
  );
  const entries = Object.keys(exports).filter((name) => exports[name].types !== undefined);
  const lines = entries.map((name) => `export type {} from "@safepassage/agency${name.slice(1)}";`);
  writeFileSync(join(parts, "entries.ts"), `${lines.join("\n")}\n`);
  const options = ["--noEmit", "--strict", "--module", "nodenext", "--types", "node"];
  run(join(root, "node_modules/.bin/tsc"), [...options, "entries.ts"], parts);
}

/** The tarball of a package of ours and what it needs; of the packages of others the folders of this workspace. */
function needs(name, found = new Set()) {
  const tarball = tarballOf(name);
  if (found.has(tarball)) return found;
  found.add(tarball);
  const folder = join(root, "packages", name.replace("@safepassage/", ""));
  const { dependencies = {} } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  for (const other of Object.keys(dependencies)) {
    if (other.startsWith("@safepassage/")) needs(other, found);
    else found.add(realpathSync(join(folder, "node_modules", other)));
  }
  return found;
}

function tarballOf(name) {
  const begin = `${name.replace("@", "").replace("/", "-")}-`;
  const isOf = (file) => file.startsWith(begin) && /^\d/.test(file.slice(begin.length));
  const [tarball] = readdirSync(join(root, "dist")).filter(
    (file) => file.endsWith(".tgz") && isOf(file),
  );
  return join(root, "dist", tarball);
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

/**
 * The options are those that the guide names. The compiler looks into our declarations too.
 *
 * @param {string} typesOfNode - Folder of the package.
 * @param {object} more - Further options of the compiler.
 */
function checkTypes(typesOfNode, more = {}) {
  const place = join(project, "node_modules/@types/node");
  mkdirSync(dirname(place), { recursive: true });
  rmSync(place, { force: true });
  symlinkSync(realpathSync(typesOfNode), place);
  const said = { types: ["node"], allowImportingTsExtensions: true, noEmit: true };
  const files = ["entries.ts", ...PROGRAM.map((name) => `${name}.ts`)];
  const config = { compilerOptions: { ...said, ...more }, files };
  writeFileSync(join(project, "tsconfig.json"), JSON.stringify(config));
  run(join(root, "node_modules/.bin/tsc"), ["-p", "tsconfig.json"]);
}

function checkProgram() {
  run(process.execPath, ["start.ts"]);
  for (const name of ["first.js", "first.ts"]) checkFirst(name);
  run(process.execPath, ["own-store.ts"]);
}

function checkFirst(name, cwd = project) {
  const said = run(process.execPath, [name], cwd);
  if (!/'contact\.phone'.*'withheld'/.test(said) || !/ngo-c\.test decided: accept/.test(said)) {
    fail(`${name}: ${said}`);
  }
}

function checkEntries() {
  const manifest = join(project, "node_modules/safepassage/package.json");
  const { exports } = JSON.parse(readFileSync(manifest, "utf8"));
  const names = Object.keys(exports).filter((name) => exports[name].default !== undefined);
  const lines = names.map(
    (name) => `console.log(Object.keys(await import("safepassage${name.slice(1)}")).length > 0);`,
  );
  for (const file of ["entries.js", "entries.ts"]) {
    writeFileSync(join(project, file), `${lines.join("\n")}\nexport {};\n`);
  }
  const said = run(process.execPath, ["entries.js"]);
  if (said.trim() !== names.map(() => "true").join("\n")) fail(`entries: ${said}`);
  return names.length;
}

async function checkCommand() {
  await checkGateway();
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

/** Sets up a gateway and checks it, which loads everything that runs one; then with a console. */
async function checkGateway() {
  const safepassage = (...words) => run("npx", ["--offline", "safepassage", ...words]);
  safepassage("init", "exchange", "federation");
  safepassage("gateway", "init", "federation/ngo-b", "--port", "0", "--local-port", "0", "--yes");
  const said = safepassage("gateway", "check", "federation/ngo-b");
  if (!/^Nothing stands in the way\./m.test(said)) fail(`the check of a gateway: ${said}`);
  const path = join(project, "federation/ngo-b/agency.json");
  const config = JSON.parse(readFileSync(path, "utf8"));
  // Nobody answers there: the pages need no provider.
  const people = {
    ...{ issuer: "http://127.0.0.1:1", audience: "gateway", client: "console" },
    ...{ url: "http://127.0.0.1:1", roles: { claim: "groups", caseworker: ["workers"] } },
  };
  Object.assign(config.gateway, { people, console: true });
  writeFileSync(path, JSON.stringify(config));
  await checkConsole();
}

/** Runs the gateway as its operator does, and asks for the first page of its console and what that names. */
async function checkConsole() {
  const bin = "node_modules/safepassage/dist/bin.js";
  const running = spawn(process.execPath, [bin, "gateway", "run", "federation/ngo-b", "--json"], {
    cwd: project,
    env: environment(),
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(running, "exit");
  try {
    const url = await localUrlOf(running);
    const page = await ask(url, "/");
    if (!page.includes('<div id="app">')) fail(`the first page of the console: ${page}`);
    const named = [...page.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, file]) => file);
    if (named.length === 0) fail(`the first page of the console names no file: ${page}`);
    for (const file of named) {
      if ((await ask(url, file)) === page) fail(`${file} of the console is not there`);
    }
  } finally {
    running.kill();
  }
  const [status] = await ended;
  if (status !== 0) fail(`the gateway ended with ${status}`);
}

async function localUrlOf({ stdout }) {
  for await (const line of createInterface({ input: stdout })) {
    const { localUrl } = JSON.parse(line);
    if (localUrl !== undefined) return localUrl;
  }
  return fail("the gateway ended before it listened");
}

async function ask(url, path) {
  const response = await fetch(new URL(path, url));
  const text = await response.text();
  const isNone = text === "" || response.headers.get("content-security-policy") === null;
  if (!response.ok || isNone) fail(`${path} of the console: ${response.status} ${text}`);
  return text;
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

function run(command, args, cwd = project) {
  const { status, stdout, stderr } = start(command, args, cwd);
  if (status !== 0) fail(`${command} ${args.join(" ")}\n${stdout}${stderr}`);
  return stdout;
}

/** With the Node of this run, and of our own folders nothing else. */
function start(command, args, cwd = project) {
  return spawnSync(command, args, { cwd, env: environment(), encoding: "utf8", timeout: 120_000 });
}

function environment() {
  const { PATH = "", HOME = "" } = process.env;
  return { HOME, PATH: [dirname(process.execPath), PATH].join(delimiter) };
}

function fail(why) {
  throw new Error(why);
}
