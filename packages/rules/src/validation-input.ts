import type { StructuralResult } from "@safepassage/core";
import type {
  Agreement,
  Authorisation,
  Consent,
  History,
  MatchSession,
  RegistryFacts,
  SchemaIssue,
} from "@safepassage/schema";
import type { Tier } from "./judgement.ts";

/** A message and what the judge knows about it. */
export interface ValidationInput {
  /** A decoded message (`DecodedMessage`), untrusted. */
  readonly message: unknown;
  readonly tier: Tier;
  /** Instant of judging, `2026-11-24T09:02:00Z`. */
  readonly now: string;
  /** The agreement that the message names, as the judge holds it. */
  readonly agreement?: Agreement;
  /** Consents whose assertions were verified. Absent: unknown. Empty: none. */
  readonly consents?: readonly Consent[];
  /** Authorisations and prior authorisations whose tokens were verified. Absent: unknown. Empty: none. */
  readonly authorisations?: readonly Authorisation[];
  readonly registry?: RegistryFacts;
  readonly history?: History;
  /** Sessions of token matching that are open now. Absent: unknown. Empty: none. */
  readonly sessions?: readonly MatchSession[];
  /** Structural checks that were made when the message was opened. */
  readonly structural?: readonly StructuralResult[];
  /**
   * Faults in the shape of the message, found when it was opened. Default: checked here. Trusted: parts
   * without an issue are not checked again.
   */
  readonly issues?: readonly SchemaIssue[];
}
