// Loads what was built as a user of the packages would: with plain Node, from dist, without the
// condition under which everything here runs from its sources. A build can drop what the sources
// have, such as the `node:` of an import, and no test of the sources would notice.
import { execFileSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const root = resolve(import.meta.dirname, "..");
const problems = [];
let entries = 0;

for (const manifest of globSync(["packages/*/package.json", "apps/console/package.json"], {
  cwd: root,
}).sort()) {
  const {
    name,
    exports = {},
    bin = {},
  } = JSON.parse(readFileSync(resolve(root, manifest), "utf8"));
  const folder = resolve(root, dirname(manifest));
  for (const [entry, target] of Object.entries(exports)) {
    if (target.default === undefined) continue;
    entries++;
    await check(`${name} ${entry}`, async () => {
      const loaded = await import(pathToFileURL(resolve(folder, target.default)).href);
      if (Object.keys(loaded).length === 0) throw new Error("exports nothing");
    });
  }
  for (const [command, path] of Object.entries(bin)) {
    entries++;
    await check(`${name} ${command} --version`, () => {
      const options = { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] };
      const printed = execFileSync(process.execPath, [resolve(folder, path), "--version"], options);
      if (!/\d+\.\d+\.\d+/.test(printed)) throw new Error("prints no version");
    });
  }
}

if (entries === 0) problems.push("no entry point was found");
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exit(1);
console.log(`${entries} entry points load as they were built`);

async function check(what, load) {
  try {
    await load();
  } catch (error) {
    problems.push(`${what}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
