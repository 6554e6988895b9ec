// Writes the pages that are made from tables in code; with --check, only says which are stale.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { adrIndexPage } from "./generators/adr-index.ts";
import * as catalogue from "./generators/catalogue.ts";
import { citationsPage } from "./generators/citations.ts";
import { errorsPage } from "./generators/errors.ts";
import type { Page } from "./generators/page.ts";
import * as profileDigest from "./generators/profile-digest.ts";
import { rulesPage } from "./generators/rules-page.ts";
import { specIndexPage } from "./generators/spec-index.ts";
import { validatorRulesPage } from "./generators/validator-rules.ts";

// In order: code that others import is first, the index of the pages that others write is last.
const PAGES: readonly Page[] = [
  validatorRulesPage,
  { path: profileDigest.path, render: profileDigest.generate },
  { path: catalogue.path, render: catalogue.generate },
  citationsPage,
  rulesPage,
  errorsPage,
  adrIndexPage,
  specIndexPage,
];

const root = resolve(import.meta.dirname, "..");
const check = process.argv.includes("--check");
const stale: string[] = [];
for (const { path, render } of PAGES) {
  const file = resolve(root, path);
  const text = await render(root);
  if (existsSync(file) && readFileSync(file, "utf8") === text) continue;
  stale.push(relative(root, file));
  if (check) continue;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

if (check && stale.length > 0) {
  console.error(`Not what the code says: ${stale.join(", ")}`);
  console.error("hint: run npx -y pnpm@12 generate and read the difference.");
  process.exit(1);
}
const done = stale.length === 0 ? "all current" : `wrote ${stale.join(", ")}`;
console.log(`${PAGES.length} generated pages, ${done}`);
