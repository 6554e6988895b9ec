import { readFileSync } from "node:fs";
import type { Plugin } from "vite";

/**
 * Leaves out of the pages what makes JSON Schemas of zod's types, 10 KiB with gzip: each type refers to it, and no page asks for
 * one. Whoever did would get an error.
 */
export function withoutJsonSchema(): Plugin {
  return {
    name: "without-json-schema",
    enforce: "pre",
    load(id) {
      if (!OF_ZOD.test(id)) return null;
      const names = [...readFileSync(id, "utf8").matchAll(EXPORTED)].map(([, name = ""]) => name);
      const renamed = [...readFileSync(id, "utf8").matchAll(RENAMED)].map(([text]) => text);
      if (names.length === 0) throw new Error(`zod is built otherwise than it was: ${id}`);
      const stubs = names.map(
        // What makes a method is called when a type is made; the method when somebody asks.
        (name) => `export const ${name} = ${name.startsWith("create") ? "() => none" : "none"};`,
      );
      return [NONE, ...stubs, ...renamed].join("\n");
    },
  };
}

const OF_ZOD = /\/zod\/v4\/core\/(?:json-schema-processors|to-json-schema)\.js$/;
const EXPORTED = /^export (?:const|function) (\w+)/gm;
const RENAMED = /^export \{ \w+ as \w+ \};/gm;
const NONE = 'const none = () => { throw new TypeError("the pages make no JSON Schema"); };';
