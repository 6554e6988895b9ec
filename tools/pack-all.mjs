// Packs every package as it would be published, with a bill of materials for each (CycloneDX): packages/*.tgz and *.sbom.json.
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "..");
const folder = join(root, "dist");
const CONSOLE = "@safepassage/console";
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder);
const pnpm = (...args) =>
  execFileSync("pnpm", args, { cwd: root, stdio: ["ignore", "ignore", "inherit"] });

console.log("packing");
pnpm("-r", "--filter", "./packages/*", "--filter", CONSOLE, "pack", "--pack-destination", folder);
console.log("listing what each is made of");
const sbom = [
  "sbom",
  "--sbom-format",
  "cyclonedx",
  "--split",
  "--out",
  join(folder, "%s.sbom.json"),
];
pnpm(...sbom, "--prod", "--filter", "./packages/*", "--filter", "!safepassage");
pnpm(...sbom, "--sbom-type", "application", "--filter", "safepassage", "--filter", CONSOLE);
keepBundled("safepassage.sbom.json", "packages/safepassage/dist/bundled.json");
keepBundled("safepassage-console.sbom.json", "apps/console/dist/.vite/bundled.json");

const made = readdirSync(folder).sort();
for (const name of made) console.log(`  dist/${name}`);
const packed = made.filter((name) => name.endsWith(".tgz"));
const listed = made.filter((name) => name.endsWith(".sbom.json"));
if (packed.length !== listed.length || packed.length < 3) {
  throw new Error(`${packed.length} packages and ${listed.length} bills of materials`);
}
console.log(`${packed.length} packages, each with its bill of materials`);

/** Of a package that is one bundle, what builds it is no part. */
function keepBundled(billName, bundledPath) {
  const path = join(folder, billName);
  const bundled = JSON.parse(readFileSync(join(root, bundledPath), "utf8"));
  const names = new Set(bundled.map(({ name, version }) => `${name}@${version}`));
  const bill = JSON.parse(readFileSync(path, "utf8"));
  const fullName = ({ group, name, version }) =>
    `${group === undefined ? "" : `${group}/`}${name}@${version}`;
  const components = bill.components.filter((component) => names.has(fullName(component)));
  const missing = [...names].filter((name) => !components.some((one) => fullName(one) === name));
  if (missing.length > 0) throw new Error(`not in the bill of materials: ${missing.join(", ")}`);
  const refs = new Set([
    bill.metadata.component["bom-ref"],
    ...components.map((one) => one["bom-ref"]),
  ]);
  const dependencies = bill.dependencies
    .filter(({ ref }) => refs.has(ref))
    .map((one) => ({ ...one, dependsOn: (one.dependsOn ?? []).filter((ref) => refs.has(ref)) }));
  writeFileSync(path, `${JSON.stringify({ ...bill, components, dependencies }, null, 2)}\n`);
}
