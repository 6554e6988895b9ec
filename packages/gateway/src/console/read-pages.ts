import { type Dirent, opendirSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { FOLDER, type Part, readFile } from "@safepassage/agency/node";
import { type FindingCode, finding } from "../findings/finding.ts";
import type { Pages } from "./console-routes.ts";
import { contentTypeOf } from "./content-types.ts";

/**
 * Reads the files of the console, for as long as a gateway runs: at most 512 with 16 MiB. What begins with a dot is left
 * out, such as the manifest of Vite.
 *
 * @param folder - Where they were built. `undefined` if whoever runs the gateway has none.
 * @returns faults with a code of `CONSOLE_FILES_*` if they cannot all be served. They name no path outside of `folder`.
 */
export function readPages(folder: string | undefined): Part<Pages> {
  if (folder === undefined) return unfit("CONSOLE_FILES_MISSING");
  const pages = new Map<string, Uint8Array>();
  let octets = 0;
  try {
    for (const entry of entriesOf(folder)) {
      if (entry.isDirectory()) continue;
      const file = join(entry.parentPath, entry.name);
      const path = `/${relative(folder, file).split(sep).join("/")}`;
      if (path.includes("/.")) continue;
      if (!entry.isFile() || !PLAIN.test(path) || contentTypeOf(path) === undefined) {
        return unfit("CONSOLE_FILES_UNFIT");
      }
      octets += statSync(file).size;
      if (pages.size === MOST_FILES || octets > MOST_OCTETS) {
        return unfit("CONSOLE_FILES_TOO_LARGE");
      }
      pages.set(path, readFile(file));
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return unfit(code === "ENOENT" ? "CONSOLE_FILES_MISSING" : "CONSOLE_FILES_UNFIT");
  }
  return pages.has("/index.html") ? { value: pages, faults: [] } : unfit("CONSOLE_FILES_MISSING");
}

/** Lists a folder and those in it one by one, so that a folder without end is not listed whole. */
function* entriesOf(folder: string): Generator<Dirent> {
  using open = opendirSync(folder, { recursive: true });
  for (let entry = open.readSync(); entry !== null; entry = open.readSync()) yield entry;
}

function unfit(code: FindingCode): Part<Pages> {
  return {
    value: undefined,
    faults: [finding(code, FOLDER.config, { place: "/gateway/console" })],
  };
}

/** Names that a URL has as they are, so that one address leads to each file. */
const PLAIN = /^(?:\/[\w.-]+)+$/;
const MOST_FILES = 512;
const MOST_OCTETS = 16_777_216;
