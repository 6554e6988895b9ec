import type { Clock } from "@safepassage/core";
import type { Evidence } from "@safepassage/message";
import type { Agreement, DecodedMessage, Draft } from "@safepassage/schema";
import type { AgencyRegistry } from "@safepassage/trust";
import type { AccountEntry, Judgement, RulePack } from "@safepassage/validator";
import type { DraftRequest } from "../send/draft-request.ts";
import type { Fetch } from "../send/fetch-text.ts";
import type { WithdrawalRequest } from "../send/withdrawal.ts";
import type { LogEvent } from "../setting/context.ts";
import type { Prepared } from "../stages/prepare.ts";
import type { AgencyStore } from "../store/ports.ts";
import type { OutboxState } from "../store/rows.ts";

/** One agency's side of an exchange, with what its folder holds. */
export interface Agency {
  readonly entity: string;
  readonly registry: AgencyRegistry;
  /** The agreements in force today, the newest versions first. */
  agreements(): readonly Agreement[];
  /** Reduces a draft to what may be sent, and rehearses what its recipient will decide. Nothing is signed yet. */
  prepare(draft: DraftRequest | Draft): Promise<Plan>;
  /**
   * Signs a plan, seals it, delivers it, and verifies the receipts. What cannot be delivered now waits in the outbox.
   *
   * @param partner - The recipient, where it is at hand. Default: its address in the registry.
   */
  send(plan: Plan, partner?: Agency): Promise<Sent>;
  /** Delivers what waits in the outbox: messages that could not be delivered, and certificates of erasures. */
  deliver(partner?: Agency): Promise<readonly Sent[]>;
  /**
   * Opens a sealed message, judges it, stores it, and signs the receipts.
   *
   * @throws {@link RefusedPackage} for a package that cannot be opened or judged, with the signed refusal.
   */
  take(sealed: string): Promise<Taken>;
  /**
   * Tells the recipient of a message to erase it, since the consent that it rests on was withdrawn, and with it every
   * other message to it on that consent.
   *
   * @returns The corrections that say so; several where one cannot name all.
   * @throws AgencyError `GATEWAY_MESSAGE_UNKNOWN`, `GATEWAY_WITHDRAWAL_IMPOSSIBLE`.
   */
  withdraw(request: WithdrawalRequest, partner?: Agency): Promise<readonly Sent[]>;
  /** A message that was taken in, and how it was judged; `undefined` if none of this digest is held. */
  read(digest: string): Promise<Omit<Taken, "receipts"> | undefined>;
  /** What shows that a message was sent or taken in, also when it is erased; `undefined` if none of this digest is known. */
  evidence(digest: string): Promise<Evidence | undefined>;
  /** The key epochs that messages to this agency are sealed to, compact JWS. */
  publishedEpochs(): string;
  /** Does what time demands: new keys, erasure of what is due. Call it at least once a day. */
  maintain(): Promise<void>;
  close(): Promise<void>;
}

/** What may be sent of a draft, and what its recipient will decide. */
export interface Plan extends Prepared {
  /** What became of each value, and why: a sentence, empty where the value is sent as it is. */
  readonly account: readonly (AccountEntry & { readonly why: string })[];
  /** What stands in the way, a line for each finding; empty if nothing does. */
  explain(): string;
}

/** A message that was sent. */
export interface Sent {
  readonly id: string;
  /** SHA-256 of the signed message. */
  readonly digest: string;
  readonly state: OutboxState;
  /** What its recipient decided, by its receipt. */
  readonly verdict?: Judgement["verdict"];
  /** Code of the last attempt that failed. */
  readonly error?: string;
  readonly receipts: readonly string[];
}

/** A message that was taken in. */
export interface Taken {
  /** SHA-256 of the signed message. */
  readonly digest: string;
  readonly verdict: Judgement["verdict"];
  readonly findings: Judgement["findings"];
  /** Left out where it was rejected: nothing of it is kept. */
  readonly message?: DecodedMessage;
  readonly receipts: readonly string[];
}

/** How a folder is opened. */
export interface OpenOptions {
  readonly clock?: Clock;
  readonly fetch?: Fetch;
  /** Packs of rules to judge by, `[...DEFAULT_PACKS, mine]`. Default: those of this version. */
  readonly packs?: readonly RulePack[];
  /** Where messages are kept, in place of `state/agency.db`. `close` closes it. */
  readonly store?: AgencyStore;
  /** Codes and digests only; never a value of a message. */
  readonly log?: (event: LogEvent) => void;
}
