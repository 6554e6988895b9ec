import { canonicalDigest } from "@safepassage/core";
import { describe, expect, it } from "vitest";
import { type StandardName, standardCodes } from "../value/standard-codes.ts";
import {
  CODE_LISTS,
  CONDITIONS,
  computeProfileDigest,
  FIELDS,
  findCode,
  findField,
  KINDS,
  LADDERS,
  laddersOf,
  PATTERNS,
  PROFILE_DIGEST,
  PURPOSES,
  RULES,
  rankOf,
} from "./catalogue.ts";
import { explanations } from "./explanations.ts";

describe("the catalogue", () => {
  it("is pinned by the digest kept beside it", () => {
    expect(computeProfileDigest()).toBe(PROFILE_DIGEST);
  });

  it("explains every rule, condition and purpose, and nothing that it does not have", () => {
    const { rules, conditions, purposes, fields } = explanations();
    const ids = (entries: readonly { readonly id: string }[]) => entries.map(({ id }) => id).sort();
    expect(Object.keys(rules).sort()).toEqual(ids(RULES));
    expect(Object.keys(conditions).sort()).toEqual(ids(CONDITIONS));
    expect(Object.keys(purposes).sort()).toEqual(ids(PURPOSES));
    for (const id of Object.keys(fields)) expect(findField(id)?.id).toBe(id);
    const texts = Object.values(conditions).flatMap(({ text, safeguard }) => [text, safeguard]);
    for (const words of [rules, purposes, fields].flatMap(Object.values).concat(texts)) {
      expect(words).not.toBe("");
    }
  });

  it("keeps exactly the codes of each standard that its lists pin", () => {
    const counts: Record<StandardName, number> = {
      "iso3166-1": 249,
      "iso639-3": 7_916,
      iso4217: 180,
    };
    for (const [name, count] of Object.entries(counts) as [StandardName, number][]) {
      const codes = standardCodes(name);
      expect(new Set(codes).size).toBe(count);
      expect(codes).toEqual([...codes].sort());
      expect(canonicalDigest(codes)).toBe(CODE_LISTS[name]?.["sha256"]);
      for (const code of codes) expect(code).toMatch(new RegExp(CODE_LISTS[name]?.pattern ?? "^$"));
    }
    expect(CODE_LISTS["nationality"]?.["sha256"]).toBe(CODE_LISTS["iso3166-1"]?.["sha256"]);
  });

  it("asks for no means, and knows no consent to exploitation, no score and no profile of a person", () => {
    // Palermo 3(b) and (c); AI Act Art 5(1)(d). Rules R38 and R52 rest on it.
    for (const { required, perType } of PURPOSES) {
      const asked = [...required, ...Object.values(perType).flatMap((type) => type.required ?? [])];
      expect(asked).not.toContain("event.means");
    }
    const idsWith = (text: RegExp) => FIELDS.map(({ id }) => id).filter((id) => text.test(id));
    expect(idsWith(/score|rating|predict|profil/i)).toEqual(["env.profile"]);
    expect(idsWith(/consent/i)).toEqual([
      "private.consentRefs",
      "private.consentAssertions",
      "identity.dnaRelativeConsent",
      "consent.ref",
      "consent.withdrawnAt",
      "consent.remainingScope",
    ]);
  });

  it("finds nothing under the names that every object has", () => {
    for (const name of ["constructor", "toString", "__proto__", "hasOwnProperty"]) {
      expect(findField(name)).toBeUndefined();
      expect(findCode(name, name)).toBeUndefined();
      expect(rankOf(name, name)).toBeUndefined();
      expect([KINDS[name], LADDERS[name], PATTERNS[name], CODE_LISTS[name]]).toEqual(
        Array(4).fill(undefined),
      );
    }
  });

  it("names only what exists", () => {
    for (const kind of Object.values(KINDS)) {
      for (const id of kind.fields) expect(findField(id)).toBeDefined();
      for (const target of kind.links.to) expect(KINDS[target]).toBeDefined();
    }
    for (const field of FIELDS) {
      if (field.place === "leaf") expect(KINDS[field.group]?.fields).toContain(field.id);
      for (const { name, rung } of laddersOf(field)) {
        expect(LADDERS[name]).toBeDefined();
        if (rung !== undefined) expect(rankOf(name, rung)).toBeDefined();
      }
    }
    for (const { required, allowed, conditional } of PURPOSES) {
      const ids = [...required, ...allowed, ...conditional.map(({ field }) => field)];
      for (const id of ids) expect(findField(id)).toBeDefined();
    }
  });

  it("has no kind of token that could be guessed, and a dimension for every value but the total", () => {
    const kinds = CODE_LISTS["match_token_kind"];
    for (const { minBits } of kinds?.codes ?? []) {
      expect(minBits).toBeGreaterThanOrEqual(Number(kinds?.["floorBits"]));
    }
    const dimensions = CODE_LISTS["stat_dimension"]?.codes.map(({ code }) => code);
    for (const { code, dimension } of CODE_LISTS["stat_value"]?.codes ?? []) {
      if (code !== "total") expect(dimensions).toContain(dimension);
    }
  });

  it("knows, for every script of names, which letters belong to it", () => {
    for (const { code } of CODE_LISTS["iso15924"]?.codes ?? []) {
      const joined = ["Hans", "Hant", "Jpan", "Kore"].includes(code);
      const compile = () => new RegExp(`\\p{scx=${code}}`, "v");
      if (joined) expect(compile).toThrow(SyntaxError);
      else expect(compile).not.toThrow();
    }
  });
});
