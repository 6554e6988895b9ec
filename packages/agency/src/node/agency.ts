import type { Evidence } from "@safepassage/message";
import type { Agreement, DecodedMessage, Draft } from "@safepassage/schema";
import type { AgencyRegistry } from "@safepassage/trust";
import type { AccountEntry, Judgement } from "@safepassage/validator";
import type { AgencyOptions } from "../create-context.ts";
import type { DraftRequest } from "../send/draft-request.ts";
import type { WithdrawalRequest } from "../send/withdrawal.ts";
import type { Prepared } from "../stages/prepare.ts";
import type { OutboxState } from "../store/rows.ts";

/** One agency's side of an exchange, with what its folder holds. */
export interface Agency {
  readonly entity: string;
  readonly registry: AgencyRegistry;
  /** The agreements in force today, newest versions first. */
  agreements(): readonly Agreement[];
  /** Reduces a draft to what may be sent, and rehearses what its recipient will decide. Nothing is signed yet. */
  prepare(draft: DraftRequest | Draft): Promise<Plan>;
  /**
   * Signs a plan, seals it, delivers it, and verifies the receipts. If delivery fails, the message waits in the outbox.
   *
   * @param partner - The recipient, if it is open in this process. Default: its address in the registry.
   */
  send(plan: Plan, partner?: Agency): Promise<Sent>;
  /** Delivers what waits in the outbox: undelivered messages, and certificates of erasures. */
  deliver(partner?: Agency): Promise<readonly Sent[]>;
  /**
   * Opens a sealed message, judges it, stores it, and signs the receipts.
   *
   * @throws {@link RefusedPackage} for a package that cannot be opened or judged, with the signed refusal.
   */
  take(sealed: string): Promise<Taken>;
  /**
   * Tells the recipient to erase a message whose consent was withdrawn, and every other message to it on that consent.
   *
   * @returns The corrections that ask for it; several if one cannot name all.
   * @throws AgencyError `GATEWAY_MESSAGE_UNKNOWN`, `GATEWAY_WITHDRAWAL_IMPOSSIBLE`.
   */
  withdraw(request: WithdrawalRequest, partner?: Agency): Promise<readonly Sent[]>;
  /** Reads a message that was taken in, and its judgement; `undefined` if none of this digest is held. */
  read(digest: string): Promise<Omit<Taken, "receipts"> | undefined>;
  /** Reads the proof that a message was sent or taken in, even if it is erased; `undefined` for an unknown digest. */
  evidence(digest: string): Promise<Evidence | undefined>;
  /** The key epochs that messages to this agency are sealed to, compact JWS. */
  publishedEpochs(): string;
  /** Makes new keys and erases what is due. Call it at least once a day. */
  maintain(): Promise<void>;
  close(): Promise<void>;
}

/** What may be sent of a draft, and what its recipient will decide. */
export interface Plan extends Prepared {
  /** What became of each value, with a sentence that says why; empty if the value is sent unchanged. */
  readonly account: readonly (AccountEntry & { readonly why: string })[];
  /** Says what stands in the way, one line for each finding; empty if nothing does. */
  explain(): string;
}

/** A message that was sent. */
export interface Sent {
  readonly id: string;
  /** SHA-256 of the signed message. */
  readonly digest: string;
  readonly state: OutboxState;
  /** What its recipient decided, according to its receipt. */
  readonly verdict?: Judgement["verdict"];
  /** Code of the last failed attempt. */
  readonly error?: string;
  readonly receipts: readonly string[];
}

/** A message that was taken in. */
export interface Taken {
  /** SHA-256 of the signed message. */
  readonly digest: string;
  readonly verdict: Judgement["verdict"];
  readonly findings: Judgement["findings"];
  /** Left out if it was rejected: nothing of it is kept. */
  readonly message?: DecodedMessage;
  readonly receipts: readonly string[];
}

/** How a folder is opened. */
export interface OpenOptions
  extends Pick<AgencyOptions, "clock" | "fetch" | "packs" | "log">,
    Partial<Pick<AgencyOptions, "store">> {}
