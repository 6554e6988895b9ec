import { encodeBase64url, encodeBase64urlText } from "@safepassage/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findOctetsIssue, findOpaqueIssue, isTextInDisguise } from "./octets.ts";

describe("findOctetsIssue", () => {
  it("accepts the one encoding of any octets within the bounds, and no other length", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.nat(80), fc.nat(80), (octets, a, b) => {
        const [min, max] = [Math.min(a, b), Math.max(a, b)];
        const inside = octets.length >= min && octets.length <= max;
        const issue = findOctetsIssue(encodeBase64url(octets), min, max);
        expect(issue).toBe(inside ? undefined : "OCTETS_WRONG");
      }),
    );
  });
});

describe("isTextInDisguise", () => {
  it("sees any printable text of 16 octets", () => {
    const text = fc.string({ unit: "grapheme-ascii", minLength: 16, maxLength: 16 });
    fc.assert(
      fc.property(text, (plain) => {
        expect(findOpaqueIssue(encodeBase64urlText(plain), 16)).toBe("NOT_RANDOM");
      }),
    );
  });

  it("lets 100,000 random values pass", () => {
    const octets = new Uint8Array(16);
    let refused = 0;
    // A linear congruential generator: the test must find the same thing each time.
    let state = 20_261_124;
    for (let draw = 0; draw < 100_000; draw++) {
      for (let index = 0; index < 16; index++) {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
        octets[index] = state >>> 24;
      }
      if (isTextInDisguise(encodeBase64url(octets))) refused += 1;
    }
    expect(refused).toBe(0);
  });
});
