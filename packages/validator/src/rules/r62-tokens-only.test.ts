import type { Json } from "@safepassage/core";
import { describe, expect, it } from "vitest";
import { scenarioFixture } from "../../test/fixtures.ts";
import { applyPatch } from "../../test/json-patch.ts";
import { validate } from "../validate.ts";
import { r62 } from "./r62-tokens-only.ts";

const LEAVES = "/message/body/0AXWG7ZNIHPInSpwX9lU5g/leaves";
const TOKEN = "vvfU3BO3tVxVgqDWmjjx-Xo6hVH-xClz7uLx4wiwNFw";
/** The fields of private matching: whichever of them a group has, it is about tokens. */
const TOKENS: readonly (readonly [string, Json])[] = [
  ["match.suite", "ristretto255-SHA512-VOPRF"],
  ["match.keyId", "kSc7TZLcw7p-hZLEL9pyWg"],
  ["match.epoch", "2026-W48"],
  ["match.tokenKind", "phoneticNameAndYear"],
  ["match.blinded", TOKEN],
  ["match.evaluated", TOKEN],
  ["match.proof", `${TOKEN}${TOKEN}`],
];

function codesOf(...leaves: readonly (readonly [string, Json])[]): readonly string[] {
  const value = leaves.map(([f, v]) => ({ f, v }));
  const input = applyPatch(scenarioFixture("S11.2"), [{ op: "replace", path: LEAVES, value }]);
  return validate(input, { rules: [r62] }).findings.map(({ code }) => code);
}

describe.each([
  ["match.result", "hit"],
  ["match.strength", "exact"],
] as const)("%s", (...result) => {
  it.each(TOKENS)("is no answer to tokens: %s", (...token) => {
    expect(codesOf(token, result)).toEqual(["R62_RESULT_OF_TOKENS"]);
  });

  it("is one to a search", () => {
    expect(codesOf(["match.session", "Zr0RBIKmLsuQFZ8G3cMdzA"], result)).toEqual([]);
  });
});
