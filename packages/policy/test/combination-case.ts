import type { Body, Code, Group } from "@safepassage/schema";
import { type Case, consentTo, inputOf, META } from "./case.ts";

/** What a leaf holds. */
export type Value = Group["leaves"][number]["v"];

/** A group with leaves of these fields and values. */
export const group = (kind: string, links: string[], ...leaves: [string, Value][]): Group => ({
  kind,
  links,
  meta: META,
  leaves: leaves.map(([f, v]) => ({ f, v })),
});

/** A person of a category and class of age. */
export const person = (
  ledCategory: Code<"led6_category">,
  ageClass: Code<"age_class">,
  ...leaves: [string, Value][]
): Group => ({
  ...group("subject", [], ...leaves),
  ledCategory,
  ageClass,
});

/** Her consent to what is said of her. */
export const CONSENT = consentTo(["subject"]);

/** A case under the clause against identification, with its bound in bits. */
export const given = (body: Body, bound: number, more: Partial<Case> = {}) =>
  inputOf({
    body,
    agreement: { noIdentificationClause: true, quasiIdentifierBound: bound },
    ...more,
  });
