import { type DecodedMessage, type Group, RULES } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { atLeaf, DEFAULT_PACKS, defineRule, type RulePack, validate } from "../src/index.ts";
import { correctionOf } from "./correcting.ts";
import { type Fixture, scenarioFixture } from "./fixtures.ts";

const sent = scenarioFixture("S01.1");
const PERSON = "8i2U9AAKdTBQ-Y4FGNoUHg";
const NEED = "3MPijAok6nljw6GPbgObyA";
const SERVICES = `${NEED}/need.services`;

/** A rule written without regard to corrections. */
const NOVAIA: RulePack = {
  id: "xn",
  version: "1.0.0",
  validFrom: "2026-01-01",
  rules: [
    defineRule({
      id: "XN01",
      codes: ["XN01_NO_EDUCATION"],
      needs: [],
      evaluate: ({ leaves }) =>
        leaves
          .filter(({ field, value }) => field.id === "need.services" && value === "education")
          .map((leaf) => atLeaf("XN01_NO_EDUCATION", leaf)),
    }),
  ],
  entries: [
    {
      id: "XN01",
      severity: "error",
      stage: "schema",
      check: "Nobody is taught",
      citation: "Novaian Schools Act, section 1 (invented)",
      citationStatus: "P",
      fix: "Name another service.",
    },
  ],
  messages: [{ locale: "en", codes: { XN01_NO_EDUCATION: { text: "{$field} is refused." } } }],
};

describe("the message that a correction leaves", () => {
  it("is judged by a rule that knows nothing of corrections", () => {
    const correction = correctionOf(sent, [{ path: SERVICES, values: ["education"] }]);
    const options = { packs: [...DEFAULT_PACKS, NOVAIA] };
    const { verdict, findings } = validate(correction, options);
    expect(verdict).toBe("reject");
    expect(findings).toMatchObject([
      {
        rule: "XN01",
        sentence: "“Services needed” is refused.",
        pointer: "/body/Q5oQKBNJwqPP7MUZFCwvaQ/correction.value",
        groupKind: "correction",
        corrected: { pointer: `/body/${SERVICES}` },
      },
    ]);
    // An old fault is not a finding, unless it is in the place of the new value.
    const held = withValue(sent.message, NEED, "need.services", "education");
    const elsewhere = [{ path: `${PERSON}/subject.sex`, values: ["1"] }];
    expect(codesOf(correctionOf(sent, elsewhere, held), options)).toEqual([]);
    const there = correctionOf(sent, [{ path: SERVICES, values: ["education"] }], held);
    expect(codesOf(there, options)).toEqual(["XN01_NO_EDUCATION"]);
  });

  it("is judged with all values at once", () => {
    const class6 = { path: `${PERSON}/subject.ledCategory`, values: ["possibleVictim"] };
    const service = { path: SERVICES, values: ["legalAdvice"] };
    expect(codesOf(correctionOf(sent, [class6, service]))).toEqual([]);
  });

  it("is not passed over beside a group that holds nothing", () => {
    const suspect = [{ path: `${PERSON}/subject.ledCategory`, values: ["suspect"] }];
    const correction = correctionOf(sent, suspect);
    const body = {
      ...correction.message.body,
      kY2lTzR0bqVnW4cXhJ7m1A: { kind: "correction", links: [], leaves: [] },
    };
    const beside = { ...correction, message: { ...correction.message, body } };
    expect(codesOf(beside)).toEqual(["R79_VALUE_AMBIGUOUS"]);
  });

  it("is judged by the class that a person has then", () => {
    const suspect = [{ path: `${PERSON}/subject.ledCategory`, values: ["suspect"] }];
    expect(codesOf(correctionOf(sent, suspect))).toEqual(["R19_OFFENCE_DATA"]);
  });

  it("is as urgent as the correction says, not as it was once", () => {
    const vital = scenarioFixture("S17.5");
    const gid = Object.entries(vital.message.body).find(([, { leaves }]) =>
      leaves.some(({ f }) => f === "need.health"),
    )?.[0];
    const change = { path: `${gid}/need.health`, values: ["chronic"] };
    const { verdict } = validate(correctionOf(vital, [change]));
    expect(verdict).not.toBe("reject");
    const correction = correctionOf(vital, [change]);
    const routine = {
      ...correction.message.private,
      "private.urgency": { level: "routine", ground: "none" } as const,
    };
    const over = { ...correction, message: { ...correction.message, private: routine } };
    expect(codesOf(over)).toContain("R01_FIELD_NOT_PERMITTED");
  });

  it("is evaluated only as far as its own history goes, and each rule is in one place", () => {
    const correction = correctionOf(sent, [{ path: SERVICES, values: ["legalAdvice"] }]);
    const { history } = correction;
    if (history === undefined) throw new TypeError("no history");
    const corrected = (history.corrected ?? []).map(({ history: _, ...held }) => held);
    const judgement = validate({ ...correction, history: { ...history, corrected } });
    const { evaluated, notApplicable, notEvaluated, notImplemented } = judgement;
    expect(notEvaluated).toContainEqual({ rule: "R61", part: "a", missing: ["history"] });
    const unjudged = new Set(notEvaluated.map(({ rule }) => rule));
    const places = [...evaluated, ...notApplicable, ...unjudged, ...notImplemented];
    expect(places.toSorted()).toEqual(RULES.map(({ id }) => id).toSorted());
  });
});

const codesOf = (fixture: Fixture, options?: Parameters<typeof validate>[1]) => [
  ...new Set(validate(fixture, options).findings.map(({ code }) => code)),
];

function withValue(message: DecodedMessage, gid: string, f: string, v: string): DecodedMessage {
  const group = message.body[gid] as Group;
  const leaves = group.leaves.map((leaf) => (leaf.f === f ? { ...leaf, v } : leaf));
  return { ...message, body: { ...message.body, [gid]: { ...group, leaves } } };
}
