import { encodeBase64url, encodeBase64urlText } from "@safepassage/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anyCodePoint } from "../../test/code-point.ts";
import {
  findOctetsIssue,
  findOpaqueIssue,
  findUuidIssue,
  isTextInDisguise,
  randomUuid,
  UUID_V4,
} from "./octets.ts";

describe("findOctetsIssue", () => {
  it("accepts the one encoding of any octets within the bounds, and no other length", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.nat(80), fc.nat(80), (octets, a, b) => {
        const [min, max] = [Math.min(a, b), Math.max(a, b)];
        const inside = octets.length >= min && octets.length <= max;
        const issue = findOctetsIssue(encodeBase64url(octets), min, max);
        const isText = octets.every((octet) => octet === 0 || (octet >= 0x20 && octet < 0x7f));
        const written = octets.length >= 16 && isText ? "NOT_RANDOM" : undefined;
        expect(issue).toBe(inside ? written : "OCTETS_WRONG");
      }),
    );
  });
});

it("sees a sentence where a digest or a sealed text should be", () => {
  const sentence = encodeBase64urlText("Officer Ana Kovac badge 12345678");
  expect(findOctetsIssue(sentence, 32, 32)).toBe("NOT_RANDOM");
});

describe("findUuidIssue", () => {
  it("accepts random ones, and no number of a case or word in their place", () => {
    expect(findUuidIssue(KNOWN)).toBeUndefined();
    expect(findUuidIssue("3f2504e0-4f89-41d3-9a0c-0305e82c3301")).toBeUndefined();
    for (const written of [
      "20260012-3456-4789-8012-345678901234",
      "00000000-0000-4000-8000-000000000000",
      "deadbeef-dead-4bee-8dea-deadbeefdead",
    ]) {
      expect(findUuidIssue(written)).toBe("NOT_RANDOM");
    }
    expect(findUuidIssue("865ff681-7704-1470-8135-68a89da147d0")).toBe("PATTERN_MISMATCH");
  });
});

it("takes for a UUID what the published expression matches, and nothing else", () => {
  const edit = fc.tuple(
    fc.nat(36),
    fc.nat(2),
    fc.oneof(
      fc.constantFrom("", "-", "4", "7", "8", "b", "c", "g", "A", "F"),
      fc.string({ unit: anyCodePoint, maxLength: 2 }),
    ),
  );
  let taken = 0;
  fc.assert(
    fc.property(fc.uuid({ version: 4 }), fc.array(edit, { maxLength: 2 }), (uuid, edits) => {
      const text = edits.reduce(
        (one, [at, gone, put]) => one.slice(0, at) + put + one.slice(at + gone),
        uuid,
      );
      const isTaken = findUuidIssue(text) !== "PATTERN_MISMATCH";
      expect(isTaken).toBe(UUID_V4.test(text));
      if (isTaken && edits.length > 0) taken++;
    }),
    { numRuns: 5000 },
  );
  expect(taken).toBeGreaterThan(50);
});

it("draws a UUID again that looks as if somebody had written it", () => {
  const drawn = ["00000000-0000-4000-8000-000000000000", KNOWN];
  expect(randomUuid(() => drawn.shift() ?? "")).toBe(KNOWN);
});

const KNOWN = "865ff681-7704-4470-8135-68a89da147d0";

describe("isTextInDisguise", () => {
  it("sees ten digits in a row, wherever they stand, and not nine", () => {
    const random = "kZqWxYpRtBnMvLcHgFdSaJ";
    for (let place = 0; place + 10 <= random.length; place++) {
      const put = (digits: string) =>
        random.slice(0, place) + digits + random.slice(place + digits.length);
      expect(isTextInDisguise(put("2606814357"))).toBe(true);
      expect(isTextInDisguise(put("260681435"))).toBe(false);
    }
  });

  it("sees few different characters, and one case among more signs than letters", () => {
    expect(isTextInDisguise("AbAbAbAbAbcAcbAbcdAbcd")).toBe(true);
    expect(isTextInDisguise("AbAbAbAbAbcAcbAcdefghi")).toBe(false);
    expect(isTextInDisguise("AB12-34CD_56EF-78GH90-")).toBe(true);
    expect(isTextInDisguise("aB12-34CD_56EF-78GH90-")).toBe(false);
    expect(isTextInDisguise("ABIJ-34CD_56EF-78GHKL-")).toBe(false);
  });

  it("sees any printable text of 16 octets", () => {
    const text = fc.string({ unit: "grapheme-ascii", minLength: 16, maxLength: 16 });
    fc.assert(
      fc.property(text, (plain) => {
        expect(findOpaqueIssue(encodeBase64urlText(plain), 16)).toBe("NOT_RANDOM");
      }),
    );
  });

  it("sees three words and numbers joined by hyphens or underscores, and not two", () => {
    for (const written of [
      "Oksana-Kyiv-1998-caseA",
      "case-17-referral-one-A",
      "KYIV_1998_OKSANA_VICTA",
      "oksanaK-kyiv_womanoneA",
    ]) {
      expect(isTextInDisguise(written), written).toBe(true);
      expect(findOpaqueIssue(written, 16), written).toBe("NOT_RANDOM");
    }
    for (const random of [
      "vJ7Oq1sX55H5KQ3JhjAj_A",
      "Oksana-Kyivwomanwomang",
      "Oksana-Kyiv-1998casetA",
      "Oksana--Kyiv-1998-casA",
      "Oksana-KyIv-1998-caseA",
      "Oksana-Kyiv-1998-case-",
    ]) {
      expect(isTextInDisguise(random), random).toBe(false);
    }
  });

  it("refuses no more than a few of a million random values", () => {
    const octets = new Uint8Array(16);
    let refused = 0;
    // A linear congruential generator: the test must find the same thing each time.
    let state = 20_261_124;
    for (let draw = 0; draw < 1_000_000; draw++) {
      for (let index = 0; index < 16; index++) {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
        octets[index] = state >>> 24;
      }
      if (isTextInDisguise(encodeBase64url(octets))) refused += 1;
    }
    expect(refused).toBeLessThan(5);
  });
});
