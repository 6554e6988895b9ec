import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** A file of the sample, which comes with the vectors. */
export const sample = (name: string): string =>
  readFileSync(fileURLToPath(import.meta.resolve(`@safepassage/vectors/htcds/${name}`)), "utf8");

/** What a case is judged by. */
export const CONTEXT = ["--agreement", "agr.json", "--registry", "registry.json"];

/** Options that ask for the case of the sample's request. */
export const ASKING = [
  ...["--request", "request.json", "--as", "https://ngo-b.test", "--officer-assurance", "2"],
];

/** The command that makes `d.json`, a draft, of that case. */
export const IMPORT_CASE = [
  ...["import", "htcds", "cases.csv", "--statement", "statement.json", ...ASKING, ...CONTEXT],
  ...["--key", "ngo-b.key", "--out", "d.json"],
];
