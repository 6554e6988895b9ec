import { readFileSync } from "node:fs";
import { parseJson } from "@safepassage/core";

/** A file, by its path from here. */
export function readText(path: string): string {
  return readFileSync(new URL(path, import.meta.url), "utf8");
}

/** A file of JSON. */
export function readJson(path: string) {
  return parseJson(readText(path));
}
