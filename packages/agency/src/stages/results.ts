import type { IssuedMessage, OpenedMessage } from "@safepassage/message";
import type { PlacedLeaf } from "@safepassage/policy";
import type { Draft } from "@safepassage/schema";
import type { AccountEntry, Finding, Judgement } from "@safepassage/validator";

declare const STAGE: unique symbol;

/**
 * A value that only one function can make: a draft must be prepared to be signed, a message opened to be judged. Only the
 * type says so; at run time it is the plain value.
 */
export type Stage<Name extends string, T> = T & { readonly [STAGE]: Name };

/** A draft that was minimised and rehearsed. It is not signed yet. */
export type Prepared = Stage<"prepared", PreparedDraft>;

/** What a person is shown of a prepared draft before it is sent. */
export type ShownDraft = Omit<PreparedDraft, "rehearsed">;

/** The result of `prepare`. */
export interface PreparedDraft {
  /** What will be sent. */
  readonly draft: Draft;
  /** What became of each value of the given draft, in its order, and why. */
  readonly account: readonly AccountEntry[];
  /** Ids of groups that were left out. */
  readonly droppedGroups: readonly string[];
  /** Coarser values added beside a value that stays, so that an excerpt can show less. */
  readonly added: readonly PlacedLeaf[];
  /** What the recipient will decide, as far as the sender can know. */
  readonly judgement: Judgement;
  /** Places in the rest that reveal something of what was left out. */
  readonly leaks: readonly Finding[];
  /**
   * Whether the recipient accepts the draft, or quarantines it for a threat to life, and no value that was left out
   * stands in another place.
   */
  readonly maySend: boolean;
  /** The draft as it was rehearsed. Its signature is no agency's. */
  readonly rehearsed: Rehearsed;
}

/** A draft as its recipient will read it, and what the recipient will decide. */
export interface Rehearsal {
  /** Its signature is zeros: the message that is sent will have another one, and another digest. */
  readonly rehearsed: Rehearsed;
  readonly judgement: Judgement;
}

/** A message that nobody can accept yet, for want of its sender's signature. */
export interface Rehearsed {
  readonly issued: IssuedMessage;
  readonly opened: Opened;
}

/** A signed message, and what its recipient will read. */
export interface Signed extends Sealable {
  readonly issued: IssuedMessage;
  readonly opened: OpenedMessage;
}

/** The part of a signed message that is sealed. A store may keep it until the recipient can be reached. */
export interface Sealable {
  readonly issued: Pick<IssuedMessage, "sdJwt" | "seed">;
  /** Entity id of the sender. */
  readonly sender: string;
  /** Entity id of the recipient. */
  readonly recipient: string;
}

/** A message that passed every structural check. */
export type Opened = Stage<"opened", OpenedMessage>;
