// Writes the pages that are made from tables in code, and the corpus; with --check, only says which
// pages are stale.
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { runCorpusProgram } from "./corpus.ts";
import { catalogueTypes } from "./generators/catalogue-types.ts";
import { packRulesPages } from "./generators/pack-rules.ts";
import type { Page } from "./generators/page.ts";
import * as profileDigest from "./generators/profile-digest.ts";
import { writePages } from "./generators/write-pages.ts";

/** Code that the makers of the other pages import. */
const CODE: readonly Page[] = [
  ...packRulesPages,
  ...catalogueTypes,
  { path: profileDigest.path, render: profileDigest.generate },
];

const root = resolve(import.meta.dirname, "..");
const check = process.argv.includes("--check");
const stale = [...(await writePages(CODE, { root, check }))];
if (stale.length > 0 && !check) {
  console.log(`wrote ${stale.join(", ")}`);
  // What was just written is loaded already, as it was: only a new process reads it anew.
  const { status } = spawnSync(process.execPath, [...process.execArgv, import.meta.filename], {
    stdio: "inherit",
  });
  process.exit(status ?? 1);
}

const { DOCUMENTS } = await import("./generators/documents.ts");
stale.push(...(await writePages(DOCUMENTS, { root, check })));
if (check && stale.length > 0) {
  console.error(`Not what the code says: ${stale.join(", ")}`);
  console.error("hint: run npx -y pnpm@12 generate and read the difference.");
  process.exit(1);
}
const done = stale.length === 0 ? "all current" : `wrote ${stale.join(", ")}`;
console.log(`${CODE.length + DOCUMENTS.length} generated pages, ${done}`);
if (!check) {
  const { status, said } = runCorpusProgram(root, { check });
  console.log(said);
  process.exitCode = status;
}
