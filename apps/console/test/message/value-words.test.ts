import { expect, it } from "vitest";
import { sayValue, type ValueWords } from "../../src/pages/case/value-words.ts";
import { LOCALES } from "../../src/words/locales.ts";
import { createTimes } from "../../src/words/times.ts";

const WORDS = {
  times: createTimes("en", LOCALES.en.dates),
  ...{ yes: "yes", no: "no" },
} as unknown as ValueWords;

const sayDate = (value: unknown) => sayValue({ t: "date", profile: "day" }, value, WORDS);

it("a day and a month are written out, and what is no such day stays as it is", () => {
  expect(["2026-12-05", "2026-12"].map(sayDate)).toEqual([
    { text: "5 Dec 2026" },
    { text: "Dec 2026" },
  ]);
  const others = ["2026", "2026-36", "2026-10~", "2026-02-31", "2026-10/2026-11"];
  expect(others.map(sayDate)).toEqual(others.map((text) => ({ text })));
  expect(sayDate({ day: 5 })).toEqual({ text: '{"day":5}' });
});

it("an agency is said by its name, as everywhere else", () => {
  const sayAgency = (value: unknown) => sayValue({ t: "agency" }, value, WORDS);
  expect(sayAgency("https://police-b.test")).toEqual({ text: "police-b.test" });
  expect(sayAgency("no address")).toEqual({ text: "no address" });
});
