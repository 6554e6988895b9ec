import { type ConditionExpression, findCondition, findRule } from "@safepassage/schema";
import { conditionsIn, unmetConditions } from "./conditions.ts";
import type { Facts, LeafFacts } from "./facts.ts";
import type { Reason, ReasonCode } from "./model.ts";

/** A reason whose citation is that of a rule of the catalogue. */
export function reasonByRule(code: ReasonCode, ruleId: string, sentence: string): Reason {
  const rule = findRule(ruleId);
  return {
    code,
    conditions: [],
    sentence,
    citation: rule?.citation ?? "",
    citationStatus: rule?.citationStatus ?? "",
  };
}

/** A reason that names the conditions of an expression which do not hold, with their citations. */
export function reasonByConditions(
  expression: ConditionExpression,
  facts: Facts,
  leaf: LeafFacts,
): Reason {
  const conditions = unmetConditions(expression, facts, leaf);
  const known = (name: string) =>
    facts.conditions.find(({ id }) => id === name) ?? findCondition(name);
  const entries = conditions.flatMap((name) => known(name) ?? []);
  const [first = ""] = conditions;
  return {
    code: Object.hasOwn(CODES, first) ? (CODES[first] ?? "purpose") : "purpose",
    conditions,
    sentence: `This may be sent only with ${phrase(expression)}.`,
    citation: joined(entries.map(({ citation }) => citation)),
    citationStatus: joined(entries.map(({ citationStatus }) => citationStatus)),
  };
}

/** The consent that every personal leaf needs where nothing else carries the message. */
export function reasonByConsentOnly(facts: Facts, leaf: LeafFacts): Reason {
  return {
    ...reasonByConditions({ cond: "CONSENT" }, facts, leaf),
    sentence:
      "Consent is the only legal basis of this message, and no valid consent of the person covers this.",
  };
}

/** Conditions of an expression in words, as alternatives. */
function phrase(expression: ConditionExpression): string {
  if ("cond" in expression) {
    const name = expression.cond;
    return Object.hasOwn(PHRASES, name) ? (PHRASES[name] ?? name) : name;
  }
  if ("not" in expression) return `none of: ${conditionsIn(expression.not).join(", ")}`;
  if ("all" in expression) return expression.all.map(phrase).join(" and ");
  return expression.any.map(phrase).join("; or with ");
}

const joined = (texts: readonly string[]): string => [...new Set(texts)].join("; ");

const CODES: Readonly<Record<string, ReasonCode>> = {
  CONSENT: "consent",
  STRICT: "necessity",
  SUSPECT: "suspect",
  CHILD: "child",
  NAMED: "agreement",
  JUDICIAL: "authorisation",
  VITAL: "urgency",
  NO_SUBJECT: "shape",
  NOT_SIS: "shape",
  VICTIM_ACCOUNT: "account",
  BIOMETRIC_SEARCH: "search",
};

const PHRASES: Readonly<Record<string, string>> = {
  CONSENT: "a valid consent of the person for this field, this purpose and this recipient",
  STRICT:
    "a coded reason of necessity for exactly this field, under an agreement row marked strict",
  SUSPECT:
    "everyone it concerns being a suspect or convicted of a stated offence, on more than a statement",
  CHILD:
    "everyone it concerns being a child with a guardian or child protection beside her, and proof of age as a stated need",
  NAMED: "an agreement row that names this field for this recipient",
  JUDICIAL: "an order of a judge, court or prosecutor in force that covers it",
  VITAL: "a stated threat to life and a reason of harm, care or search for exactly this field",
  NO_SUBJECT: "no person in the message",
  NOT_SIS: "no claim to be an alert under the Schengen Information System",
  VICTIM_ACCOUNT:
    "an account in a victim's name that a suspect controls, and tracing of proceeds as its reason",
  BIOMETRIC_SEARCH: "a request that named a biometric search, and a recorded check by a person",
};
