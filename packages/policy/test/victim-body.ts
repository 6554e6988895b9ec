import type { Body } from "@safepassage/schema";
import { META } from "./case.ts";

/** A victim, of whom only her pseudonym is said. */
export const PERSON = {
  kind: "subject",
  links: [],
  meta: META,
  ledCategory: "victim",
  ageClass: "adult",
  leaves: [{ f: "subject.pseudonym", v: "sX55H5KQ3JhjAj_MFH-MZQ" }],
} as const;

/** What happened to her, and on which day. */
export const EVENT = {
  kind: "event",
  links: ["anna"],
  meta: META,
  leaves: [
    { f: "event.indicators", v: "isolation" },
    { f: "event.period", v: "2026-10-05" },
  ],
} as const;

/** Both. */
export const BODY: Body = { anna: PERSON, event: EVENT };
