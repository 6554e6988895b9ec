// turbo boundaries exempts a package without a tag, so every package must have exactly one tier.
import { globSync, readFileSync } from "node:fs";

const manifests = globSync(
  ["packages/*/package.json", "apps/*/package.json", "apps/*/test/browser/package.json", "*/package.json"],
  { exclude: ["node_modules/package.json"] },
);
if (manifests.length < 3) throw new Error("run this in the root of the workspace");
const tiers = Object.keys(JSON.parse(readFileSync("turbo.json", "utf8")).boundaries.tags);

const wrong = manifests.flatMap((manifest) => {
  const path = manifest.replace(/package\.json$/, "turbo.json");
  const tags = readTags(path);
  return tags.length === 1 && tiers.includes(tags[0]) ? [] : [`${path}: ${JSON.stringify(tags)}`];
});
if (wrong.length > 0) {
  console.error(`Packages without exactly one tier:\n${wrong.join("\n")}`);
  console.error(
    'hint: write { "extends": ["//"], "tags": ["TIER"] } into turbo.json; ARCHITECTURE.md draws the tiers.',
  );
  process.exit(1);
}
console.log(`each of ${manifests.length} packages has exactly one tier`);

function readTags(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8")).tags ?? [];
  } catch (error) {
    if (error.code === "ENOENT") return [];
    throw error;
  }
}
