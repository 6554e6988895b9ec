import type { OpenedMessage } from "@safepassage/message";
import type { Agreement, Draft, History } from "@safepassage/schema";
import type { AgencyRegistry } from "@safepassage/trust";
import type { RulePack } from "@safepassage/validator";

/** The facts by which both sides of an exchange judge a message. */
export interface AgencyFacts {
  readonly registry: AgencyRegistry;
  /** Finds an agreement with verified signatures, by its digest. */
  readonly findAgreement: (sha256: string) => Agreement | undefined;
  /** Finds one that was verified once, by its digest: what only erases passes under it. */
  readonly findFormerAgreement?: ((sha256: string) => Agreement | undefined) | undefined;
  /** Refuses a draft under an agreement in whose place its parties have put a newer version. Left out, nobody looks. */
  readonly requireNewest?: ((draft: Draft) => void) | undefined;
  /** The time now. */
  readonly now: Date;
  /** Packs of rules. Default: those of this version. */
  readonly packs?: readonly RulePack[] | undefined;
  /**
   * Reads what this agency's store knows about a message. Left out: rules on earlier messages are reported as not
   * evaluated. It returns `undefined` if the store cannot say anything, such as for a message of unsound shape.
   */
  readonly historyOf?: (message: Judged) => History | undefined;
}

/** The {@link AgencyFacts} of a sender. */
export interface SenderFacts extends AgencyFacts {
  /** Whether a message id was used before. Left out: none was. */
  readonly isUsed?: (messageId: string) => boolean;
}

/** A message, and the faults of its shape. */
export type Judged = Pick<OpenedMessage, "message" | "issues">;
