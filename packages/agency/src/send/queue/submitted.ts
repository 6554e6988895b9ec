import type { HistoryOptions } from "@safepassage/history";
import type { Judgement } from "@safepassage/validator";
import type { DoneBy } from "../../effects/shared/acts.ts";
import type { Effect } from "../../effects/shared/effect-types.ts";
import type { PrepareOptions } from "../../stages/prepare.ts";
import type { Prepared } from "../../stages/results.ts";
import type { Tx } from "../../store/ports.ts";
import type { OutboxState } from "../../store/rows.ts";
import type { Approval } from "../approval/second-officer.ts";
import type { Officer } from "../draft/draft-request.ts";

/** What a case system learns of a message that it submitted: what its recipient will decide, as far as is known here. */
export interface Submitted
  extends Partial<Pick<Judgement, "verdict" | "findings" | "evaluated" | "notEvaluated">> {
  /** `jti` of the message. */
  readonly id: string;
  /** SHA-256 of the issuer-signed JWT. */
  readonly digest: string;
  readonly state: OutboxState;
  /** For a withdrawal: the message was never posted, so it was erased here and nobody is told. `digest` is its own. */
  readonly unsent?: true;
  /** For a withdrawal: digests of its other corrections; with `unsent`, of the other messages that were erased. */
  readonly further?: readonly string[];
  /**
   * For a withdrawal: digests of the messages whose recipient nothing can be written to, since it or this agency has left the registry:
   * a person has to tell it. Where nobody was told, `digest` is that of the message, and not of a correction.
   */
  readonly untold?: readonly string[];
  /** For a withdrawal: digests of the messages on the consent that stay, since they rest on another basis too. */
  readonly kept?: readonly string[];
  /** The consents that it rests on: `consentRef` of a withdrawal. */
  readonly consents?: readonly string[];
  /** What became of each field, if the gateway minimised. */
  readonly account?: Prepared["account"];
}

/** How a message is submitted. */
export interface SubmitOptions extends Required<PrepareOptions> {
  /** The caller chooses it: submitting again with the same key sends nothing twice. */
  readonly idempotencyKey?: string;
  /** Who chooses it, in a word or two. Left out for the systems of the agency. Nobody takes a key of somebody else's. */
  readonly keyOf?: string;
  /** What the caller asked for, where the request was made from it: by this it is known again. Default: the request. */
  readonly asked?: object;
  /** By a second officer, where the agreement asks for one. */
  readonly approval?: Approval;
  /** Staff ids of others who have composed it at an earlier revision: none of them may approve it, or review it. */
  readonly composers?: readonly string[];
  /**
   * The officer who has it sent, where that is another one than the request names. That one decides too, so both are known as
   * surely as the agreement asks: the message states the lower assurance of the two.
   */
  readonly sentBy?: Officer;
  /** The roles in which that officer asks, or `machine` where a system does: for the record of acts. */
  readonly role?: string;
  /** The id of the draft that it was kept as: for the record of acts. */
  readonly draft?: string;
  /**
   * What else is done in the transaction that queues it, such as to close that draft. Gets the digest of the message. The effects that it
   * returns are carried out last.
   */
  readonly beside?: Beside;
}

export type Beside = (tx: Tx, digest: string) => Promise<readonly Effect[]>;

/** What the case system states about a draft beside its content. */
export interface Known extends Omit<HistoryOptions, "people"> {
  /** The case system's ids of the persons, by group id. Never stored. */
  readonly people?: Readonly<Record<string, string>>;
  /** The case system's id of the case. Stored as a keyed hash, to find the message by. */
  readonly case?: string;
  /** The consent records that it is to be sent on, in their order. Stored as keyed hashes, to find the message by. */
  readonly records?: readonly Readonly<Record<string, unknown>>[];
  /** Who has it sent. */
  readonly by?: DoneBy;
  /** Nobody chose the day of erasure: an answer that repeats its request then ends with it. */
  readonly mayEndEarlier?: true;
  /** Nobody chose the deadline of delivery: a correction then arrives while its message is held. */
  readonly mayArriveEarlier?: true;
}
