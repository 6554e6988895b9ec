import { describe, expect, expectTypeOf, it } from "vitest";
import { CODE_LISTS } from "../catalogue/catalogue.ts";
import type { Code, LegalBasis } from "../catalogue/codes.ts";
import type { DraftClear, Group, Private } from "../message/message-model.ts";
import { admittedCodes, isCode } from "./standard-codes.ts";

describe("isCode", () => {
  it("admits the codes of a list that may stand in a message, and nothing else", () => {
    for (const code of admittedCodes("purpose")) expect(isCode("purpose", code)).toBe(true);
    for (const code of ["referral", "constructor", "", 1, null, undefined]) {
      expect(isCode("purpose", code)).toBe(false);
    }
    const forbidden = Object.entries(CODE_LISTS).flatMap(([list, { codes }]) =>
      codes.flatMap((entry) => (entry.forbidden === true ? [[list, entry.code] as const] : [])),
    );
    for (const [list, code] of forbidden) expect(isCode(list as "purpose", code)).toBe(false);
  });
});

/** What an editor completes and the compiler refuses. */
describe("the type of a code", () => {
  it("is each code of a short list, in each part of a message", () => {
    expectTypeOf<DraftClear["env.purpose"]>().toEqualTypeOf<Code<"purpose">>();
    expectTypeOf<"ASSISTANCE_REFERRAL">().toExtend<Code<"purpose">>();
    expectTypeOf<"assistance">().not.toExtend<Code<"purpose">>();
    expectTypeOf<"PROVE_AGE">().toExtend<Private["private.necessity"][number]["reason"]>();
    expectTypeOf<"because">().not.toExtend<Private["private.necessity"][number]["reason"]>();
    expectTypeOf<"victim">().toExtend<NonNullable<Group["ledCategory"]>>();
    expectTypeOf<"fact">().toExtend<NonNullable<Group["meta"]>["nature"]>();
    expectTypeOf<string>().not.toExtend<NonNullable<Group["meta"]>["nature"]>();
  });

  it("is any text where the list is long", () => {
    expectTypeOf<DraftClear["env.sender.country"]>().toEqualTypeOf<string>();
  });

  it("is of a legal basis each that is listed, a point of it, or a national provision", () => {
    expectTypeOf<Extract<LegalBasis, "GDPR#17">>().toEqualTypeOf<"GDPR#17">();
    expectTypeOf<Extract<LegalBasis, "LED#16(5)">>().toEqualTypeOf<"LED#16(5)">();
    expectTypeOf<"CETS197#10(1)">().toExtend<LegalBasis>();
    expectTypeOf<"NAT-XB#police-act">().toExtend<LegalBasis>();
    expectTypeOf<"GDPR#170">().not.toExtend<LegalBasis>();
    expectTypeOf<"consent">().not.toExtend<LegalBasis>();
  });
});
