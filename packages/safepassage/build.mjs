// Bundles the command and the libraries into one package without dependencies, with their types.
import { cpSync, globSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { build } from "esbuild";
import { copyTypes } from "./types.mjs";

const here = import.meta.dirname;
const packages = resolve(here, "..");
const pages = join(folderOf("console"), "dist");
const manifest = readManifest(here);
const out = join(here, "dist");

rmSync(out, { recursive: true, force: true });
const { metafile } = await build({
  metafile: true,
  entryPoints: [
    { in: join(packages, "cli/src/bin.ts"), out: "bin" },
    ...librariesOf(manifest).map(({ source, code }) => ({ in: source, out: code })),
  ],
  outdir: out,
  bundle: true,
  splitting: true,
  minifySyntax: true,
  platform: "node",
  target: "node24",
  format: "esm",
  charset: "utf8",
  conditions: ["@safepassage/source"],
  // Some dependencies are CommonJS, and require what Node brings.
  banner: {
    js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
  },
  plugins: [withConsole("console")],
  logLevel: "error",
});
const typed = ownNames().filter((name) => name !== "cli" && name !== "console");
const typesOfOthers = await copyTypes(
  join(out, "types"),
  typed.map((name) => ({ name, folder: folderOf(name) })),
);
const others = [...new Set([...foldersIn(metafile), ...typesOfOthers])].sort();
cpSync(pages, join(out, "console"), {
  recursive: true,
  filter: (path) => basename(path) !== ".vite",
});
writeFileSync(join(out, "bundled.json"), `${JSON.stringify(bundledIn(), null, 2)}\n`);
writeFileSync(join(out, "THIRD-PARTY.txt"), noticesOf());

/** Tells the command where the pages of the console are: in a folder beside it. */
function withConsole(name) {
  const contents = `
    import { fileURLToPath } from "node:url";
    export const CONSOLE_FILES = fileURLToPath(new URL("./${name}/", import.meta.url));`;
  return {
    name: "console",
    setup: ({ onLoad }) => onLoad({ filter: /[/\\]console[/\\]files\.js$/ }, () => ({ contents })),
  };
}

/** Packages of others whose code is in the bundle, by their folders. */
function foldersIn({ inputs }) {
  const found = Object.keys(inputs).flatMap(
    (path) => /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(resolve(path))?.[1] ?? [],
  );
  return new Set(found);
}

/** Name and version of each, our own packages too, for a bill of materials. */
function bundledIn() {
  const own = ownNames().map(folderOf);
  const ofCommand = [...own, ...others].map((folder) => {
    const { name, version, license } = readManifest(folder);
    return { name, version, license };
  });
  const ofPages = JSON.parse(readFileSync(join(pages, ".vite/bundled.json"), "utf8"));
  const idOf = ({ name, version }) => `${name}@${version}`;
  return [...new Map([...ofCommand, ...ofPages].map((one) => [idOf(one), one])).values()];
}

/** The licence of each, whose terms ask that it goes with the code. Those of the console lie beside its pages. */
function noticesOf() {
  return others
    .map((folder) => {
      const { name, version, license } = readManifest(folder);
      return `${name} ${version} (${license})\n\n${licenceIn(folder, name)}\n`;
    })
    .join("\n----\n\n");
}

/** The text of a licence: a file of its own, or the end of the README. */
function licenceIn(folder, name) {
  const [file] = globSync("{LICENSE,LICENCE,license,licence}*", { cwd: folder });
  if (file !== undefined) return readFileSync(join(folder, file), "utf8").trim();
  const [readme = ""] = globSync("{README,Readme,readme}*", { cwd: folder });
  const text = readme && readFileSync(join(folder, readme), "utf8");
  const [, licence] = /^#+ *licen[sc]e\s*\n(.*)$/ims.exec(text) ?? [];
  if (licence === undefined) throw new Error(`${name} comes without its licence`);
  return licence.trim();
}

/** Each library that the manifest exports: its source, and the name of its bundle. */
function librariesOf({ exports }) {
  return Object.entries(exports).flatMap(([entry, { default: path }]) => {
    if (path === undefined) return [];
    const [, name, part = "."] = /^\.\/([a-z]+)(?:\/([a-z]+))?$/.exec(entry) ?? [];
    const from = readManifest(join(packages, name)).exports[part === "." ? "." : `./${part}`];
    const source = join(packages, name, from["@safepassage/source"]);
    return [{ source, code: path.replace(/^\.\/dist\/|\.js$/g, "") }];
  });
}

/** Folders of the packages of this workspace that are in it. */
function ownNames() {
  return Object.keys(manifest.devDependencies).flatMap(
    (name) => /^@safepassage\/(.+)$/.exec(name)?.[1] ?? [],
  );
}

/** Folder of a package of this workspace. */
function folderOf(name) {
  return realpathSync(join(here, "node_modules/@safepassage", name));
}

function readManifest(folder) {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
}
