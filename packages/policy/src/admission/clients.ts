import { scopeCovers } from "@safepassage/schema";
import type { Facts, LeafFacts } from "../conditions/facts.ts";
import { isIdentifying, isSuspect } from "../conditions/protection.ts";
import { isSpecial } from "../conditions/special.ts";
import { isValidConsent, useOf } from "./consents.ts";

/**
 * Whether a leaf identifies or locates a client of a service under the VAWA without her written
 * consent. A leaf about several clients needs the consent of each.
 *
 * A consent record that does not say whether it is written counts here; rule R34 is then reported as
 * not evaluated.
 *
 * @see 28 CFR 94.115(a), rule R34
 */
export function lacksClientsConsent(facts: Facts, leaf: LeafFacts): boolean {
  if (!isProtected(facts, leaf)) return false;
  const people = facts.subjectsOf(leaf.gid);
  const use = useOf(facts.clear);
  const naming = facts.input.consents.filter(
    (consent) =>
      scopeCovers(consent.scope, leaf.field) &&
      consent.written !== false &&
      isValidConsent(consent, use),
  );
  // Without a person in the message, a name may still be a client's, and any consent may be hers.
  if (people.length === 0) return isGrave(facts, leaf) && naming.length === 0;
  return people.some(
    (person) => !isSuspect(person) && !naming.some(({ subject }) => subject === person.gid),
  );
}

function isProtected(facts: Facts, leaf: LeafFacts): boolean {
  if (leaf.entry === undefined || leaf.entry.place === "header") return false;
  return leaf.group.kind === "location" || isGrave(facts, leaf);
}

function isGrave({ concern }: Facts, { gid, field, value = null, entry }: LeafFacts): boolean {
  return (
    isIdentifying(entry?.sensitivity ?? "P5") ||
    MATCHING.has(field) ||
    isSpecial(concern, gid, { f: field, v: value })
  );
}

/** Derived from a client's data: 28 CFR 94.115 protects it in encoded form too. */
const MATCHING: ReadonlySet<string> = new Set(["match.blinded", "match.evaluated"]);
