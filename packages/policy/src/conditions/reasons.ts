import {
  type ConditionExpression,
  findCondition,
  findField,
  findPurpose,
  findRule,
} from "@safepassage/schema";
import { type ReasonMessage, type Sayable, sayInEnglish } from "../messages/say-reason.ts";
import type { Reason, ReasonCode } from "../tables/model.ts";
import { unmetConditions } from "./conditions.ts";
import type { Facts, LeafFacts } from "./facts.ts";
import { openWays } from "./open-ways.ts";

/** Makes a reason with the citation of a rule of the catalogue. */
export function reasonByRule(code: ReasonCode, ruleId: string, message: ReasonMessage): Reason {
  const rule = findRule(ruleId);
  return {
    code,
    conditions: [],
    ...said({ message }),
    citation: rule?.citation ?? "",
    citationStatus: rule?.citationStatus ?? "",
  };
}

/** Makes a reason that names the unmet conditions of an expression, with their citations. */
export function reasonByConditions(
  needs: ConditionExpression,
  facts: Facts,
  leaf: LeafFacts,
): Reason {
  const open = openWays(needs, facts, leaf);
  return byConditions({ message: "CONDITIONS_UNMET", needs: open }, needs, facts, leaf);
}

/** The same reason for a value that goes less precisely: what its exact form would need. */
export function ofExactForm({ message, ...reason }: Reason): Reason {
  return {
    ...reason,
    message: message === "CONDITIONS_UNMET" ? "CONDITIONS_UNMET_AS_IS" : message,
  };
}

/** Makes the reason for a leaf without consent in a message whose only legal basis is consent. */
export function reasonByConsentOnly(facts: Facts, leaf: LeafFacts): Reason {
  return byConditions({ message: "CONSENT_MISSING" }, { cond: "CONSENT" }, facts, leaf);
}

function byConditions(
  sayable: Sayable,
  needs: ConditionExpression,
  facts: Facts,
  leaf: LeafFacts,
): Reason {
  const conditions = unmetConditions(needs, facts, leaf);
  const known = (name: string) =>
    facts.conditions.find(({ id }) => id === name) ?? findCondition(name);
  const entries = conditions.flatMap((name) => known(name) ?? []);
  const [first = ""] = conditions;
  return {
    code: Object.hasOwn(CODES, first) ? (CODES[first] ?? "purpose") : "purpose",
    conditions,
    ...said(sayable),
    citation: joined(entries.map(({ citation }) => citation)),
    citationStatus: joined(entries.map(({ citationStatus }) => citationStatus)),
  };
}

/**
 * The reason of a part of a message: its sentence names the field and the purpose. What the catalogue does not know
 * is not repeated: anything could be written there.
 */
export function placed(reason: Reason, field: string, purpose: string | undefined): Reason {
  const sayable = {
    ...reason,
    ...(findField(field) && { field }),
    ...(purpose !== undefined && findPurpose(purpose) && { purpose }),
  };
  return { ...sayable, sentence: sayInEnglish(sayable) };
}

const said = (sayable: Sayable): Sayable & Pick<Reason, "sentence"> => ({
  ...sayable,
  sentence: sayInEnglish(sayable),
});

const joined = (texts: readonly string[]): string => [...new Set(texts)].join("; ");

const CODES: Readonly<Record<string, ReasonCode>> = {
  CONSENT: "consent",
  STRICT: "necessity",
  SUSPECT: "suspect",
  CHILD: "child",
  CHILD_IDENTITY: "child",
  GUARDED: "child",
  MINOR: "child",
  LOCATED: "search",
  NAMED: "agreement",
  JUDICIAL: "authorisation",
  DANGER: "urgency",
  VITAL: "urgency",
  NO_SUBJECT: "shape",
  NOT_SIS: "shape",
  VICTIM_ACCOUNT: "account",
  BIOMETRIC_SEARCH: "search",
};
