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
    [0, 0, 2, "No value went, 2 stayed behind."],
    [0, 3, 2, "No value went as it is, 3 went less precisely, 2 stayed behind."],
    [1, 0, 0, "1 value went as it is."],
    [5, 0, 2, "5 values went as they are, 2 stayed behind."],
    [5, 1, 2, "5 values went as they are, 1 went less precisely, 2 stayed behind."],
  ])("is said after the play of %d, %d and %d", (allowed, coarser, withheld, said) => {
    expect(say("en", "tour", "account.counts", { allowed, coarser, withheld })).toBe(said);
  });

  it.each(Object.keys(LOCALES))("names in %s each number that is there, and no zero", (locale) => {
    for (const [one, two, three] of triples) {
      // Of the values that go some go less precisely: never more than all of them. One that goes so is said without a number.
      const before = two <= one && (one !== 1 || two === 0);
      const summary = say(locale, "compose", "summary", { goes: one, coarse: two, stays: three });
      if (before) expect([summary, numbersIn(summary)]).toEqual([summary, said(one, two, three)]);
      const counts = { allowed: one, coarser: two, withheld: three };
      const account = say(locale, "tour", "account.counts", counts);
      expect([account, numbersIn(account)]).toEqual([account, said(one, two, three)]);
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
