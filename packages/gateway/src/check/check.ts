import type { Finding } from "../findings/finding.ts";
import type { Subject } from "./subject.ts";

/** What one check has found. */
export type Found =
  | { readonly findings: readonly Finding[]; readonly note?: string | undefined }
  /** What stands in the way of the check itself. */
  | { readonly notChecked: string };

/** One thing that is looked at before a gateway starts, and whenever somebody asks. */
export interface Check {
  /** One word or two, for people and scripts. */
  readonly name: string;
  look(subject: Subject): Found | Promise<Found>;
}

/** The result of a check that could be made. */
export const found = (findings: readonly Finding[], note?: string): Found => ({ findings, note });

/** The result of a check that needs a part which cannot be read. */
export const lacks = (what: string): Found => ({ notChecked: `${what} cannot be used` });
