import { CONDITIONS, type Group, type NecessityReason } from "@safepassage/schema";
import { createConditions, type HeaderField } from "../src/index.ts";
import { type Case, inputOf, type Loose, META } from "./case.ts";

/** Purpose of the cases. */
export const PURPOSE = "VICTIM_IDENTIFICATION";
/** Their recipient. */
export const RECIPIENT = "https://ngo-c.test";

/** A victim. */
export const person = (more: Partial<Group> = {}): Group => ({
  kind: "subject",
  links: [],
  meta: META,
  ledCategory: "victim",
  ageClass: "adult",
  leaves: [{ f: "subject.pseudonym", v: "sX55H5KQ3JhjAj_MFH-MZQ" }],
  ...more,
});
/** A group of a kind, with leaves that are true. */
export const of = (kind: string, links: readonly string[], ...fields: string[]): Group => ({
  kind,
  links: [...links],
  meta: META,
  leaves: fields.map((f) => ({ f, v: true })),
});
/** Reasons of necessity, by path. */
export const reasons = (...pairs: readonly (readonly [string, string])[]) => ({
  "private.necessity": pairs.map(([path, reason]): Loose<NecessityReason> => ({ path, reason })),
});
/** One row of the agreement. */
export const row = (field: string, more = {}) => ({
  rows: [{ purpose: PURPOSE, field, explicit: false, strict: false, ...more }],
});
/**
 * Whether a condition holds for the first leaf of a group, or for a header member. Uses a copy of the
 * conditions, so that nothing compiled by an earlier test is reused.
 */
export const holds = (
  name: string,
  given: Case,
  gid: string,
  leaf: number | HeaderField = 0,
): boolean =>
  createConditions(inputOf(given), { conditions: structuredClone(CONDITIONS) })(
    { cond: name },
    gid,
    leaf,
  );

/** A group whose leaves are all false. */
export function denied(group: Group): Group {
  return { ...group, leaves: group.leaves.map((leaf) => ({ ...leaf, v: false })) };
}
