import { readdirSync, readFileSync } from "node:fs";
import english from "@safepassage/words/en/codes.json" with { type: "json" };
import { parseMessage, visit } from "messageformat";
import { createWording, ENGLISH, type Translation } from "../src/index.ts";
import { SAME_IN } from "./same-in.ts";

/** A file of `packages/words`: locale, who reviewed it, and texts at any depth. */
export type WordsFile = Readonly<Record<string, unknown>>;

/** All files of one language, by name without `.json`. */
export interface Language {
  readonly locale: string;
  readonly files: Readonly<Record<string, WordsFile>>;
}

const { codes, fixes, words, fields, kinds, purposes, reasons, conditions, unnamed } = ENGLISH;

/** The English texts, in the files that a language has them in. */
export const ENGLISH_FILES: Readonly<Record<string, WordsFile>> = {
  labels: { fields, kinds, purposes },
  reasons: { reasons, conditions, unnamed },
  rules: { codes, fixes, words },
  codes: { lists: english.lists },
};

/** The languages that `packages/words` has, English among them. */
export function readLanguages(): readonly Language[] {
  return readdirSync(FOLDER, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== "node_modules")
    .map(({ name }) => ({ locale: name, files: readFiles(new URL(`${name}/`, FOLDER)) }));
}

/** A language as `createWording` takes it. */
export function translationOf({ locale, files }: Language): Translation {
  return { ...files["labels"], ...files["reasons"], ...files["rules"], locale };
}

/** What is wrong with the files of a language, sorted. Nothing, if they say all that English says. */
export function faultsOf(language: Language): readonly string[] {
  const { locale, files } = language;
  const same = new Set(SAME_IN[locale]);
  const faults = [
    ...keyFaults(Object.keys(files), Object.keys(ENGLISH_FILES)),
    ...Object.entries(ENGLISH_FILES).flatMap(([name, ofEnglish]) => {
      const file = files[name];
      if (file === undefined) return [];
      return [
        ...headFaults(file, locale),
        ...textFaults(textsOf(file), textsOf(ofEnglish), same),
        ...(PLAIN.has(name) ? plainFaults(file) : []),
      ].map((fault) => `${name}: ${fault}`);
    }),
  ];
  // Without all its keys, a file is not yet what `createWording` takes.
  return faults.length > 0 ? faults.toSorted() : soundFaults(language);
}

/** What is wrong with labels: they are no messages, and no two of a list are alike. */
export function plainFaults(file: WordsFile): readonly string[] {
  const called = new Map<string, string>();
  return [...textsOf(file)].flatMap(([place, text]) => {
    const label = `${place.slice(0, place.lastIndexOf(" "))} ${text.toLowerCase()}`;
    const twin = called.get(label);
    called.set(label, twin ?? place);
    return [
      ...(/[{}\\]/.test(text) ? [`${place} has a brace`] : []),
      ...(twin === undefined ? [] : [`${place} is called like ${twin}`]),
    ];
  });
}

/** The texts of a file by their place, `lists sex_iso5218 2`. What is no text is there as an empty one. */
export function textsOf(file: WordsFile): ReadonlyMap<string, string> {
  const { locale: _, reviewedBy: __, ...parts } = file;
  return new Map(leavesOf(parts, ""));
}

function leavesOf(value: unknown, place: string): readonly (readonly [string, string])[] {
  if (typeof value !== "object" || value === null) {
    return [[place, typeof value === "string" ? value : ""]];
  }
  return Object.entries(value).flatMap(([key, part]) =>
    leavesOf(part, place === "" ? key : `${place} ${key}`),
  );
}

function headFaults({ locale, reviewedBy }: WordsFile, folder: string): readonly string[] {
  const isSigned = typeof reviewedBy === "string" && reviewedBy.trim() !== "";
  return [
    ...(locale === folder ? [] : [`locale is not ${folder}`]),
    ...(reviewedBy === null || isSigned ? [] : ["reviewedBy is neither null nor a name"]),
  ];
}

function textFaults(
  texts: ReadonlyMap<string, string>,
  ofEnglish: ReadonlyMap<string, string>,
  same: ReadonlySet<string>,
): readonly string[] {
  return [
    ...keyFaults([...texts.keys()], [...ofEnglish.keys()]),
    ...[...texts].flatMap(([key, text]) => {
      const source = ofEnglish.get(key);
      if (source === undefined) return [];
      if (text.trim() === "") return [`${key} has no text`];
      if (text === source && !same.has(text)) return [`${key} is English: ${text}`];
      const [asked, named] = [placeholdersOf(source), placeholdersOf(text)];
      return asked === named
        ? []
        : [`${key} names ${named || "nothing"}, not ${asked || "nothing"}`];
    }),
  ];
}

function keyFaults(found: readonly string[], wanted: readonly string[]): readonly string[] {
  return [
    ...wanted.filter((key) => !found.includes(key)).map((key) => `${key} is missing`),
    ...found.filter((key) => !wanted.includes(key)).map((key) => `${key} is not in English`),
  ];
}

/** Names of the placeholders of a message, sorted, each once. */
function placeholdersOf(text: string): string {
  const names = new Set<string>();
  try {
    visit(parseMessage(text), {
      value: (value) => {
        if (value.type === "variable") names.add(`$${value.name}`);
      },
    });
  } catch {
    return "what is no message";
  }
  return [...names].sort().join(" ");
}

function soundFaults(language: Language): readonly string[] {
  try {
    createWording(translationOf(language));
    return [];
  } catch (error) {
    return [String(error)];
  }
}

function readFiles(folder: URL): Language["files"] {
  return Object.fromEntries(
    readdirSync(folder)
      .filter((name) => !ELSEWHERE.has(name))
      .map((name) => [
        name.replace(/\.json$/, ""),
        JSON.parse(readFileSync(new URL(name, folder), "utf8")),
      ]),
  );
}

/** Files with sentences of packages above this one: `tools/problem-words.test.ts` and `finding-words.test.ts` compare them. */
const ELSEWHERE: ReadonlySet<string> = new Set(["findings.json", "problems.json"]);
/** Files of labels, which are said as they stand. */
const PLAIN: ReadonlySet<string> = new Set(["codes", "labels"]);
const FOLDER = new URL("..", import.meta.resolve("@safepassage/words/en/codes.json"));
