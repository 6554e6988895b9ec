import { type Clock, encodeUtf8, ProtocolError, toInstant } from "@safepassage/core";
import { verifyReceipt } from "@safepassage/message";
import type { Agreement, DecodedMessage, Draft } from "@safepassage/schema";
import { type AgencyRegistry, issueEpochs } from "@safepassage/trust";
import type { Judgement } from "@safepassage/validator";
import { createAgencyContext } from "../create-context.ts";
import { createMaintenance } from "../maintenance.ts";
import { composeRequest } from "../send/compose-request.ts";
import { attempt, postpone } from "../send/deliver.ts";
import type { DraftRequest } from "../send/draft-request.ts";
import { type Fetch, withTimeout } from "../send/fetch-text.ts";
import { type Known, prepareDraft } from "../send/queue.ts";
import { sendReplies } from "../send/send-replies.ts";
import { createSender, knownOf } from "../send/sender.ts";
import type { AgencyContext, LogEvent } from "../setting/context.ts";
import type { Partner } from "../setting/partner.ts";
import type { Prepared } from "../stages/prepare.ts";
import type { OutboxState } from "../store/rows.ts";
import { openSqliteStore } from "../store/sqlite/store.ts";
import { receivePackage } from "../take/receive.ts";
import { RefusedPackage } from "../take/refusal.ts";
import { readAgencyFolder } from "./agency-folder.ts";

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
  /** A message that was taken in, and how it was judged; `undefined` if none of this digest is held. */
  read(digest: string): Promise<Omit<Taken, "receipts"> | undefined>;
  /** The key epochs that messages to this agency are sealed to, compact JWS. */
  publishedEpochs(): string;
  /** Does what time demands: new keys, erasure of what is due. Call it at least once a day. */
  maintain(): Promise<void>;
  close(): Promise<void>;
}

/** What may be sent of a draft, and what its recipient will decide. */
export interface Plan extends Prepared {
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
  /** Codes and digests only; never a value of a message. */
  readonly log?: (event: LogEvent) => void;
}

/**
 * Opens the folder of an agency: its keys, registry, agreements and state. `safepassage init` makes one.
 *
 * @throws AgencyError `AGENCY_FOLDER_INVALID`, `GATEWAY_REGISTRY_MISSING`, `GATEWAY_STORE_*`.
 * @see docs/spec/agency.md
 */
export async function openAgency(
  folder: string,
  { fetch = globalThis.fetch, ...options }: OpenOptions = {},
): Promise<Agency> {
  const { registry, database, ...held } = await readAgencyFolder(folder, fetch);
  const store = openSqliteStore(database);
  const context = createAgencyContext({
    ...options,
    ...held,
    store,
    fetch,
    registry: () => registry,
  });
  const maintenance = createMaintenance(context);
  const sender = createSender(context);
  // What was prepared here, with what its request said beside the draft. Not to be seen, so that it is never stored.
  const known = new WeakMap<Plan, Known>();

  return {
    entity: held.entity,
    registry,
    agreements: () => context.agreements().inForce(toInstant(context.clock.now()).slice(0, 10)),
    async prepare(given) {
      const more = isDraft(given) ? {} : knownOf(given);
      const draft = isDraft(given) ? given : composeRequest(context, given);
      const prepared = await store.transaction((tx) =>
        prepareDraft(context, tx, draft, "minimise", more),
      );
      const plan = { ...prepared, explain: () => explain(prepared) };
      known.set(plan, more);
      return plan;
    },
    async send(plan, partner) {
      const { id } = await sender.send(plan.draft, known.get(plan));
      return deliverOne(context, id, partner);
    },
    async deliver(partner) {
      await sendReplies(context);
      // Whoever calls this does not want to wait until a pause is over.
      const open = await store.transaction((tx) => tx.outbox.due(Number.MAX_SAFE_INTEGER, AT_ONCE));
      const sent: Sent[] = [];
      for (const { id, recipient } of open) {
        const atHand = partner?.entity === recipient ? partner : undefined;
        sent.push(await deliverOne(context, id, atHand));
      }
      return sent;
    },
    take: (sealed) => takeIn(context, sealed),
    async read(digest) {
      const row = await store.transaction((tx) => tx.inbox.findByDigest(digest));
      if (row?.content === undefined) return undefined;
      const { message, judgement } = row.content;
      const [verdict] = row.receipts.flatMap((receipt) => verdictOf(context, receipt) ?? []);
      return verdict && { digest, verdict, findings: judgement.findings, message };
    },
    publishedEpochs() {
      const { self: entity, epochs, signer, clock } = context;
      epochs.rotate(false);
      return issueEpochs(epochs.publish(), { entity, signer, now: clock.now() });
    },
    maintain: maintenance.run,
    async close() {
      await maintenance.stop();
      await store.close();
    },
  };
}

const isDraft = (given: DraftRequest | Draft): given is Draft =>
  "clear" in given && given.clear !== undefined && "env.messageId" in given.clear;

function explain({ judgement, leaks }: Prepared): string {
  const standing = [...judgement.findings, ...leaks].filter(({ severity }) => severity === "error");
  return standing.map(({ rule, sentence, fix }) => `${rule}: ${sentence} ${fix}`).join("\n");
}

async function deliverOne(
  context: AgencyContext,
  id: string,
  partner: Agency | undefined,
): Promise<Sent> {
  const partnerOf = partner === undefined ? context.partnerOf : () => atHand(partner);
  try {
    await withTimeout(context.retry.timeoutMs, (signal) =>
      attempt({ ...context, partnerOf }, id, signal),
    );
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    await postpone(context, id, error.code);
  }
  const row = await context.store.transaction((tx) => tx.outbox.find(id));
  if (row === undefined) throw new TypeError("what was queued is gone");
  const { digest, state, receipts, lastError } = row;
  const verdict = receipts.map((receipt) => verdictOf(context, receipt)).find((one) => one);
  return {
    ...{ id, digest, state, receipts },
    ...(verdict === undefined ? {} : { verdict }),
    ...(lastError === undefined ? {} : { error: lastError }),
  };
}

function verdictOf(context: AgencyContext, receipt: string): Judgement["verdict"] | undefined {
  const claims = verifyReceipt(receipt, context.registryHeld());
  return claims.kind === "decided" ? claims.verdict : undefined;
}

/** An agency that is open in the same process, as a partner that is reached over a network. */
const atHand = (agency: Agency): Partner => ({
  publishedEpochs: async () => agency.publishedEpochs(),
  async deliver(sealed) {
    try {
      const { receipts } = await agency.take(sealed);
      return { status: 200, text: JSON.stringify({ receipts }) };
    } catch (error) {
      if (!(error instanceof RefusedPackage)) throw error;
      return { status: 400, text: JSON.stringify({ receipt: error.receipt }) };
    }
  },
});

async function takeIn(context: AgencyContext, sealed: string): Promise<Taken> {
  const { receipts, judgement } = await receivePackage(context, encodeUtf8(sealed));
  const decided = receipts
    .map((receipt) => verifyReceipt(receipt, context.registryHeld()))
    .find(({ kind }) => kind === "decided");
  if (decided?.kind !== "decided") throw new TypeError("a package was judged without a receipt");
  const { msg: digest, verdict } = decided;
  const row = await context.store.transaction((tx) => tx.inbox.findByDigest(digest));
  const message = row?.content?.message;
  const findings = judgement?.findings ?? row?.content?.judgement.findings ?? [];
  return { digest, verdict, findings, ...(message && { message }), receipts };
}

/** Most messages that are delivered in one call. */
const AT_ONCE = 64;
