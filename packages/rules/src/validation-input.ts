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

/** A message and what its judge knows. */
export interface ValidationInput {
  /** Decoded form (`DecodedMessage`), not trusted to have it. */
  readonly message: unknown;
  readonly tier: Tier;
  /** Instant of judging, `2026-11-24T09:02:00Z`. */
  readonly now: string;
  /** The agreement that the message names, as the judge holds it. */
  readonly agreement?: Agreement;
  /** Consents whose assertions were verified. Left out: unknown. Empty: none. */
  readonly consents?: readonly Consent[];
  /** Authorisations and prior ones whose tokens were verified. Left out: unknown. Empty: none. */
  readonly authorisations?: readonly Authorisation[];
  readonly registry?: RegistryFacts;
  readonly history?: History;
  /** Sessions of token matching that are open now. Left out: unknown. Empty: none. */
  readonly sessions?: readonly MatchSession[];
  /** Structural checks that were made when the message was opened. */
  readonly structural?: readonly StructuralResult[];
  /**
   * What is wrong with the shape of the message, as the opener found it. Left out: found out here.
   * Trusted: what no issue names is not looked at again.
   */
  readonly issues?: readonly SchemaIssue[];
}
