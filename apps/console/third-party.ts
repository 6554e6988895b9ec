import { globSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Plugin } from "vite";

/** Name, version and licence of a package. */
interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
}

/**
 * Lists the packages of others that are in the pages, fonts too: their licences in `third-party.txt`, since their terms
 * ask that they go with the code, and their names in `.vite/bundled.json`, for a bill of materials.
 */
export function thirdParty(): Plugin {
  return {
    name: "third-party",
    generateBundle(_, bundle) {
      const sources = Object.values(bundle).flatMap((one) =>
        one.type === "chunk" ? one.moduleIds : one.originalFileNames,
      );
      const found = sources.flatMap((path) => PACKAGE.exec(resolve(path))?.[1] ?? []);
      const packages = [...new Set(found)].sort().map((folder) => ({
        folder,
        manifest: JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest,
      }));
      const names = packages.map(({ manifest: { name, version, license } }) => ({
        name,
        version,
        license,
      }));
      const licences = packages.map(
        ({ folder, manifest: { name, version, license } }) =>
          `${name} ${version} (${license})\n\n${licenceIn(folder, name)}\n`,
      );
      this.emitFile({
        type: "asset",
        fileName: ".vite/bundled.json",
        source: `${JSON.stringify(names, null, 2)}\n`,
      });
      this.emitFile({
        type: "asset",
        fileName: "third-party.txt",
        source: licences.join("\n----\n\n"),
      });
    },
  };
}

/** The text of a licence: a file of its own, or the end of the README. */
function licenceIn(folder: string, name: string): string {
  const [file] = globSync("{LICENSE,LICENCE,license,licence}*", { cwd: folder });
  if (file !== undefined) return readFileSync(join(folder, file), "utf8").trim();
  const [readme] = globSync("{README,Readme,readme}*", { cwd: folder });
  const text = readme === undefined ? "" : readFileSync(join(folder, readme), "utf8");
  const [, licence] = /^#+ *licen[sc]e\s*\n(.*)$/ims.exec(text) ?? [];
  if (licence === undefined) throw new Error(`${name} comes without its licence`);
  return licence.trim();
}

const PACKAGE = /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//;
