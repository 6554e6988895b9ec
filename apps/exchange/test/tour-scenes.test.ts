import { readFileSync } from "node:fs";
import { LEFT_REASONS } from "@safepassage/htcds";
import { SIS_CLOSED_LIST } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { PEOPLE } from "../src/people.ts";
import { ACTS, DOES } from "../src/play/officer-words.ts";
import { OPENINGS } from "../src/play/openings.ts";
import { OFFICERS } from "../src/play/play-officers.ts";
import { SCENARIOS } from "../src/scenarios.ts";

type Texts = Readonly<Record<string, string>>;

const english: Texts = Object.fromEntries([
  ...[...SCENARIOS, OFFICERS].flatMap(({ id, title, story }) => [
    [`${id}.title`, title],
    [`${id}.story`, story],
  ]),
  ...Object.entries(stepsOf()),
  ...Object.values(OPENINGS).map(({ id, other }) => [`unsent.${id}`, other.says]),
  ...named("act", ACTS),
  ...named("left", LEFT_REASONS),
  ...named("closedList", SIS_CLOSED_LIST.map),
  ...Object.entries(PEOPLE).map(([id, { work }]) => [`person.${id}`, work]),
]);

describe("what the scenes of the tour say", () => {
  it("is what the translations were made from", () => {
    const texts = read("en", "tour-scenes");
    expect(texts).toEqual(english);
    expect(Object.keys(texts)).toEqual(Object.keys(english).toSorted());
  });

  it.each(["fr", "es", "ar"])("is said in %s, each sentence by its id", (locale) => {
    const texts = read(locale, "tour-scenes");
    expect(Object.keys(english).length).toBeGreaterThan(80);
    expect(Object.keys(texts)).toEqual(Object.keys(english).toSorted());
    const same = Object.keys(texts).filter((id) => texts[id] === english[id]);
    expect(same).toEqual([]);
    // The console reads them as messages, and nothing is put into any of them.
    expect(Object.values(texts).filter((text) => !/^[^.{}\\\s][^{}\\]*\S$/.test(text))).toEqual([]);
  });

  it("has a reason in law for each step, in every language", () => {
    const wanted = Object.keys(stepsOf()).map((id) => `why.${id}`);
    for (const locale of ["en", "fr", "es", "ar"]) {
      const names = Object.keys(read(locale, "tour")).filter((name) => name.startsWith("why."));
      expect(names).toEqual(wanted.toSorted());
    }
  });

  it.each(["fr", "es", "ar"])("names the agencies in %s that it names in English", (locale) => {
    const texts = read(locale, "tour-scenes");
    for (const [id, text] of Object.entries(english)) {
      const left = (text.match(AGENCY) ?? []).filter((name) => !texts[id]?.includes(name));
      expect([id, left]).toEqual([id, []]);
    }
  });
});

function stepsOf(): Texts {
  const told = SCENARIOS.flatMap(({ id, messages }) =>
    messages.flatMap(({ n, says }) => (says === undefined ? [] : [[`${id}.${n}`, says] as const])),
  );
  return { ...Object.fromEntries(told), ...DOES };
}

function named(kind: string, texts: Texts): readonly (readonly [string, string])[] {
  return Object.entries(texts).map(([name, text]) => [`${kind}.${name}`, text]);
}

function read(locale: string, area: string): Texts {
  const file = new URL(`../../console/src/words/${locale}/${area}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, "utf8")) as Texts;
}

const AGENCY = /\b(?:NGO|Police|NRM|Prosecutor|Provider|Judge)-[A-Z]\b/g;
