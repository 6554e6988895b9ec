// Loads modules of this repository afresh, as often as asked, in one process.

import { readFileSync } from "node:fs";
import { registerHooks, stripTypeScriptTypes } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";

const COLLECT = new URL("collect.mjs", import.meta.url).href;

/**
 * Gives a function that imports a file, with every module below `folders` loaded anew for each `tag`.
 * Other modules are loaded once; one that would draw in a module of `folders` is an error.
 */
export function reloader(folders) {
  const bases = folders.map((folder) => pathToFileURL(`${folder}/`).href);
  const isBelow = (url) =>
    bases.some((base) => url.startsWith(base)) && !url.includes("/node_modules/");
  const sources = new Map();
  registerHooks({
    resolve(specifier, context, next) {
      const parent = context.parentURL ?? "";
      if (specifier === "vitest" && isBelow(parent)) return { url: COLLECT, shortCircuit: true };
      const found = next(specifier, context);
      if (!isBelow(found.url) || found.format === "json") return found;
      if (found.url.includes("?tag=")) return found;
      const tag = new URL(parent).search;
      if (tag === "") throw new Error(`${parent} is loaded once, but imports ${found.url}`);
      return { ...found, url: `${found.url}${tag}` };
    },
    load(url, context, next) {
      if (!isBelow(url) || context.format === "json") return next(url, context);
      const path = fileURLToPath(url);
      if (!path.endsWith(".ts")) return next(url, context);
      if (!sources.has(path)) sources.set(path, stripTypeScriptTypes(readFileSync(path, "utf8")));
      return { format: "module", source: sources.get(path), shortCircuit: true };
    },
  });
  return (file, tag) => import(`${pathToFileURL(file).href}?tag=${tag}`);
}
