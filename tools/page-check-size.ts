/**
 * Measures what the page Check of the console loads beyond the page for signing in, from the manifest of Vite, and looks that no
 * other page has anything of the validator.
 *
 * @module
 */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";

/** What was measured, and what is wrong with it. */
export interface PageSize {
  /** In words. */
  readonly said: string;
  readonly faults: readonly string[];
}

/** Measures the built page, in each language. */
export function measureCheckPage(): PageSize {
  const manifest = JSON.parse(readFileSync(join(DIST, ".vite/manifest.json"), "utf8")) as Manifest;
  const faults: string[] = [];
  const told = LANGUAGES.map(({ tag, most }) => {
    const size = sizeOf(manifest, tag);
    if (size > most) faults.push(`the page Check in ${tag} has ${size} KiB, at most ${most}`);
    return `${size} KiB in ${tag} (at most ${most})`;
  });
  const own = loadedBy(manifest, [PAGE, PAGE_IN_FRAME]);
  const chunks = Object.entries(manifest).filter(([, { file }]) => file.endsWith(".js"));
  const withRules = chunks.filter(([, { file }]) => textOf(file).includes(SENTENCE_OF_A_RULE));
  for (const [name, { file }] of withRules) {
    // The chunk of the page itself, and whatever only this page and no other loads.
    const others = Object.keys(manifest).filter((other) => !own.has(other) && isPage(other));
    const loaders = others.filter((other) => loadedBy(manifest, [other]).has(name));
    if (loaders.length > 0)
      faults.push(`${file} has rules, and is loaded by ${loaders.join(", ")}`);
  }
  if (withRules.length === 0) faults.push("no chunk has the sentence by which rules are found");
  return { said: `page Check ${told.join(", ")}`, faults };
}

type Manifest = Readonly<
  Record<
    string,
    {
      readonly file: string;
      readonly imports?: readonly string[];
      readonly dynamicImports?: readonly string[];
    }
  >
>;

/** KiB with gzip of all that the page loads in a language and the page for signing in does not. */
function sizeOf(manifest: Manifest, tag: string): number {
  const page = loadedBy(manifest, [PAGE, ...wordsOf(manifest, tag, AREAS)]);
  const before = loadedBy(manifest, ["index.html", ...wordsOf(manifest, tag, AREAS_BEFORE)]);
  const files = [...page].filter((name) => !before.has(name)).map((name) => fileOf(manifest, name));
  const octets = files
    .filter((file) => file.endsWith(".js"))
    .reduce((sum, file) => sum + gzipSync(readFileSync(join(DIST, file)), { level: 9 }).length, 0);
  return Math.ceil(octets / 1024);
}

/** Words, names and sentences that the page loads in a language. */
function wordsOf(manifest: Manifest, tag: string, areas: readonly string[]): readonly string[] {
  const own = areas.map((area) => `src/words/${tag}/${area}.json`);
  for (const name of own) fileOf(manifest, name);
  if (areas === AREAS_BEFORE) return own;
  const lists = `../../packages/words/${tag}/codes.json`;
  const sentences = ["labels", "reasons", "rules"].map(
    (name) => `../../packages/words/${tag}/${name}.json`,
  );
  const shared =
    tag === "en" ? ["src/words/labels-en.ts"] : ["src/words/create-wording.ts", ...sentences];
  for (const name of [lists, ...shared]) fileOf(manifest, name);
  return [...own, lists, ...shared];
}

/** A chunk and all that it imports, and they in turn; not what is loaded later. */
function loadedBy(manifest: Manifest, names: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (name: string): void => {
    if (found.has(name)) return;
    found.add(name);
    for (const imported of manifest[name]?.imports ?? []) visit(imported);
  };
  for (const name of names) visit(name);
  return found;
}

function fileOf(manifest: Manifest, name: string): string {
  const file = manifest[name]?.file;
  if (file === undefined) throw new Error(`the console has no ${name} any more`);
  return file;
}

const textOf = (file: string): string => readFileSync(join(DIST, file), "utf8");

const isPage = (name: string): boolean => name === "index.html" || name.startsWith("src/");

const DIST = resolve(import.meta.dirname, "../apps/console/dist");
const PAGE = "src/app/plain-check.tsx";
/** The same page for whoever has signed in. */
const PAGE_IN_FRAME = "src/pages/check/check.tsx";
/** Of the page. */
const AREAS = ["case", "check", "common", "parts", "shell"];
/** Of the page for signing in. */
const AREAS_BEFORE = ["common", "shell"];
/**
 * The sentences of the rules are two thirds of what other languages have beside English. They are sentences of law, and
 * grow with it.
 */
const LANGUAGES = [
  { tag: "en", most: 260 },
  { tag: "fr", most: 300 },
  { tag: "es", most: 300 },
  { tag: "ar", most: 300 },
] as const;
/** Of rule R15, as `packages/validator/src/messages/en.json` has it. */
const SENTENCE_OF_A_RULE = "The data would be kept longer than";
