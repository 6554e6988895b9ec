import type { Plugin } from "vite";

/**
 * Leaves out of the pages what makes JSON Schemas of zod's types, 10 KiB with gzip: each type refers to it, and no page asks for
 * one. Whoever did would get an error.
 */
export function withoutJsonSchema(): Plugin {
  return {
    name: "without-json-schema",
    enforce: "pre",
    transform(source, id) {
      if (!OF_ZOD.test(id)) return null;
      const names = [...source.matchAll(MAKER)].map(([, , name = ""]) => name);
      if (names.length === 0) throw new Error(`zod is built otherwise than it was: ${id}`);
      // What nobody exports any more is left out of the pages, with all that it alone needs.
      const unused = source.replaceAll(MAKER, "$1 $2Unused");
      const stubs = names.map(
        // What makes a method is called when a type is made; the method when somebody asks.
        (name) => `export const ${name} = ${name.startsWith("create") ? "() => none" : "none"};`,
      );
      return { code: [unused, NONE, ...stubs].join("\n"), map: null };
    },
  };
}

const OF_ZOD = /\/zod\/v4\/core\/(?:json-schema-processors|to-json-schema)\.js$/;
/** Their other exports say what a type demands, which pages ask. */
const MAKER = /^export (const|function) (\w+Processor|create\w+|toJSONSchema)\b/gm;
const NONE = 'const none = () => { throw new TypeError("the pages make no JSON Schema"); };';
