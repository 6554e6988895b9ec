import { CORE_ERRORS } from "@safepassage/core";
import { TRUST_ERRORS } from "@safepassage/trust";
import { expect, it } from "vitest";
import { judge } from "../../src/pages/check/judge/judge.ts";
import { readGiven } from "../../src/pages/check/judge/read-given.ts";
import { isOwn, refusalOf } from "../../src/pages/check/judge/refusal.ts";
import { refusedWords } from "../../src/pages/check/refusal-words.ts";
import words from "../../src/words/en/check.json" with { type: "json" };
import { sample } from "./vectors.ts";

const said = (code: string) => {
  const names = refusedWords(code, false);
  return names && [words[names.title], words[names.fix]];
};

it("the page has words of its own for whatever is wrong with a file, a key or a registry", () => {
  const codes = [...Object.keys(CORE_ERRORS), ...Object.keys(TRUST_ERRORS)].filter((code) =>
    /^(BASE64URL|JSON|JWS)_|^TRUST_KEY_(INVALID|UNSUITABLE)$|^TRUST_REGISTRY_INVALID/.test(code),
  );
  expect(codes.length).toBeGreaterThan(15);
  for (const code of codes) {
    expect([code, said(code)]).toEqual([code, [expect.any(String), expect.any(String)]]);
  }
});

it("a signature that is not good is one of the registry, unless it is about a message", async () => {
  const [registry, key] = [sample("registry.jwt"), sample("registry-key.json")];
  const things = [registry.replace(/.(?=.{20}\s*$)/, "~"), key];
  const other = things.map((text) => readGiven("", text.replace("~", "A")));
  const outcome = await judge(other, { when: "now", now: new Date() });
  if (!("stopped" in outcome) || isOwn(outcome.stopped)) throw new TypeError("not refused");
  expect(said(outcome.stopped.code)?.[0]).toMatch(/^The signature of the registry is not good/);
  expect(refusedWords("JWS_ALGORITHM_NOT_ALLOWED", true)).toBeUndefined();
  expect(said("JWS_TOO_LARGE")?.[0]).toBe("The registry cannot be used");
});

it.each([
  ["notes", "This is not JSON"],
  ['{"a":1,"a":2}', "A member stands in it twice"],
  ['{"a":1e999}', "A number in it cannot be read exactly"],
])("says what is wrong with %s", (text, title) => {
  let refused: unknown;
  try {
    readGiven("", text);
  } catch (error) {
    refused = error;
  }
  expect(said(refusalOf(refused).code)?.[0]).toBe(title);
});
