import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";
import { inShell } from "./in-shell.ts";

it.each([
  ["exchange/ngo-b", "exchange/ngo-b"],
  ["my agency", "'my agency'"],
  ["it's", String.raw`'it'\''s'`],
  ["-v", "./-v"],
  ["$HOME;`id`", "'$HOME;`id`'"],
  ["وكالة", "'وكالة'"],
])("%s is typed as %s, and a shell reads it as one word", (path, typed) => {
  expect(inShell(path)).toBe(typed);
  const read = execFileSync("sh", ["-c", `printf %s ${typed}`], { encoding: "utf8" });
  expect(read).toBe(path.startsWith("-") ? `./${path}` : path);
});
