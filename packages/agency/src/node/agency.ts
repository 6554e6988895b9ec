import type { Carrier, Evidence } from "@safepassage/message";
import type { Agreement, DecodedMessage, Draft } from "@safepassage/schema";
import type { AgencyRegistry } from "@safepassage/trust";
import type { AccountEntry, Judgement } from "@safepassage/validator";
import type { AgencyOptions } from "../create-context.ts";
import type { ShownMessage } from "../effects/exchange/show-corrected.ts";
import type { Reviewed, ReviewRequest } from "../send/approval/review.ts";
import type { WarningReview, WarningReviewRequest } from "../send/approval/review-warning.ts";
import type { DraftRequest } from "../send/draft/draft-request.ts";
import type { WithdrawalReach } from "../send/withdrawal/withdrawal-reach.ts";
import type { WithdrawalRequest } from "../send/withdrawal/withdrawal-request.ts";
import type { ClockView } from "../setting/clock-watch.ts";
import type { LogEvent } from "../setting/log-event.ts";
import type { ShownDraft } from "../stages/results.ts";
import type { OutboxState } from "../store/rows.ts";
import type { UpgradeHearer } from "../store/sql/upgrade-progress.ts";
import type { Authenticated } from "../take/authenticate.ts";
import type { ClientCertificate } from "../take/client-certificate.ts";

/** One agency's side of an exchange, with what its folder holds. */
export interface Agency {
  readonly entity: string;
  readonly registry: AgencyRegistry;
  /** The agreements in force today, newest versions first. */
  agreements(): readonly Agreement[];
  /**
   * Reduces a draft to what may be sent, and rehearses what its recipient will decide. Nothing is signed yet.
   *
   * @throws SchemaError `SCHEMA_INVALID` with every place that is wrong; AgencyError `GATEWAY_RECIPIENT_UNKNOWN`,
   *   `GATEWAY_AGREEMENT_UNKNOWN`; ProtocolError as `prepare` of `@safepassage/agency` does.
   */
  prepare(draft: DraftRequest | Draft): Promise<Plan>;
  /**
   * Signs a plan, seals it, delivers it, and verifies the receipts. If delivery fails, the message waits in the outbox.
   *
   * @param plan - The object that {@link prepare} returned since the folder was opened, not a copy.
   * @throws AgencyError `GATEWAY_DRAFT_REFUSED` for a plan that may not be sent; TypeError for a copy.
   * @param partner - The recipient, if it is open in this process. Default: its address in the registry.
   */
  send(plan: Plan, partner?: Agency): Promise<Sent>;
  /** Delivers what is due in the outbox: undelivered messages, and certificates of erasures. After a failure one waits. */
  deliver(partner?: Agency): Promise<readonly Sent[]>;
  /** How many messages wait in the outbox for a receipt, also those whose next attempt is not due yet. */
  waiting(): Promise<number>;
  /**
   * Finds out which agency makes a request to this one, for a program that answers requests itself.
   *
   * @throws TrustError `TRUST_REQUEST_*`, `TRUST_AGENCY_UNKNOWN`, `TRUST_KEY_*`; AgencyError `GATEWAY_ADDRESS_UNKNOWN`.
   */
  authenticate(request: Request, client?: ClientCertificate): Authenticated;
  /**
   * Opens a sealed message, judges it, stores it, and signs the receipts.
   *
   * @param carrier - Of a package that was posted: what {@link authenticate} found. Default: it came as a file.
   * @throws {@link RefusedPackage} for a package that cannot be opened or judged, with the signed refusal; MessageError
   *   `PACKAGE_PEER_MISMATCH`, `MESSAGE_POSTED_UNSIGNED` for one that its sender did not post.
   */
  take(sealed: string, carrier?: Carrier): Promise<Taken>;
  /**
   * Tells the recipient to erase a message whose consent was withdrawn, and every other message to it on that consent; with
   * `record` or `everywhere`, each recipient of each message on the same consent record.
   *
   * @throws AgencyError `GATEWAY_MESSAGE_UNKNOWN`, `GATEWAY_WITHDRAWAL_IMPOSSIBLE`, `GATEWAY_WITHDRAWAL_RECORD_UNKNOWN`.
   */
  withdraw(request: WithdrawalRequest, partner?: Agency): Promise<Withdrawn>;
  /**
   * Works out what {@link withdraw} would reach. Nothing is erased or sent. With `record` or `everywhere` it is recorded as a search.
   *
   * @throws AgencyError as {@link withdraw}.
   */
  withdrawalReach(request: WithdrawalRequest): Promise<WithdrawalReach>;
  /**
   * Records that somebody has looked whether a message, sent or received, is still needed, and what was decided.
   *
   * @throws AgencyError `GATEWAY_MESSAGE_UNKNOWN`, `GATEWAY_REVIEW_IMPOSSIBLE`; `GATEWAY_QUARANTINE_UNREAD` if a message in quarantine
   *   is to be erased that nobody has read.
   */
  review(request: ReviewRequest): Promise<Reviewed>;
  /** Reads a message that was taken in, as its corrections have left it, and its judgement; `undefined` if none of this digest is held. */
  read(digest: string): Promise<Omit<Taken, "receipts"> | undefined>;
  /**
   * Reads a message in quarantine, and records who has read it; `undefined` if none of this digest is there.
   *
   * @param role - One of the two roles of the agency that may: 1 to 64 letters, digits, `_` and `-`.
   * @throws RangeError for another.
   */
  readQuarantined(digest: string, role: string): Promise<DecodedMessage | undefined>;
  /**
   * Reads the proof that a message was sent or taken in, even if it is erased; `undefined` for an unknown digest. Of a
   * certificate of erasure `sdJwt` holds what it states, for `verifyCertificate` of `@safepassage/message`.
   */
  evidence(digest: string): Promise<(Evidence & { readonly sdJwt?: string }) | undefined>;
  /**
   * The alarms about a threat to life that nobody was told yet, oldest first. Each is handed over once: tell a person. A
   * program that gave `log` gets them there.
   */
  alarms(): Promise<readonly LogEvent[]>;
  /**
   * Records what a second officer found when looking at a warning of immediate danger that this agency sent. Have it
   * done within a day. A warning that was a mistake is then taken back with a recall, within another day.
   *
   * @throws AgencyError `GATEWAY_MESSAGE_UNKNOWN`, `GATEWAY_REVIEW_NOT_INDEPENDENT`.
   */
  reviewWarning(digest: string, review: WarningReviewRequest): Promise<WarningReview>;
  /** The key epochs that messages to this agency are sealed to, compact JWS. */
  publishedEpochs(): string;
  /**
   * Makes new keys and erases what is due. Call it at least once a day.
   *
   * @param time - After a jump of the clock: what a person's own clock shows.
   * @returns what the clock looks like. While it is implausible nothing is erased.
   * @throws AgencyError `GATEWAY_CLOCK_DIFFERS` for another time than the clock's.
   */
  maintain(time?: Date): Promise<ClockView>;
  /** Waits for the calls under way, and closes the state. Every later call is a `TypeError`. */
  close(): Promise<void>;
}

/** What may be sent of a draft, and what its recipient will decide. */
export interface Plan extends ShownDraft {
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
  /** Entity id. */
  readonly recipient: string;
  readonly state: OutboxState;
  /** What its recipient decided, according to its receipt. */
  readonly verdict?: Judgement["verdict"];
  /** Code of the last failed attempt. */
  readonly error?: string;
  /** Digest of the message that this one was signed in the place of, for the catalogue of this version. */
  readonly replaces?: string;
  readonly receipts: readonly string[];
}

/** What became of a withdrawal. Digests are of messages. */
export interface Withdrawn {
  /** What asks the recipients to erase; several to one where one cannot name all. What could not be delivered waits in the outbox. */
  readonly corrections: readonly Sent[];
  /** Messages that nobody has: they were erased here, and there is no one to tell. */
  readonly unsent: readonly string[];
  /** Messages whose recipient, or this agency, has left the registry: nothing can be sent to it, so a person has to tell it. */
  readonly untold: readonly string[];
  /** Messages that stay, since they rest on another basis too. */
  readonly kept: readonly string[];
}

/**
 * A message that was taken in. `message`, as its corrections have left it, is there only if it was accepted: of a
 * rejected one nothing is kept, and `readQuarantined` reads one in quarantine.
 */
export interface Taken extends Partial<ShownMessage> {
  /** SHA-256 of the signed message. */
  readonly digest: string;
  readonly verdict: Judgement["verdict"];
  /** Empty where the message was rejected before: nothing of it was kept. `rules` still names what refused it. */
  readonly findings: Judgement["findings"];
  /** Rules that found something, as the signed receipt has them. */
  readonly rules: readonly string[];
  /** Digest of the catalogue by which it was judged. */
  readonly profile: string;
  readonly receipts: readonly string[];
}

/** How a folder is opened. */
export interface OpenOptions
  extends Pick<AgencyOptions, "clock" | "fetch" | "packs" | "log" | "onError" | "backupDays">,
    Partial<Pick<AgencyOptions, "store">> {
  /** Gets the progress of an upgrade of the tables. */
  readonly onUpgrade?: UpgradeHearer;
}
