import { readFileSync } from "node:fs";

/** The lines of the demo in the README, without `…`, which stands for lines left out. */
export function readReadmeSample(): readonly string[] {
  const readme = readFileSync(new URL("../../../README.md", import.meta.url), "utf8");
  const [, sample = ""] = /```text\n(field [^`]+)```/.exec(readme) ?? [];
  return sample.split("\n").filter((line) => line !== "…" && line !== "");
}

/** Text on one line. Bands of age are left out: the person grows older, and the README stays. */
export const onOneLine = (text: string): string =>
  text
    .replaceAll(/\b\d\d-\d\d\b/g, "")
    .replaceAll(/\s+/g, " ")
    .trim();
