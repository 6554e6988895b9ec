import { canonicalJson } from "@safepassage/core";
import type { Body, Draft, Leaf } from "@safepassage/schema";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MESSAGE_ERRORS, openMessage, randomId } from "../src/index.ts";
import { createTestWorld, deliver, draftOfS011, seal, send } from "./world.ts";

const world = createTestWorld();
const draft = draftOfS011(world);
const { issued, sealed } = send(world, draft);
const [jwt = "", ...disclosures] = issued.sdJwt.split("~").slice(0, -1);
const at = fc.nat({ max: disclosures.length - 1 });

/** That a text is refused, with a code. */
function expectRefused(text: string): void {
  expect(() => openMessage(text, world.open)).toThrow(
    expect.objectContaining({ code: expect.stringMatching(/^[A-Z0-9]+(_[A-Z0-9]+)+$/) }),
  );
}

const pack = (kept: readonly string[]): string =>
  seal(world, { ...issued, sdJwt: `${[jwt, ...kept].join("~")}~` });

describe("any message", () => {
  it("is refused with one bit of the sealed text changed", () => {
    fc.assert(
      fc.property(fc.nat({ max: sealed.length - 1 }), fc.nat({ max: 6 }), (index, bit) => {
        const changed = String.fromCharCode(sealed.charCodeAt(index) ^ (1 << bit));
        expectRefused(sealed.slice(0, index) + changed + sealed.slice(index + 1));
      }),
      { numRuns: 300 },
    );
  });

  it("is refused with one character of the signed text changed, under a good seal", () => {
    fc.assert(
      fc.property(
        fc.nat({ max: issued.sdJwt.length - 1 }),
        fc.constantFrom(..."AZaz09-_.~ "),
        (index, character) => {
          fc.pre(issued.sdJwt[index] !== character);
          const { sdJwt } = issued;
          const changed = sdJwt.slice(0, index) + character + sdJwt.slice(index + 1);
          expectRefused(seal(world, { ...issued, sdJwt: changed }, { spp: "1.0" }));
        },
      ),
      { numRuns: 300 },
    );
  });

  it("is refused with a disclosure removed, repeated or in another place", () => {
    fc.assert(
      fc.property(at, at, (from, to) => {
        const one = disclosures[from] as string;
        const without = disclosures.toSpliced(from, 1);
        expectRefused(pack(without));
        expectRefused(pack(disclosures.toSpliced(to, 0, one)));
        if (from !== to) expectRefused(pack(without.toSpliced(to, 0, one)));
      }),
      { numRuns: 100 },
    );
  });

  it("arrives with the same groups, leaves and natures, whatever its body", () => {
    fc.assert(
      fc.property(anyBody(), (body) => {
        const { message, resolved } = deliver(world, { ...draft, body });
        expect(sorted(message.body)).toEqual(sorted(body));
        expect(new Set(resolved).size).toBe(resolved.length);
      }),
      { numRuns: 60 },
    );
  });

  it("reads the same, leaf by leaf, whatever the order in which it was drafted", () => {
    fc.assert(
      fc.property(anyBody(), (body) => {
        const reversed = Object.fromEntries(
          Object.entries(body)
            .reverse()
            .map(([gid, group]) => [gid, { ...group, leaves: group.leaves.toReversed() }]),
        );
        const leavesOf = (written: Body) =>
          Object.entries(deliver(world, { ...draft, body: written }).message.body).map(
            ([gid, { leaves }]) => canonicalJson([gid, leaves]),
          );
        expect(leavesOf(reversed)).toEqual(leavesOf(body));
      }),
      { numRuns: 20 },
    );
  });

  it("of noise is refused with a code of a table, never with another error", () => {
    const codePoint = fc
      .integer({ min: 0, max: 0x10ffff })
      .map((code) => String.fromCodePoint(code));
    const noise = fc.oneof(fc.string(), fc.string({ maxLength: 400, unit: codePoint }));
    fc.assert(fc.property(noise, expectRefused), { numRuns: 200 });
    expect(Object.keys(MESSAGE_ERRORS)).toContain("MESSAGE_NOT_CANONICAL");
  });
});

/** Bodies as the wire can carry them; what the values mean is for the validator. */
function anyBody(): fc.Arbitrary<Body> {
  const value = fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 20 }),
    fc.integer(),
    fc.boolean(),
    fc.record({ via: fc.string({ maxLength: 8 }), count: fc.nat() }),
  );
  const nature = fc.option(fc.constantFrom("fact", "statement"), { nil: undefined });
  const leaf = (f: string): fc.Arbitrary<Leaf> =>
    fc.record({ v: value, nature }).map(({ v, nature: own }) => ({
      f,
      v,
      ...(own === undefined ? {} : { nature: own }),
    }));
  const many = (f: string) =>
    fc.uniqueArray(leaf(f), {
      maxLength: 4,
      selector: ({ v, nature: n }) => canonicalJson([v, n ?? ""]),
    });
  const leaves = fc
    .tuple(
      many("subject.languages"),
      many("need.services"),
      fc.uniqueArray(fc.constantFrom("subject.sex", "subject.pseudonym", "toString", "x"), {
        maxLength: 4,
      }),
      fc.array(leaf("-"), { minLength: 4, maxLength: 4 }),
    )
    .map(([a, b, names, values]) => [
      ...a,
      ...b,
      ...names.map((f, index) => ({ ...(values[index] as Leaf), f })),
    ]);
  const group = leaves.map((own) => ({ kind: "subject", links: [], leaves: own }));
  return fc
    .array(group, { maxLength: 6 })
    .map((groups) => Object.fromEntries(groups.map((one) => [randomId(), one])) as Draft["body"]);
}

/** Leaves of each group in one order. */
function sorted(body: Body): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(body).map(([gid, { leaves, ...header }]) => [
      gid,
      { ...header, leaves: leaves.map((leaf) => canonicalJson(leaf)).sort() },
    ]),
  );
}
