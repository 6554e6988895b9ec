import { expect, it } from "vitest";
import { ENGLISH } from "../src/index.ts";
import { readLanguages, translationOf } from "./languages.ts";

const LAW = /\blaws?\b|\bloi\b|\bley\b|\bnorma\b|قانون/i;

it("does not say that the law sets the thirty days of R73: GDPR 12(3) has a month and two more", () => {
  const translated = readLanguages().filter(({ locale }) => locale !== "en");
  const texts = [ENGLISH, ...translated.map(translationOf)].map(
    ({ codes }) => codes?.["R73_TERM_TOO_LONG"]?.text ?? "",
  );
  expect(texts).toHaveLength(4);
  for (const text of texts) {
    expect(text).not.toBe("");
    expect(text).not.toMatch(LAW);
  }
});
