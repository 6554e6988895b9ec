import type { Agreement } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { type Case, inputOf } from "../../test/case.ts";
import { createFacts } from "../conditions/facts.ts";
import { hasLegalBasis, isConsentOnly } from "./legal-basis.ts";

const given = (more: Partial<Case> = {}, clear: Case["clear"] = {}) =>
  inputOf({ body: {}, ...more, clear });
const carries = (...[more, clear]: Parameters<typeof given>) =>
  hasLegalBasis(createFacts(given(more, clear)));
const GDPR = { "env.sender.regime": "GDPR" };
const THIRD = { "env.sender.regime": "THIRD-LE" };
const SUPERVISOR = { ...GDPR, "env.sender.agencyType": "dataProtectionAuthority" };

describe("a legal basis", () => {
  it.each<[string, boolean, Partial<Case>, Case["clear"]]>([
    ["national law that the agreement names", true, {}, {}],
    ["a task, of police", true, { bases: ["DIR2011/36#11(4)"] }, {}],
    ["no treaty, of police", false, { bases: ["LED#8", "CETS197#10"] }, {}],
    ["no treaty, of others", false, { bases: ["CETS197#10"] }, GDPR],
    ["a treaty, of a third State", true, { bases: ["CETS197#10"] }, THIRD],
    ["no more than processing, of police", false, { bases: ["LED#8"] }, {}],
    ["processing, of others", true, { bases: ["GDPR#6(1)(e)"] }, GDPR],
    ["processing and a task, of police", true, { bases: ["LED#8", "DIR2011/36#11(4)"] }, {}],
    ["nothing of an instrument that does not bind the sender", false, { bases: ["LED#8"] }, GDPR],
    ["an unknown regime's national law", true, {}, { "env.sender.regime": "none" }],
    ["nothing of an unknown regime", false, { bases: ["LED#8"] }, { "env.sender.regime": "none" }],
    ["nothing of an instrument nobody knows", false, { bases: ["LED", "toString#8"] }, {}],
    ["another State's law", false, {}, { "env.sender.country": "XC" }],
    ["no law of its own State by a name that only begins so", false, { bases: ["NAT-XB"] }, {}],
    ["the type's own duty", true, { bases: ["LED#7(3)"] }, { "env.messageType": "recall" }],
    [
      "not the purpose's task",
      false,
      { bases: ["DIR2011/36#11(4)"] },
      { "env.messageType": "recall" },
    ],
    [
      "the purpose's task, in an answer",
      true,
      { bases: ["DIR2011/36#11(4)"] },
      { "env.messageType": "response" },
    ],
    ["nothing for an unknown purpose", false, { bases: ["DIR2011/36#11(4)"], purpose: "none" }, {}],
  ])("is %s: %s", (_, expected, more, clear) => {
    expect(carries(more, clear)).toBe(expected);
  });

  it.each([
    ["a supervisory authority's own task in law enforcement", true, "LED#47", SUPERVISOR],
    ["a part of it", true, "LED#47(1)", SUPERVISOR],
    ["no longer number", false, "LED#471", SUPERVISOR],
    ["no other article", false, "LED#25", SUPERVISOR],
    ["nothing of another type of agency", false, "LED#47", GDPR],
  ])("is %s: %s", (_, expected, basis, clear) => {
    expect(carries({ bases: [basis], purpose: "OVERSIGHT_AUDIT" }, clear)).toBe(expected);
  });

  it("of a treaty does not lift the limits of consent", () => {
    const bases = ["GDPR#6(1)(a)", "CETS197#10"];
    expect(isConsentOnly(given({ bases }, GDPR))).toBe(true);
    expect(isConsentOnly(given({ bases: [...bases, "GDPR#6(1)(e)"] }, GDPR))).toBe(false);
  });

  it("of national law is the one for this purpose, among others", () => {
    const other = { purpose: "STATISTICS", basis: "NAT-XB#act-1" };
    const this_ = { purpose: "VICTIM_IDENTIFICATION", basis: "NAT-XB#act-1" };
    const by = (...nationalProvisions: Agreement["nationalProvisions"]) =>
      carries({ agreement: { nationalProvisions } });
    expect(by(other, this_)).toBe(true);
    expect(by(other)).toBe(false);
    expect(by({ ...this_, basis: "NAT-XB#act-2" })).toBe(false);
    expect(by({ ...this_, basis: "LED#8" })).toBe(false);
    expect(
      carries({
        bases: ["LED#8"],
        agreement: { nationalProvisions: [{ ...this_, basis: "LED#8" }] },
      }),
    ).toBe(false);
  });

  it("is none of a faulty message that names none", () => {
    const input = given();
    const clear = { "env.purpose": "VICTIM_IDENTIFICATION", "env.messageType": "referral" };
    const message = { ...input.message, clear } as unknown as typeof input.message;
    expect(hasLegalBasis(createFacts({ ...input, message }))).toBe(false);
    expect(hasLegalBasis(createFacts({ ...input, message }))).toBe(false);
    expect(isConsentOnly({ ...input, message })).toBe(false);
  });
});

describe("messages under one agreement", () => {
  const EVIDENCE = { purpose: "JUDICIAL_EVIDENCE", bases: ["REG2023/1543#4"] };
  const asked = { "env.messageType": "request" };

  it.each<[string, Partial<Case>, Case["clear"], Partial<Case>, Case["clear"]]>([
    ["day", EVIDENCE, asked, EVIDENCE, { ...asked, "env.createdAt": "2026-08-17T23:00:00Z" }],
    ["country", {}, {}, {}, { "env.sender.country": "XC" }],
    ["regime", { bases: ["GDPR#6(1)(e)"] }, GDPR, { bases: ["GDPR#6(1)(e)"] }, {}],
    ["bases", { bases: ["DIR2011/36#11(4)"] }, {}, { bases: ["LED#8"] }, {}],
    ["more bases", { bases: ["LED#8", "DIR2011/36#11(4)"] }, {}, { bases: ["LED#8"] }, {}],
    [
      "the last basis",
      { bases: ["LED#8", "DIR2011/36#11(4)"] },
      {},
      { bases: ["LED#8", "LED#8"] },
      {},
    ],
  ])("are judged each by its own %s", (_, more, clear, otherMore, otherClear) => {
    const { agreement } = given(more);
    const judge = (one: Partial<Case>, ofOne: Case["clear"]) =>
      hasLegalBasis(createFacts({ ...given(one, ofOne), agreement }));
    expect([judge(more, clear), judge(otherMore, otherClear)]).toEqual([true, false]);
    expect([judge(more, clear), judge(otherMore, otherClear)]).toEqual([true, false]);
    const again = structuredClone(agreement);
    const judgeAgain = (one: Partial<Case>, ofOne: Case["clear"]) =>
      hasLegalBasis(createFacts({ ...given(one, ofOne), agreement: again }));
    expect(judgeAgain(otherMore, otherClear)).toBe(false);
    expect(judgeAgain(more, clear)).toBe(true);
  });
});
