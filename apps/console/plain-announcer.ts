import type { Plugin } from "vite";

/**
 * Has React Aria empty what it tells screen readers without `innerHTML`: the pages' Trusted Types refuse that, and the page would be
 * gone as soon as somebody types a second part of a date.
 */
export function plainAnnouncer(): Plugin {
  return {
    name: "plain-announcer",
    enforce: "pre",
    transform(source, id) {
      if (!ANNOUNCER.test(id)) return null;
      const code = source.replaceAll(/\.innerHTML = ''/g, ".replaceChildren()");
      if (code === source) throw new Error(`React Aria is built otherwise than it was: ${id}`);
      return { code, map: null };
    },
  };
}

const ANNOUNCER = /\/react-aria\/dist\/private\/live-announcer\/LiveAnnouncer\.\w+$/;
