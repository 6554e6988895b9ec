import type { Body, Group } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import type { Case } from "./case.ts";
import { holds, of } from "./condition-case.ts";

describe("marks of shape", () => {
  const body: Body = { event: of("event", [], "event.means") };

  it("NO_SUBJECT is claimed and true", () => {
    const clear = { "env.shapeMark": "noSubject" };
    expect(holds("NO_SUBJECT", { body, clear }, "event")).toBe(true);
    expect(holds("NO_SUBJECT", { body }, "event")).toBe(false);
    for (const kind of ["subject", "identity", "contact", "need"]) {
      const more = { ...body, more: of(kind, []) };
      expect(holds("NO_SUBJECT", { body: more, clear }, "event")).toBe(false);
    }
  });

  it("NOT_SIS is neither claimed nor cited", () => {
    expect(holds("NOT_SIS", { body }, "event")).toBe(true);
    expect(holds("NOT_SIS", { body, clear: { "env.shapeMark": "sis" } }, "event")).toBe(false);
    expect(holds("NOT_SIS", { body, bases: ["LED#8", "REG2018/1862#26"] }, "event")).toBe(false);
  });
});

describe("BIOMETRIC_SEARCH", () => {
  const entry = { searchKind: "facial" } as NonNullable<Case["exchange"]>[number];
  const { searchKind: _none, ...without } = entry;
  const checked: Body = {
    match: of("match", [], "match.result"),
    assessment: of("assessment", [], "assessment.humanCheck"),
  };
  const answers = (more: Partial<Case>, messageType = "response") =>
    holds(
      "BIOMETRIC_SEARCH",
      { body: checked, clear: { "env.messageType": messageType }, exchange: [entry], ...more },
      "match",
    );

  it("is the answer to one that named it, checked by a person", () => {
    expect(answers({})).toBe(true);
    expect(answers({ exchange: [without as typeof entry, entry] })).toBe(true);
  });

  it("is no other answer", () => {
    expect(answers({}, "referral")).toBe(false);
    expect(answers({ exchange: [without as typeof entry] })).toBe(false);
    expect(answers({ exchange: [] })).toBe(false);
    const { match } = checked as { match: Group };
    expect(answers({ body: { match } })).toBe(false);
    expect(answers({ body: { match, need: of("need", [], "assessment.humanCheck") } })).toBe(false);
    expect(answers({ body: { match, assessment: of("assessment", [], "x.y") } })).toBe(false);
  });

  it("needs to know what was asked", () => {
    const clear = { "env.messageType": "response" };
    expect(holds("BIOMETRIC_SEARCH", { body: checked, clear }, "match")).toBe(false);
  });
});
