import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Page } from "./page.ts";

/** Writes the pages that are not current; with `check`, only says which. Returns their paths. */
export async function writePages(
  pages: readonly Page[],
  { root, check }: { readonly root: string; readonly check: boolean },
): Promise<readonly string[]> {
  const stale: string[] = [];
  for (const { path, render } of pages) {
    const file = resolve(root, path);
    const text = await render(root);
    if (existsSync(file) && readFileSync(file, "utf8") === text) continue;
    stale.push(path);
    if (check) continue;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return stale;
}
