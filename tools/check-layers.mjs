// turbo boundaries exempts a package without a tag, so every package must have exactly one layer.
import { globSync, readFileSync } from "node:fs";

const manifests = globSync(["packages/*/package.json", "apps/*/package.json", "*/package.json"], {
  exclude: ["node_modules/package.json"],
});
if (manifests.length < 3) throw new Error("run this in the root of the workspace");

const wrong = manifests.flatMap((manifest) => {
  const path = manifest.replace(/package\.json$/, "turbo.json");
  const tags = readTags(path);
  const known = tags.filter((tag) => tag === "data" || /^layer-[0-9]$/.test(tag));
  return known.length === 1 && tags.length === 1 ? [] : [`${path}: ${JSON.stringify(tags)}`];
});
if (wrong.length > 0) {
  console.error(`Packages without exactly one layer tag:\n${wrong.join("\n")}`);
  console.error('hint: write { "extends": ["//"], "tags": ["layer-N"] } into turbo.json.');
  process.exit(1);
}
console.log(`each of ${manifests.length} packages has exactly one layer`);

function readTags(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8")).tags ?? [];
  } catch (error) {
    if (error.code === "ENOENT") return [];
    throw error;
  }
}
