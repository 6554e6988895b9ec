import type { OpenedMessage } from "@safepassage/message";
import type { Agreement, DecodedMessage, History, SchemaIssue } from "@safepassage/schema";
import type { AgencyRegistry } from "@safepassage/trust";
import type { RulePack } from "@safepassage/validator";

/** What both sides of an exchange judge a message with. */
export interface AgencyFacts {
  readonly registry: AgencyRegistry;
  /** An agreement whose signatures were verified, by its digest. */
  readonly findAgreement: (sha256: string) => Agreement | undefined;
  /** The time now. */
  readonly now: Date;
  /** Packs of rules. Default: those of this version. */
  readonly packs?: readonly RulePack[] | undefined;
  /**
   * What this agency's own store knows that concerns a message. Left out: the rules that look at
   * earlier messages are reported as not evaluated. `undefined` for a message of which the store
   * can say nothing, such as one of unsound shape.
   */
  readonly historyOf?: (message: Judged) => History | undefined;
}

/** {@link AgencyFacts} of an agency that is about to send. */
export interface SenderFacts extends AgencyFacts {
  /** Whether a message id was used before. Left out: none was. */
  readonly isUsed?: (messageId: string) => boolean;
}

/** A message, and what is wrong with its shape. */
export type Judged = {
  readonly message: DecodedMessage;
  readonly issues: readonly SchemaIssue[];
} & Partial<Pick<OpenedMessage, "digest">>;
