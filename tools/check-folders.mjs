// Folders of a package form layers too: no two may need each other, not even for a type.
// Biome's noImportCycles sees single files alone. A file that the package exports is its door:
// it counts as a folder of its own.
import { globSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

const PACKAGES = [
  "agency",
  "api",
  "cli",
  "client",
  "core",
  "crosswalks",
  "disclosure",
  "gateway",
  "history",
  "htcds",
  "message",
  "packs",
  "policy",
  "rules",
  "schema",
  "trust",
  "validator",
];

const names = process.argv.length > 2 ? process.argv.slice(2) : PACKAGES;
const circles = names.flatMap((name) => circlesOf(join("packages", name)));
if (circles.length > 0) {
  console.error(`Folders that import each other:\n${circles.join("\n")}`);
  console.error("hint: move what both need into a folder that imports neither.");
  process.exit(1);
}
console.log(`no folder of ${names.length} packages needs one that needs it`);

function circlesOf(root) {
  const source = join(root, "src");
  const doors = doorsOf(root);
  const folderOf = (file) => (doors.has(file) ? file : dirname(relative(source, file)));
  const arrows = new Map();
  for (const file of globSync(join(source, "**/*.ts"))) {
    if (file.endsWith(".test.ts")) continue;
    for (const target of importsOf(file)) {
      const [from, to] = [folderOf(file), folderOf(target)];
      if (from === to) continue;
      const targets = arrows.get(from) ?? new Map();
      targets.set(to, [...(targets.get(to) ?? []), `${file} → ${relative(source, target)}`]);
      arrows.set(from, targets);
    }
  }
  return [...arrows].flatMap(([from, targets]) =>
    [...targets].flatMap(([to, files]) =>
      reaches(arrows, to, from) ? files.map((arrow) => `  ${from} → ${to}: ${arrow}`) : [],
    ),
  );
}

function doorsOf(root) {
  const { exports = {} } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const sources = Object.values(exports).map((entry) => entry["@safepassage/source"]);
  return new Set(sources.filter(Boolean).map((path) => join(root, path)));
}

function importsOf(file) {
  const text = readFileSync(file, "utf8");
  return [...text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*"(\.[^"]+\.ts)"/g)].map(([, path]) =>
    join(dirname(file), path),
  );
}

function reaches(arrows, from, goal, seen = new Set()) {
  if (from === goal) return true;
  if (seen.has(from)) return false;
  seen.add(from);
  return [...(arrows.get(from)?.keys() ?? [])].some((next) => reaches(arrows, next, goal, seen));
}
