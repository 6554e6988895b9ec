import { scopeCovers } from "@safepassage/schema";
import type { Facts, LeafFacts, SubjectFacts } from "../conditions/facts.ts";
import { isSpecial } from "../conditions/special.ts";
import { isValidConsent } from "./consents.ts";

/**
 * Whether a leaf identifies a client of a service under the VAWA, or says where she is, and of one of
 * the clients whom it concerns no valid consent that may be a written one names it. What one of them
 * agreed to is not thereby agreed to by another.
 *
 * A record that does not say whether it is written may be one: then rule R34 is not evaluated.
 *
 * @see 28 CFR 94.115(a), rule R34
 */
export function lacksClientsConsent(facts: Facts, leaf: LeafFacts): boolean {
  if (!isProtected(facts, leaf)) return false;
  const people = facts.subjectsOf(leaf.gid);
  const { clear, input } = facts;
  const use = {
    at: clear["env.createdAt"] ?? "",
    purpose: clear["env.purpose"] ?? "",
    recipient: clear["env.recipient.agencyId"] ?? "",
  };
  const naming = input.consents.filter(
    (consent) =>
      scopeCovers(consent.scope, leaf.field) &&
      consent.written !== false &&
      isValidConsent(consent, use),
  );
  // In a message about nobody a name may be a client's all the same, and any consent may be hers.
  if (people.length === 0) return isGrave(facts, leaf) && naming.length === 0;
  return people.filter(isClient).some(({ gid }) => !naming.some(({ subject }) => subject === gid));
}

function isProtected(facts: Facts, leaf: LeafFacts): boolean {
  if (leaf.entry === undefined || leaf.entry.place === "header") return false;
  return leaf.group.kind === "location" || isGrave(facts, leaf);
}

function isGrave({ concern }: Facts, { gid, field, value = null, entry }: LeafFacts): boolean {
  return (
    GRAVE.has(entry?.sensitivity ?? "P5") ||
    MATCHING.has(field) ||
    isSpecial(concern, gid, { f: field, v: value })
  );
}

const isClient = ({ ledCategory = "" }: SubjectFacts): boolean => !SUSPECT.has(ledCategory);

const GRAVE: ReadonlySet<string> = new Set(["P3", "P4", "P5"]);
/** Derived from a client's data; 28 CFR 94.115 counts them however they are encoded. */
const MATCHING: ReadonlySet<string> = new Set(["match.blinded", "match.evaluated"]);
const SUSPECT: ReadonlySet<string> = new Set(["suspect", "convicted"]);
