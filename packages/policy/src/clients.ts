import { isValidConsent } from "./consents.ts";
import type { Facts, LeafFacts } from "./facts.ts";
import { isSpecial } from "./subjects.ts";

/**
 * Whether a leaf identifies a client of a service under the VAWA, or says where she is, and no valid
 * consent that may be a written one names it.
 *
 * A record that does not say whether it is written may be one: then rule R34 is not evaluated.
 *
 * @see 28 CFR 94.115(a), rule R34
 */
export function lacksClientsConsent(facts: Facts, leaf: LeafFacts): boolean {
  if (!isOfClient(facts, leaf)) return false;
  const people = facts.subjectsOf(leaf.gid);
  const { clear, input } = facts;
  const use = {
    at: clear["env.createdAt"] ?? "",
    purpose: clear["env.purpose"] ?? "",
    recipient: clear["env.recipient.agencyId"] ?? "",
  };
  return !input.consents.some(
    (consent) =>
      (people.length === 0 || people.some(({ gid }) => gid === consent.subject)) &&
      (consent.scope.includes(leaf.field) || consent.scope.includes(leaf.group.kind)) &&
      consent.written !== false &&
      isValidConsent(consent, use),
  );
}

/** Whether a leaf is protected, and concerns somebody else than a suspect. */
function isOfClient(facts: Facts, leaf: LeafFacts): boolean {
  if (leaf.entry === undefined || leaf.entry.place === "header") return false;
  const isGrave =
    GRAVE.has(leaf.entry.sensitivity) ||
    MATCHING.has(leaf.field) ||
    isSpecial(facts.input.message.body, leaf.gid, { f: leaf.field, v: leaf.value ?? null });
  if (!isGrave && leaf.group.kind !== "location") return false;
  const people = facts.subjectsOf(leaf.gid);
  // A place that is nobody's says nothing of a client; a name that is nobody's may be hers.
  if (people.length === 0) return isGrave;
  return people.some(({ ledCategory = "" }) => !SUSPECT.has(ledCategory));
}

const GRAVE: ReadonlySet<string> = new Set(["P3", "P4", "P5"]);
/** Derived from a client's data; 28 CFR 94.115 counts them however they are encoded. */
const MATCHING: ReadonlySet<string> = new Set(["match.blinded", "match.evaluated"]);
const SUSPECT: ReadonlySet<string> = new Set(["suspect", "convicted"]);
