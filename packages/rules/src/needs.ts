import type { PolicyInput } from "@safepassage/policy";
import type { Clear, History, MatchSession, Private } from "@safepassage/schema";

/** All claims of `clear` and `private`. */
export type Claims = Clear & Private;

/** What a judge may know in addition to the message. */
export interface Facts
  extends Pick<PolicyInput, "agreement" | "consents" | "authorisations" | "registry"> {
  readonly history: History;
  /** Sessions of token matching that are open now. */
  readonly sessions: readonly MatchSession[];
}

/** A claim or fact without which a rule cannot be judged. */
export type Need = RequiredClaim | keyof Facts;

/** Claims that a message must have. */
export type RequiredClaim = {
  [K in keyof Claims]-?: undefined extends Claims[K] ? never : K;
}[keyof Claims];
