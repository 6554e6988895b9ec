import { readFileSync } from "node:fs";
import { MessageFormat } from "messageformat";
import { describe, expect, it } from "vitest";
import { LOCALES } from "../../src/words/locales.ts";

const COUNTS = [0, 1, 2, 3];
const triples = COUNTS.flatMap((one) =>
  COUNTS.flatMap((two) => COUNTS.map((three) => [one, two, three] as const)),
);

describe("what goes and what stays", () => {
  it.each([
    [0, 0, 0, "Nothing goes."],
    [0, 0, 1, "Nothing goes. 1 value stays here."],
    [1, 1, 0, "1 value goes, less precisely."],
    [4, 0, 0, "4 values go."],
    [4, 0, 1, "4 values go. 1 stays here."],
    [11, 1, 10, "11 values go, 1 of them less precisely. 10 stay here."],
  ])("is said of %d, %d and %d", (goes, coarse, stays, said) => {
    expect(say("en", "compose", "summary", { goes, coarse, stays })).toBe(said);
  });

  it.each([
    [0, 0, 2, "Nothing went. 2 stayed."],
    [1, 1, 0, "1 value went, less precisely."],
    [1, 0, 0, "1 value went."],
    [5, 0, 2, "5 values went. 2 stayed."],
    [11, 1, 10, "11 values went, 1 of them less precisely. 10 stayed."],
  ])("is said after the play of %d, %d and %d", (goes, coarse, stays, said) => {
    expect(say("en", "tour", "account.counts", { goes, coarse, stays })).toBe(said);
  });

  it.each(Object.keys(LOCALES))("names in %s each number that is there, and no zero", (locale) => {
    for (const [one, two, three] of triples) {
      // Of the values that go some go less precisely: never more than all of them. One that goes so is said without a number.
      if (two > one || (one === 1 && two > 0)) continue;
      const counts = { goes: one, coarse: two, stays: three };
      const texts = [
        say(locale, "compose", "summary", counts),
        say(locale, "tour", "account.counts", counts),
      ];
      for (const text of texts) {
        expect([text, numbersIn(text)]).toEqual([text, said(one, two, three)]);
      }
    }
  });
});

const said = (...counts: readonly number[]) => counts.filter((count) => count > 0);

/** The numbers of a text, in whichever digits. */
const numbersIn = (text: string): readonly number[] =>
  [...text.matchAll(/[\d٠-٩]+/g)].map(([digits]) =>
    Number(digits.replaceAll(/[٠-٩]/g, (digit) => String("٠١٢٣٤٥٦٧٨٩".indexOf(digit)))),
  );

function say(locale: string, area: string, name: string, values: Record<string, number>): string {
  const file = new URL(`../../src/words/${locale}/${area}.json`, import.meta.url);
  const texts = JSON.parse(readFileSync(file, "utf8")) as Readonly<Record<string, string>>;
  return new MessageFormat(locale, texts[name] ?? "", { bidiIsolation: "none" }).format(values);
}
