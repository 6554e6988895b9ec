// Loads modules of this repository afresh, as often as asked, in one process.

import { readFileSync } from "node:fs";
import { registerHooks, stripTypeScriptTypes } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";

const COLLECT = new URL("collect.mjs", import.meta.url).href;

/**
 * Gives a function that imports a file for a `tag`: for each the file itself and every module below
 * `folders` are loaded anew. Other modules, as helpers of tests, are loaded once; that one of them
 * would draw in a module of `folders` is an error.
 */
export function reloader(folders) {
  const bases = folders.map((folder) => pathToFileURL(`${folder}/`).href);
  const isBelow = (url) =>
    bases.some((base) => url.startsWith(base)) && !url.includes("/node_modules/");
  const sources = new Map();
  registerHooks({
    resolve(specifier, context, next) {
      const parent = context.parentURL ?? "";
      if (specifier === "vitest" && isTagged(parent)) return { url: COLLECT, shortCircuit: true };
      const found = next(specifier, context);
      if (!isBelow(found.url) || found.format === "json" || isTagged(found.url)) return found;
      if (isTagged(parent)) return { ...found, url: `${found.url}${new URL(parent).search}` };
      throw new Error(`${parent} is loaded once, but imports ${found.url}`);
    },
    load(url, context, next) {
      if (!isTagged(url)) return next(url, context);
      const path = fileURLToPath(url);
      if (!sources.has(path)) sources.set(path, stripTypeScriptTypes(readFileSync(path, "utf8")));
      return { format: "module", source: sources.get(path), shortCircuit: true };
    },
  });
  return (file, tag) => import(`${pathToFileURL(file).href}${TAG}${tag}`);
}

const isTagged = (url) => url.includes(TAG);
const TAG = "?tag=";
