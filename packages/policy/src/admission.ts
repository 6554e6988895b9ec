import type { ConditionExpression } from "@safepassage/schema";
import { isAgreementApplicable, isGrantedByAgreement } from "./agreement.ts";
import { holds, satisfies } from "./conditions.ts";
import type { Facts, LeafFacts } from "./facts.ts";
import { findInheritedBar } from "./inheritance.ts";
import { hasLegalBasis, restsOnConsent } from "./legal-basis.ts";
import type { Reason } from "./model.ts";
import { reasonByConditions, reasonByConsentOnly, reasonByRule } from "./reasons.ts";

/**
 * Why a field may not stand in the message at all, whatever the precision of its value; `undefined`
 * where it may. What the tables say about the field is asked first, so that the reason names the
 * field's own trouble before that of the whole message.
 */
export function whyNotAdmitted(facts: Facts, leaf: LeafFacts): Reason | undefined {
  return whyNotInTables(facts, leaf) ?? whyNotInMessage(facts, leaf);
}

/**
 * Whether the tables could admit a field to this message, if every condition held and the agreement
 * granted it. Consents, reasons and rows make no difference.
 */
export function isConceivable(facts: Facts, leaf: LeafFacts): boolean {
  const { purpose } = facts.rows;
  if (!isKnown(leaf) || forbiddenBy(facts, leaf) !== undefined) return false;
  return (
    isOfType(facts, leaf.field) ||
    (facts.rows.holdsPurposeFields &&
      (facts.rows.purposeFields.has(leaf.field) ||
        purpose?.conditional.some(({ field }) => field === leaf.field) === true ||
        isCompanion(facts, leaf)))
  );
}

/** The expression that a purpose ties a field to, if it does. */
function entryOf(facts: Facts, field: string): ConditionExpression | undefined {
  return facts.rows.purpose?.conditional.find((entry) => entry.field === field)?.when;
}

function whyNotInTables(facts: Facts, leaf: LeafFacts): Reason | undefined {
  const { rows } = facts;
  if (!isKnown(leaf)) return UNKNOWN;
  if (rows.purpose === undefined) return NO_PURPOSE;
  const forbidden = forbiddenBy(facts, leaf);
  if (forbidden !== undefined) return forbidden;
  if (isOfType(facts, leaf.field)) return consentCut(facts, leaf);
  if (!rows.holdsPurposeFields) return NOT_IN_TYPE;

  if (!rows.purposeFields.has(leaf.field)) {
    const entry = entryOf(facts, leaf.field);
    if (entry !== undefined) {
      if (!satisfies(entry, facts, leaf)) return reasonByConditions(entry, facts, leaf);
    } else if (isCompanion(facts, leaf)) {
      return consentCut(facts, leaf);
    } else {
      return NOT_IN_PURPOSE;
    }
  }
  if (!isGrantedByAgreement(facts, leaf.field)) return NOT_IN_AGREEMENT;
  return consentCut(facts, leaf);
}

/** What the whole message lacks. Personal data only: P0 says nothing about anyone. */
function whyNotInMessage(facts: Facts, leaf: LeafFacts): Reason | undefined {
  const { rows } = facts;
  // A recall or an erasure certificate is owed after the agreement has ended, too.
  const isOwed =
    rows.exchange !== undefined && (!rows.holdsPurposeFields || isOfType(facts, leaf.field));
  if (!isOwed && !isAgreementApplicable(facts)) return NO_AGREEMENT;
  if (leaf.entry?.sensitivity === "P0") return undefined;
  if (!hasLegalBasis(facts)) return NO_BASIS;
  const bar = findInheritedBar(facts);
  return bar === undefined ? undefined : reasonByRule("inherited", bar.rule, bar.sentence);
}

function isKnown(leaf: LeafFacts): boolean {
  const { entry } = leaf;
  const place = leaf.field === "subject.ledCategory" || leaf.field === "subject.ageClass";
  return entry?.place === (place ? "header" : "leaf") && entry.group === leaf.group.kind;
}

function forbiddenBy({ rows, input }: Facts, leaf: LeafFacts): Reason | undefined {
  const forbids = rows.purpose?.recipientTypeForbids ?? {};
  const type = input.registry.recipient.type;
  if (Object.hasOwn(forbids, type) && forbids[type]?.includes(leaf.field)) return FOR_RECIPIENT;
  if (rows.purpose?.forbiddenKinds?.includes(leaf.group.kind)) return FORBIDDEN_KIND;
  const value = rows.purpose?.valueForbids.find(
    ({ field, values }) =>
      field === leaf.field && typeof leaf.value === "string" && values.includes(leaf.value),
  );
  if (value === undefined) return undefined;
  return reasonByRule("value", value.rule, "This purpose never carries this value.");
}

/** Fields that belong to the type of message, or to every message. */
function isOfType({ rows }: Facts, field: string): boolean {
  return rows.everywhere.has(field) || rows.typeFields.has(field);
}

/** A field that goes with another which the purpose knows. */
function isCompanion(facts: Facts, leaf: LeafFacts): boolean {
  const companion = facts.rows.companions.get(leaf.field);
  if (companion === undefined) return false;
  const accompanies = companion.with.some(
    (field) => facts.rows.purposeFields.has(field) || entryOf(facts, field) !== undefined,
  );
  return accompanies && (companion.when === undefined || satisfies(companion.when, facts, leaf));
}

function consentCut(facts: Facts, leaf: LeafFacts): Reason | undefined {
  if (leaf.entry?.sensitivity === "P0" || !restsOnConsent(facts)) return undefined;
  return holds("CONSENT", facts, leaf) ? undefined : reasonByConsentOnly(facts, leaf);
}

const UNKNOWN = reasonByRule("unknown", "R53", "The catalogue has no such field in this place.");
const NO_PURPOSE = reasonByRule("purpose", "R01", "The purpose of the message is not known.");
const NOT_IN_PURPOSE = reasonByRule("purpose", "R01", "This purpose has no need of this field.");
const NOT_IN_TYPE = reasonByRule(
  "purpose",
  "R01",
  "This type of message does not carry this field.",
);
const FORBIDDEN_KIND = reasonByRule(
  "purpose",
  "R01",
  "Messages for this purpose never say anything about a person.",
);
const FOR_RECIPIENT = reasonByRule(
  "recipient",
  "R29",
  "A recipient of this type is not given this field.",
);
const NOT_IN_AGREEMENT = reasonByRule(
  "agreement",
  "R01",
  "The agreement has no row that grants this field to this recipient.",
);
const NO_AGREEMENT = reasonByRule(
  "agreement",
  "E07",
  "The agreement is not in force for this purpose between these two parties.",
);
const NO_BASIS = reasonByRule(
  "basis",
  "R04",
  "No legal basis of the message counts for this purpose, sender and day.",
);
