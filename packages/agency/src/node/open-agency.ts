import { encodeUtf8, ProtocolError, systemClock, toInstant } from "@safepassage/core";
import { verifyReceipt } from "@safepassage/message";
import type { Draft } from "@safepassage/schema";
import type { AccountEntry } from "@safepassage/validator";
import { createAgencyContext } from "../create-context.ts";
import { createMaintenance } from "../maintenance.ts";
import { composeRequest } from "../send/compose-request.ts";
import { attempt, postpone } from "../send/deliver.ts";
import type { DraftRequest } from "../send/draft-request.ts";
import { withTimeout } from "../send/fetch-text.ts";
import { type Known, prepareDraft } from "../send/queue.ts";
import { sendReplies } from "../send/send-replies.ts";
import { createSender, knownOf } from "../send/sender.ts";
import type { AgencyContext } from "../setting/context.ts";
import type { Partner } from "../setting/partner.ts";
import { publishEpochs } from "../setting/standing.ts";
import type { Prepared } from "../stages/prepare.ts";
import { openSqliteStore } from "../store/sqlite/store.ts";
import { receivePackage } from "../take/receive.ts";
import { RefusedPackage } from "../take/refusal.ts";
import type { Agency, OpenOptions, Plan, Sent, Taken } from "./agency.ts";
import { readAgencyFolder } from "./agency-folder.ts";
import { createTextSource, type RegistrySource } from "./registry-source.ts";

/**
 * Opens the folder of an agency: its keys, registry, agreements and state. `safepassage init` makes one.
 *
 * @throws AgencyError `AGENCY_FOLDER_INVALID`, `GATEWAY_REGISTRY_MISSING`, `GATEWAY_STORE_*`.
 * @see docs/spec/agency.md
 */
export async function openAgency(
  folder: string,
  { fetch = globalThis.fetch, clock = systemClock, store: own, ...options }: OpenOptions = {},
): Promise<Agency> {
  const read = await readAgencyFolder(folder, fetch, clock);
  const { registryVerifier, readRegistry, database, ...held } = read;
  const store = own ?? openSqliteStore(database);
  try {
    const source = createTextSource(readRegistry, registryVerifier, { store, clock });
    await source.refresh();
    const given = { ...options, ...held, store, fetch, clock, registry: source.current };
    return withCalls(createAgencyContext(given), source);
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** The calls of an agency. Closing waits for those under way. */
function withCalls(context: AgencyContext, source: RegistrySource): Agency {
  const { store } = context;
  const maintenance = createMaintenance(context);
  const sender = createSender(context);
  const underWay = new Set<Promise<unknown>>();
  const call =
    <Args extends unknown[], T>(work: (...args: Args) => Promise<T>) =>
    (...args: Args): Promise<T> => {
      const one = work(...args).finally(() => underWay.delete(one));
      underWay.add(one);
      return one;
    };
  // What each plan's request stated beside its draft. Kept out of the plan, so that nobody stores it.
  const known = new WeakMap<Plan, Known>();

  return {
    entity: context.self,
    get registry() {
      return source.current();
    },
    agreements: () => context.agreements().inForce(toInstant(context.clock.now()).slice(0, 10)),
    prepare: call(async (given) => {
      const more = isDraft(given) ? {} : knownOf(given);
      const draft = isDraft(given) ? given : composeRequest(context, given);
      const prepared = await store.transaction((tx) =>
        prepareDraft(context, tx, draft, "minimise", more),
      );
      const account = prepared.account.map((entry) => ({ ...entry, why: whyOf(entry) }));
      const plan = { ...prepared, account, explain: () => explain(prepared) };
      known.set(plan, more);
      return plan;
    }),
    send: call(async (plan, partner) => {
      const { id } = await sender.send(plan.draft, known.get(plan));
      return deliverOne(context, id, partner);
    }),
    deliver: call(async (partner) => {
      await sendReplies(context);
      const due = await store.transaction((tx) =>
        tx.outbox.due(context.clock.now().getTime(), AT_ONCE),
      );
      const sent: Sent[] = [];
      for (const { id } of due) sent.push(await deliverOne(context, id, partner));
      return sent;
    }),
    withdraw: call(async (request, partner) => {
      const { digest, further = [] } = await sender.withdraw(request);
      const sent: Sent[] = [];
      for (const one of [digest, ...further]) {
        const row = await store.transaction((tx) => tx.outbox.findByDigest(one));
        if (row !== undefined) sent.push(await deliverOne(context, row.id, partner));
      }
      return sent;
    }),
    take: call((sealed) => takeIn(context, sealed)),
    read: call(async (digest) => {
      const row = await store.transaction((tx) => tx.inbox.findByDigest(digest));
      if (row?.content === undefined) return undefined;
      const { message, judgement } = row.content;
      const decided = decidedIn(context, row.receipts);
      const { findings } = judgement;
      return decided && { digest, verdict: decided.verdict, findings, message };
    }),
    evidence: call((digest) =>
      store.transaction(async ({ outbox, inbox }) => {
        const row = (await outbox.findByDigest(digest)) ?? (await inbox.findByDigest(digest));
        return row && { jwt: row.jwt, receipts: row.receipts };
      }),
    ),
    publishedEpochs: () => publishEpochs(context),
    maintain: call(async () => {
      // If no newer registry can be read, maintenance runs with the current one.
      await source.refresh().catch(context.onError);
      await maintenance.run();
    }),
    async close() {
      await maintenance.stop();
      await Promise.allSettled(underWay);
      await store.close();
    },
  };
}

const isDraft = (given: DraftRequest | Draft): given is Draft =>
  "clear" in given && given.clear !== undefined && "env.messageId" in given.clear;

const whyOf = ({ reason, finding }: AccountEntry): string => (reason ?? finding)?.sentence ?? "";

function explain({ judgement, leaks }: Prepared): string {
  const standing = [...judgement.findings, ...leaks].filter(({ severity }) => severity === "error");
  return standing.map(({ rule, sentence, fix }) => `${rule}: ${sentence} ${fix}`).join("\n");
}

async function deliverOne(
  context: AgencyContext,
  id: string,
  partner: Agency | undefined,
): Promise<Sent> {
  const partnerOf = (recipient: string): Partner =>
    recipient === partner?.entity ? atHand(partner) : context.partnerOf(recipient);
  try {
    await withTimeout(context.retry.timeoutMs, (signal) =>
      attempt({ ...context, partnerOf }, id, signal),
    );
  } catch (error) {
    await postpone(context, id, error instanceof ProtocolError ? error.code : "INTERNAL");
    if (!(error instanceof ProtocolError)) throw error;
  }
  const row = await context.store.transaction((tx) => tx.outbox.find(id));
  if (row === undefined) throw new TypeError("what was queued is gone");
  const { digest, state, receipts, lastError } = row;
  const verdict = decidedIn(context, receipts)?.verdict;
  const error = lastError === undefined ? {} : { error: lastError };
  return { id, digest, state, receipts, ...(verdict && { verdict }), ...error };
}

/** Verifies receipts, and finds what the recipient decided. */
const decidedIn = ({ registryHeld }: AgencyContext, receipts: readonly string[]) =>
  receipts
    .map((receipt) => verifyReceipt(receipt, registryHeld()))
    .find((claims) => claims.kind === "decided");

/** Wraps an agency that is open in this process as a partner. */
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
  const decided = decidedIn(context, receipts);
  if (decided === undefined) throw new TypeError("a package was judged without a receipt");
  const { msg: digest, verdict } = decided;
  const row = await context.store.transaction((tx) => tx.inbox.findByDigest(digest));
  const message = row?.content?.message;
  const findings = judgement?.findings ?? row?.content?.judgement.findings ?? [];
  return { digest, verdict, findings, ...(message && { message }), receipts };
}

const AT_ONCE = 64;
