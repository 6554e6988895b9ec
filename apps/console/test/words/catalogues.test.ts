import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { FIELDS, type FieldType, LADDERS } from "@safepassage/schema";
import { parseMessage, validate, visit } from "messageformat";
import { beforeAll, describe, expect, it } from "vitest";
import { LOCALES } from "../../src/words/locales.ts";
import { type IsSaid, readSaidNames } from "./said-names.ts";

/** Texts of an area by name. */
type Texts = Readonly<Record<string, string>>;

const WORDS = resolve(import.meta.dirname, "../../src/words");
/** Names that are looked up by the ids of the catalogue. */
const PARTS = "parts";
/** Looked up by the legal bases of the catalogue: `bases.test.ts` compares them. */
const BASES = "bases";
/** The compiler reads the whole console first, as slowly as the machine is busy. */
const COMPILER_MS = 60_000;
/** Words of the demo, which has them in English: `apps/exchange/test/tour-scenes.test.ts` compares them. */
const SCENES = "tour-scenes";
const areas = areasOf("en");
const translated = Object.keys(LOCALES).filter((locale) => locale !== "en");

describe("the words of the console", () => {
  let isSaid: IsSaid;
  beforeAll(() => {
    isSaid = readSaidNames();
  }, COMPILER_MS);

  it.each(areas.filter((area) => area !== PARTS && area !== BASES))(
    "of %s are all said",
    (area) => {
      expect(unsaid(isSaid, area, read("en", area))).toEqual([]);
    },
  );

  it("are not said by the same word in another place, or in another area", () => {
    // The console has all three in quotation marks: as a class, as a kind of act, and as what another area says.
    const names = { findings: "", draftKept: "", "verdict.accept": "" };
    expect(unsaid(isSaid, "oversight", names)).toEqual(Object.keys(names));
    expect(unsaid(isSaid, "lists", { "verdict.accept": "", "verdict.later": "" })).toEqual([
      "verdict.later",
    ]);
  });

  it("of parts of values name each member and each rung of the catalogue, and nothing else", () => {
    const members = FIELDS.flatMap(({ type }) => membersOf(type));
    const rungs = Object.values(LADDERS).flatMap((ladder) => ladder.map(({ rung }) => rung));
    const names = [...members, ...rungs.map((rung) => `rung.${rung}`)];
    expect(Object.keys(read("en", PARTS))).toEqual([...new Set(names)].toSorted(inCodePoints));
  });

  it.each(Object.keys(LOCALES))("in %s are sound, and in the order of their names", (locale) => {
    expect(areasOf(locale)).toEqual(areas);
    for (const area of areas) {
      const texts = read(locale, area);
      expect([area, Object.keys(texts)]).toEqual([area, Object.keys(texts).toSorted(inCodePoints)]);
      expect([area, unsound(texts)]).toEqual([area, []]);
    }
  });

  it.each(translated)("in %s are those of English, with what is put into each", (locale) => {
    for (const area of areas) {
      expect([area, differences(read("en", area), read(locale, area))]).toEqual([area, []]);
    }
  });
});

describe("a file of words", () => {
  const english = { count: "{$count :number} of {$all :number}", done: "Done" };

  it.each<readonly [string, Texts, readonly string[]]>([
    ["lacks a text", { count: "{$all}: {$count}" }, ["done is missing"]],
    ["has a text more", { ...english, more: "More" }, ["more is not in English"]],
    [
      "loses what is put in",
      { ...english, count: "{$all}" },
      ["count names $all, not $all $count"],
    ],
    ["puts in what is not there", { ...english, done: "{$x}" }, ["done names $x, not nothing"]],
  ])("that %s differs", (_, texts, faults) => {
    expect(differences(english, texts)).toEqual(faults);
  });

  it.each([
    ["is empty", " "],
    ["is no message", "{$count"],
    ["chooses among forms without a last one", ".input {$n :number} .match $n one {{1}}"],
  ])("whose text %s is unsound", (_, text) => {
    expect(unsound({ text })).toEqual(["text"]);
  });
});

/** Texts of an area that no component says. */
const unsaid = (isSaid: IsSaid, area: string, texts: Texts): readonly string[] =>
  Object.keys(texts).filter((name) => !isSaid(area, name));

/** Texts that are empty or no messages. */
const unsound = (texts: Texts): readonly string[] =>
  Object.entries(texts).flatMap(([name, text]) => {
    if (text.trim() === "") return [name];
    try {
      validate(parseMessage(text), (type) => {
        throw new SyntaxError(type);
      });
      return [];
    } catch {
      return [name];
    }
  });

function differences(english: Texts, texts: Texts): readonly string[] {
  return [
    ...Object.keys(english).flatMap((name) => (name in texts ? [] : [`${name} is missing`])),
    ...Object.entries(texts).flatMap(([name, text]) => {
      const source = english[name];
      if (source === undefined) return [`${name} is not in English`];
      const [asked, named] = [putInto(source), putInto(text)];
      return asked === named ? [] : [`${name} names ${named}, not ${asked}`];
    }),
  ];
}

/** What is put into a message, by name. What the message declares itself is none of it. */
function putInto(text: string): string {
  const message = parseMessage(text);
  const names = new Set<string>();
  visit(message, {
    value: (value) => {
      if (value.type === "variable") names.add(`$${value.name}`);
    },
  });
  return [...names].sort().join(" ") || "nothing";
}

function membersOf(type: FieldType): readonly string[] {
  if (type.t === "record" || type.t === "personName") {
    return type.members.flatMap((member) => [member.id, ...membersOf(member.type)]);
  }
  if (type.t !== "choice") return [];
  return Object.entries(type.of).flatMap(([kind, inner]) => [kind, ...membersOf(inner)]);
}

function areasOf(locale: string): readonly string[] {
  const files = readdirSync(join(WORDS, locale)).toSorted();
  return files.map((file) => file.replace(/\.json$/, "")).filter((area) => area !== SCENES);
}

function read(locale: string, area: string): Texts {
  return JSON.parse(readFileSync(join(WORDS, locale, `${area}.json`), "utf8")) as Texts;
}

function inCodePoints(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
