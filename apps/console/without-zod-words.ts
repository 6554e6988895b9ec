import type { Plugin } from "vite";

/**
 * Leaves out of the pages the English words of zod, 1 KiB with gzip: faults have codes and words of our own. In place of zod's words
 * stands "Invalid input".
 */
export function withoutZodWords(): Plugin {
  return {
    name: "without-zod-words",
    enforce: "pre",
    transform(source, id) {
      if (!ENGLISH.test(id)) return null;
      if (!source.includes("localeError")) {
        throw new Error(`zod is built otherwise than it was: ${id}`);
      }
      return { code: "export default () => ({ localeError: () => undefined });", map: null };
    },
  };
}

const ENGLISH = /\/zod\/v4\/locales\/en\.js$/;
