import { CONDITIONS, type ConditionExpression, findCondition, findRule } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { inputOf, META } from "../../test/case.ts";
import { leafFactsAt } from "./conditions.ts";
import { createFacts, type LeafFacts } from "./facts.ts";
import { placed, reasonByConditions, reasonByConsentOnly, reasonByRule } from "./reasons.ts";

const input = inputOf({
  body: {
    event: { kind: "event", links: [], meta: META, leaves: [{ f: "event.means", v: "force" }] },
  },
});
/** A reason by conditions that all fail. */
const NONE = CONDITIONS.map((one) => ({ ...one, eval: { any: [] } }));

function because(needs: ConditionExpression, conditions = NONE) {
  const facts = createFacts(input, { conditions });
  return reasonByConditions(needs, facts, leafFactsAt(facts, "event", 0) as LeafFacts);
}

describe("a reason", () => {
  it.each([
    ["CONSENT", "consent"],
    ["STRICT", "necessity"],
    ["SUSPECT", "suspect"],
    ["CHILD", "child"],
    ["NAMED", "agreement"],
    ["JUDICIAL", "authorisation"],
    ["VITAL", "urgency"],
    ["NO_SUBJECT", "shape"],
    ["NOT_SIS", "shape"],
    ["VICTIM_ACCOUNT", "account"],
    ["BIOMETRIC_SEARCH", "search"],
    ["MADE_UP", "purpose"],
    ["constructor", "purpose"],
  ])("of the condition %s is a matter of %s", (cond, code) => {
    expect(because({ cond }).code).toBe(code);
  });

  it("has the law of the conditions that do not hold, each once", () => {
    const [consent, named] = [findCondition("CONSENT"), findCondition("NAMED")];
    const reason = because({ all: [{ cond: "CONSENT" }, { cond: "NAMED" }, { cond: "CONSENT" }] });
    expect(reason.conditions).toEqual(["CONSENT", "NAMED"]);
    expect(reason.citation).toBe(`${consent?.citation}; ${named?.citation}`);
    const states = new Set([consent?.citationStatus, named?.citationStatus]);
    expect(reason.citationStatus).toBe([...states].join("; "));
  });

  it("has the law of the catalogue for conditions that a caller's table lacks", () => {
    expect(because({ cond: "CONSENT" }, []).citation).toBe(findCondition("CONSENT")?.citation);
    expect(because({ cond: "MADE_UP" }, []).citation).toBe("");
    const own = [{ ...CONDITIONS[0], id: "CONSENT", citation: "own law", eval: { any: [] } }];
    expect(because({ cond: "CONSENT" }, own as unknown as typeof NONE).citation).toBe("own law");
  });

  it("by a rule has the law of that rule, and by none has no law", () => {
    const { citation, citationStatus, ...reason } = reasonByRule("basis", "R04", "BASIS_MISSING");
    expect([citation, citationStatus]).toEqual([
      findRule("R04")?.citation,
      findRule("R04")?.citationStatus,
    ]);
    expect(reason).toEqual({
      code: "basis",
      conditions: [],
      message: "BASIS_MISSING",
      sentence:
        "No legal basis of the message counts for this purpose, this sender and this day, " +
        "so this field is not sent. State another legal basis.",
    });
    const { citation: none, citationStatus: status } = reasonByRule(
      "basis",
      "R00",
      "BASIS_MISSING",
    );
    expect([none, status]).toEqual(["", ""]);
  });

  it("says in words what has to hold, as alternatives", () => {
    const needs = { any: [{ cond: "NAMED" }, { all: [{ cond: "NO_SUBJECT" }, { not: MADE_UP }] }] };
    // What holds already, as the negation of a condition that does not hold, is left out.
    const open = { any: [{ cond: "NAMED" }, { cond: "NO_SUBJECT" }] };
    expect(because(needs)).toMatchObject({ message: "CONDITIONS_UNMET", needs: open });
    expect(
      because({ any: [{ cond: "NAMED" }, { all: [{ cond: "NO_SUBJECT" }, MADE_UP] }] }).sentence,
    ).toBe(
      "For this purpose, this field may be sent only if the agreement names this field for this " +
        "recipient; or if no person is in the message and MADE_UP. " +
        "If that is so, state it.",
    );
    expect(because({ not: { not: { cond: "constructor" } } }).sentence).toContain(
      " only if this does not hold: this does not hold: constructor. If",
    );
  });

  it("names field and purpose, where the catalogue knows them", () => {
    const reason = reasonByRule("purpose", "R01", "FIELD_NOT_OF_PURPOSE");
    expect(placed(reason, "subject.sex", "STATISTICS").sentence).toMatch(
      /^Messages for “Statistics” never carry “Sex”\. If it is needed/,
    );
    expect(placed(reason, "subject.Oksana", "Oksana").sentence).toBe(reason.sentence);
    expect(placed(reason, "subject.sex", undefined)).not.toHaveProperty("purpose");
  });

  it("of consent alone names the consent, and no alternative", () => {
    const facts = createFacts(input, { conditions: NONE });
    const reason = reasonByConsentOnly(facts, leafFactsAt(facts, "event", 0) as LeafFacts);
    expect(reason).toMatchObject({ code: "consent", conditions: ["CONSENT"] });
    expect(reason.message).toBe("CONSENT_MISSING");
    expect(reason).not.toHaveProperty("needs");
  });
});

const MADE_UP = { cond: "MADE_UP" };
