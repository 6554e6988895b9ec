import { holds, satisfies } from "../conditions/conditions.ts";
import type { Facts, LeafFacts } from "../conditions/facts.ts";
import { reasonByConditions, reasonByConsentOnly, reasonByRule } from "../conditions/reasons.ts";
import type { Reason } from "../tables/model.ts";
import { isAgreementApplicable, isGrantedByAgreement } from "./agreement.ts";
import { findInheritedBar } from "./inheritance.ts";
import { hasLegalBasis, restsOnConsent } from "./legal-basis.ts";
import { type Standing, standingOf } from "./standing.ts";

/**
 * Says why a field may not be in the message at any precision; `undefined` if it may.
 *
 * The tables are asked before the message as a whole, so that the reason names the field's own
 * obstacle first.
 */
export function whyNotAdmitted(facts: Facts, leaf: LeafFacts): Reason | undefined {
  return whyNotInTables(facts, leaf) ?? whyNotInMessage(facts, leaf);
}

/**
 * Whether the tables could admit a field to this message if every condition held and the agreement
 * granted it. The answer does not depend on consents, reasons of necessity or rows of the agreement.
 */
export function isConceivable(facts: Facts, leaf: LeafFacts): boolean {
  if (!isKnown(leaf)) return false;
  const standing = standingOf(facts, leaf.field, leaf.group.kind);
  if (forbiddenBy(standing, leaf) !== undefined) return false;
  const { place, when } = standing;
  return place === "companion"
    ? when === undefined || satisfies(when, facts, leaf)
    : place !== "none";
}

function whyNotInTables(facts: Facts, leaf: LeafFacts): Reason | undefined {
  if (!isKnown(leaf)) return UNKNOWN;
  if (facts.rows.purpose === undefined) return NO_PURPOSE;
  const standing = standingOf(facts, leaf.field, leaf.group.kind);
  const forbidden = forbiddenBy(standing, leaf);
  if (forbidden !== undefined) return forbidden;
  const { place, when } = standing;
  if (place === "none") return facts.rows.holdsPurposeFields ? NOT_IN_PURPOSE : NOT_IN_TYPE;
  if (when !== undefined && !satisfies(when, facts, leaf)) {
    return place === "companion" ? NOT_IN_PURPOSE : reasonByConditions(when, facts, leaf);
  }
  if (place === "purpose" && !isGrantedByAgreement(facts, leaf.field)) return NOT_IN_AGREEMENT;
  if (leaf.entry?.sensitivity === "P0" || !restsOnConsent(facts)) return undefined;
  return holds("CONSENT", facts, leaf) ? undefined : reasonByConsentOnly(facts, leaf);
}

/** What the message as a whole lacks. Fields of sensitivity P0 hold no personal data and need less. */
function whyNotInMessage(facts: Facts, leaf: LeafFacts): Reason | undefined {
  const { rows } = facts;
  // Recalls and erasure certificates are still owed after the agreement has ended.
  const isOwed =
    rows.exchange !== undefined && standingOf(facts, leaf.field, leaf.group.kind).place === "type";
  if (!isOwed && !isAgreementApplicable(facts)) return NO_AGREEMENT;
  if (leaf.entry?.sensitivity === "P0") return undefined;
  if (!hasLegalBasis(facts)) return NO_BASIS;
  const bar = findInheritedBar(facts);
  return bar === undefined ? undefined : reasonByRule("inherited", bar.rule, bar.message);
}

function isKnown(leaf: LeafFacts): boolean {
  const { entry } = leaf;
  const place = leaf.field === "subject.ledCategory" || leaf.field === "subject.ageClass";
  return entry?.place === (place ? "header" : "leaf") && entry.group === leaf.group.kind;
}

function forbiddenBy({ forbidden, barredValues }: Standing, leaf: LeafFacts): Reason | undefined {
  if (forbidden !== undefined) return forbidden;
  for (const { rule, values } of barredValues) {
    if (values.includes(leaf.value as string)) {
      return reasonByRule("value", rule, "VALUE_NOT_CARRIED");
    }
  }
  return undefined;
}

const UNKNOWN = reasonByRule("unknown", "R53", "FIELD_UNKNOWN");
const NO_PURPOSE = reasonByRule("purpose", "R01", "PURPOSE_UNKNOWN");
const NOT_IN_PURPOSE = reasonByRule("purpose", "R01", "FIELD_NOT_OF_PURPOSE");
const NOT_IN_TYPE = reasonByRule("purpose", "R01", "FIELD_NOT_OF_TYPE");
const NOT_IN_AGREEMENT = reasonByRule("agreement", "R01", "AGREEMENT_WITHOUT_ROW");
const NO_AGREEMENT = reasonByRule("agreement", "E07", "AGREEMENT_NOT_APPLICABLE");
const NO_BASIS = reasonByRule("basis", "R04", "BASIS_MISSING");
