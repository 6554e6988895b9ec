import type { StructuralResult } from "@safepassage/core";
import type { SchemaIssue } from "@safepassage/schema";
import type { Tier } from "./judgement.ts";
import type { Facts } from "./needs.ts";

/** A message and what the judge knows about it. An absent fact is unknown; an empty list means none. */
export interface ValidationInput extends Partial<Facts> {
  /** A decoded message (`DecodedMessage`), untrusted. */
  readonly message: unknown;
  readonly tier: Tier;
  /** Instant of judging, `2026-11-24T09:02:00Z`. */
  readonly now: string;
  /** Structural checks that were made when the message was opened. */
  readonly structural?: readonly StructuralResult[];
  /**
   * Faults in the shape of the message, found when it was opened. Default: checked here. Trusted: parts
   * without an issue are not checked again.
   */
  readonly issues?: readonly SchemaIssue[];
}
