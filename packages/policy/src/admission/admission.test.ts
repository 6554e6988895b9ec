import type { Agency, Group } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { type Case, GUARDIAN_LISTED, inputOf, META } from "../../test/case.ts";
import { leafFactsAt } from "../conditions/conditions.ts";
import { createFacts, type LeafFacts } from "../conditions/facts.ts";
import { isConceivable, whyNotAdmitted } from "./admission.ts";

type Value = Group["leaves"][number]["v"];

interface Asked extends Partial<Case> {
  readonly messageType?: string;
  readonly recipientType?: Agency["type"];
  readonly value?: Value;
}

const GUARDIAN = "https://child-protection-b.test";
const CHILD = { links: [], meta: META, ledCategory: "victim", ageClass: "child" };

/** A field in a group of a kind, beside an adult, and what is asked about it. */
function ask<T>(
  field: string,
  kind: string,
  { messageType, recipientType, value = "x", clear, ...more }: Asked,
  question: (facts: ReturnType<typeof createFacts>, leaf: LeafFacts) => T,
): T {
  const person = { ...CHILD, ageClass: "adult", kind: "subject", leaves: [] };
  const isPerson = kind === "subject";
  const input = inputOf({
    body: {
      anna: { ...person, ...(isPerson && { leaves: [{ f: field, v: value }] }) },
      ...(!isPerson && {
        group: { kind, links: ["anna"], meta: META, leaves: [{ f: field, v: value }] },
      }),
    },
    clear: { ...clear, ...(messageType !== undefined && { "env.messageType": messageType }) },
    ...more,
  });
  const { recipient } = input.registry;
  const type = recipientType ?? recipient.type;
  const registry = { ...input.registry, recipient: { ...recipient, type } };
  const facts = createFacts({ ...input, registry }, {});
  return question(facts, leafFactsAt(facts, isPerson ? "anna" : "group", 0) as LeafFacts);
}

const conceivable = (field: string, kind: string, asked: Asked = {}) =>
  ask(field, kind, asked, isConceivable);
const why = (field: string, kind: string, asked: Asked = {}) =>
  ask(field, kind, asked, whyNotAdmitted)?.message;

const CHILD_CASE: Asked = {
  ...GUARDIAN_LISTED,
  body: {
    anna: {
      kind: "subject",
      ...CHILD,
      leaves: [
        { f: "subject.ageAssessment", v: "x" },
        { f: "subject.guardianRef", v: GUARDIAN },
      ],
    },
  },
  private: { "private.necessity": [{ path: "anna/subject.ageClass", reason: "PROVE_AGE" }] },
  registry: {
    named: {
      [GUARDIAN]: {
        ...inputOf({ body: {} }).registry.sender,
        entity: GUARDIAN,
        type: "childProtection",
      },
    },
  },
};
const NO_ROWS: Asked = { agreement: { purposeDefault: false, rows: [] } };
const SUSPENDED: Asked = { agreement: { state: "suspended" } };

describe("the tables could admit", () => {
  it.each<[string, string, string, Asked]>([
    ["a field that the purpose requires", "event.indicators", "event", {}],
    ["one that it ties to a consent", "identity.names", "identity", {}],
    ["one that stands in every message", "assessment.humanCheck", "assessment", {}],
    ["a companion of a field of the purpose", "location.kind", "location", {}],
    ["a companion that needs a child, of a child", "subject.ageAssessment", "subject", CHILD_CASE],
    [
      "a value that the purpose carries",
      "return.voluntary",
      "return",
      { purpose: "SAFE_RETURN", value: "voluntary" },
    ],
  ])("%s", (_, field, kind, asked) => {
    expect(conceivable(field, kind, asked)).toBe(true);
  });

  it.each<[string, string, string, Asked]>([
    ["a field that nobody knows", "no.field", "event", {}],
    ["a field in a group of another kind", "subject.nationality", "event", {}],
    ["a field that the purpose has no need of", "need.health", "need", {}],
    ["a companion that needs a child, of an adult", "subject.ageAssessment", "subject", {}],
    ["anything about a person", "need.riskLevel", "need", { purpose: "RISK_ALERT" }],
    [
      "a value that the purpose bars",
      "return.voluntary",
      "return",
      { purpose: "SAFE_RETURN", value: "forced" },
    ],
    [
      "a field that such a recipient is not given",
      "subject.pseudonym",
      "subject",
      { purpose: "JUDICIAL_EVIDENCE", messageType: "request", recipientType: "serviceProvider" },
    ],
  ])("not %s", (_, field, kind, asked) => {
    expect(conceivable(field, kind, asked)).toBe(false);
  });
});

describe("why a field is not admitted", () => {
  const labour = { purpose: "LABOUR_INSPECTION", bases: ["GDPR#6(1)(a)"] };
  const gdpr = { clear: { "env.sender.regime": "GDPR" } };

  it.each<[string, string, Asked, string | undefined]>([
    ["event.indicators", "event", {}, undefined],
    ["no.field", "event", {}, "FIELD_UNKNOWN"],
    ["subject.nationality", "event", {}, "FIELD_UNKNOWN"],
    ["event.indicators", "event", { purpose: "constructor" }, "PURPOSE_UNKNOWN"],
    ["assessment.humanCheck", "assessment", { purpose: "x" }, "PURPOSE_UNKNOWN"],
    ["need.riskLevel", "need", { purpose: "RISK_ALERT" }, "PERSON_NOT_OF_PURPOSE"],
    [
      "subject.pseudonym",
      "subject",
      { purpose: "JUDICIAL_EVIDENCE", messageType: "request", recipientType: "serviceProvider" },
      "RECIPIENT_NOT_GIVEN",
    ],
    [
      "return.voluntary",
      "return",
      { purpose: "SAFE_RETURN", value: "forced" },
      "VALUE_NOT_CARRIED",
    ],
    ["need.health", "need", {}, "FIELD_NOT_OF_PURPOSE"],
    ["event.means", "event", { messageType: "recall" }, "FIELD_NOT_OF_TYPE"],
    ["subject.ageAssessment", "subject", {}, "FIELD_NOT_OF_PURPOSE"],
    ["identity.names", "identity", {}, "CONDITIONS_UNMET"],
    ["event.indicators", "event", NO_ROWS, "AGREEMENT_WITHOUT_ROW"],
    ["location.kind", "location", NO_ROWS, undefined],
    ["assessment.humanCheck", "assessment", NO_ROWS, undefined],
    ["event.indicators", "event", SUSPENDED, "AGREEMENT_NOT_APPLICABLE"],
    ["assessment.humanCheck", "assessment", SUSPENDED, "AGREEMENT_NOT_APPLICABLE"],
    ["event.indicators", "event", { bases: [] }, "BASIS_MISSING"],
    ["assessment.humanCheck", "assessment", { bases: [] }, undefined],
    ["event.indicators", "event", { bases: ["GDPR#6(1)(a)"], ...gdpr }, "CONSENT_MISSING"],
    ["organisation.country", "organisation", { ...labour, ...gdpr }, undefined],
  ])("%s in %s, %j: %s", (field, kind, asked, expected) => {
    expect(why(field, kind, asked)).toBe(expected);
  });

  it("owes an answer its own fields after the agreement, and those of the purpose no more", () => {
    const response = { ...SUSPENDED, messageType: "response" };
    expect(why("response.outcome", "response", response)).toBeUndefined();
    expect(why("event.means", "event", response)).toBe("AGREEMENT_NOT_APPLICABLE");
    expect(why("recall.target", "recall", { ...SUSPENDED, messageType: "recall" })).toBeUndefined();
  });
});
