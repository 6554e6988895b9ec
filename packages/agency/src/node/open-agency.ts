import { encodeUtf8, isJsonObject, ProtocolError, systemClock, toInstant } from "@safepassage/core";
import type { Carrier } from "@safepassage/message";
import type { Draft } from "@safepassage/schema";
import { parseForm } from "@safepassage/schema/form";
import type { AccountEntry } from "@safepassage/validator";
import { createAgencyContext } from "../create-context.ts";
import { showCorrected } from "../effects/exchange/show-corrected.ts";
import { announceAlarms } from "../effects/shared/alarms.ts";
import { createMaintenance } from "../maintenance.ts";
import { ReviewRequest } from "../send/approval/review.ts";
import { reviewWarning, WarningReviewRequest } from "../send/approval/review-warning.ts";
import { sendReplies } from "../send/deliver/send-replies.ts";
import { wakeEarlier } from "../send/deliver/sign-again.ts";
import { soundFetch } from "../send/deliver/sound-fetch.ts";
import { composeRequest, requireDraft } from "../send/draft/compose-request.ts";
import { DraftRequest } from "../send/draft/draft-request.ts";
import { prepareDraft, requireSendable } from "../send/queue/queue.ts";
import type { Known } from "../send/queue/submitted.ts";
import { createSender, knownOf } from "../send/sender.ts";
import { withdrawalReach } from "../send/withdrawal/withdrawal-reach.ts";
import { WithdrawalRequest } from "../send/withdrawal/withdrawal-request.ts";
import type { AgencyContext } from "../setting/context.ts";
import { publishEpochs } from "../setting/epoch-keys.ts";
import type { LogEvent } from "../setting/log-event.ts";
import { shownOf } from "../stages/prepare.ts";
import type { ShownDraft } from "../stages/results.ts";
import type { DueRow } from "../store/rows.ts";
import { authenticate } from "../take/authenticate.ts";
import { receivePackage } from "../take/receive.ts";
import type { Agency, OpenOptions, Plan, Sent, Taken } from "./agency.ts";
import { readAgencyFolder } from "./agency-folder.ts";
import { connectPatiently } from "./connect-patiently.ts";
import { decidedIn, deliverOne, deliverWithdrawal } from "./deliver-one.ts";
import { openStore } from "./open-store.ts";
import { evidenceIn } from "./read-evidence.ts";
import { createTextSource, type RegistrySource } from "./registry-source.ts";

/**
 * Opens the folder of an agency: its keys, registry, agreements and state. `safepassage init` makes one.
 *
 * @throws AgencyError `AGENCY_FOLDER_INVALID`, `GATEWAY_REGISTRY_MISSING`, `GATEWAY_STORE_*`.
 * @see docs/spec/agency.md
 */
export async function openAgency(
  folder: string,
  { fetch = soundFetch, clock = systemClock, store: own, onUpgrade, ...options }: OpenOptions = {},
): Promise<Agency> {
  connectPatiently();
  const read = await readAgencyFolder(folder, fetch, clock);
  const { registryText, registryVerifier, readRegistry, config, ...held } = read;
  const store = own ?? (await openStore(folder, config, onUpgrade));
  try {
    const source = createTextSource(readRegistry, registryVerifier, { store, clock, registryText });
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
  let isAwake = false;
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    await maintenance.stop();
    await Promise.allSettled(underWay);
    await store.close();
  };
  const call =
    <Args extends unknown[], T>(work: (...args: Args) => Promise<T>) =>
    async (...args: Args): Promise<T> => {
      if (closing !== undefined)
        throw new TypeError("this agency is closed: open its folder again");
      const one = work(...args).finally(() => underWay.delete(one));
      underWay.add(one);
      return one;
    };
  // The plans that were made here, each with what its request stated beside its draft. That is kept out of the plan, so
  // that nobody stores it.
  const plans = new WeakMap<Plan, Known>();

  return {
    entity: context.self,
    get registry() {
      return source.current();
    },
    agreements: () => context.agreements().inForce(toInstant(context.clock.now()).slice(0, 10)),
    prepare: call(async (given) => {
      const { draft, known } = readGiven(context, given);
      const prepared = await store.transaction((tx) =>
        prepareDraft(context, tx, draft, "minimise", known),
      );
      const account = prepared.account.map((entry) => ({ ...entry, why: whyOf(entry) }));
      const plan = { ...shownOf(prepared), account, explain: () => explain(prepared) };
      plans.set(plan, known);
      return plan;
    }),
    send: call(async (plan, partner) => {
      const known = plans.get(plan);
      if (known === undefined)
        throw new TypeError("prepare the draft again: this is no plan of this agency");
      requireSendable(plan);
      const { id } = await sender.send(plan.draft, known);
      return deliverOne(context, id, partner);
    }),
    deliver: call(async (partner) => {
      // A failure of our own at one message must not keep back the others.
      const bugs: unknown[] = [];
      await sendReplies(context).catch((error: unknown) => bugs.push(error));
      if (!isAwake) await wakeEarlier(context);
      isAwake = true;
      const due = await store.transaction((tx) =>
        tx.outbox.due(context.clock.now().getTime(), AT_ONCE),
      );
      const sent: Sent[] = [];
      const deliverAll = async (rows: readonly DueRow[]): Promise<void> => {
        for (const { id } of rows) {
          await deliverOne(context, id, partner).then(
            (one) => sent.push(one),
            (error: unknown) => bugs.push(error),
          );
        }
      };
      // Recipients side by side: one that does not answer keeps back no other's messages.
      const byRecipient = Map.groupBy(due, ({ recipient }) => recipient);
      await Promise.all([...byRecipient.values()].map(deliverAll));
      if (bugs.length > 0) {
        throw new AggregateError(bugs, "a delivery failed for a reason of our own");
      }
      return sent;
    }),
    waiting: call(async () => {
      const { queued, sending } = await store.transaction((tx) => tx.outbox.counts());
      return queued + sending;
    }),
    withdraw: call(async (request, partner) => {
      const withdrawn = await sender.withdraw(parseForm(WithdrawalRequest, request));
      return deliverWithdrawal(context, withdrawn, partner);
    }),
    withdrawalReach: call((request) =>
      withdrawalReach(context, parseForm(WithdrawalRequest, request)),
    ),
    review: call((request) => sender.review(parseForm(ReviewRequest, request))),
    authenticate: (request, client) => authenticate(context, request, client),
    take: call((sealed, carrier) => takeIn(context, sealed, carrier)),
    read: call((digest) => readHeld(context, digest)),
    alarms: call(async () => {
      const told: LogEvent[] = [];
      while (await announceAlarms({ store, log: (event) => void told.push(event) }));
      return told;
    }),
    readQuarantined: call((digest, role) => {
      if (!ROLE.test(role)) throw new RangeError("a role has 1 to 64 letters, digits, _ and -");
      return store.transaction(async ({ inbox, events }) => {
        const row = await inbox.findByDigest(digest);
        if (row?.state !== "quarantined") return undefined;
        const at = toInstant(context.clock.now());
        await events.add({ kind: "quarantineRead", at, ref: digest, role });
        return row.content?.message;
      });
    }),
    evidence: call((digest) => evidenceIn(store, digest)),
    reviewWarning: call((digest, review) =>
      reviewWarning(context, digest, parseForm(WarningReviewRequest, review)),
    ),
    publishedEpochs: () => publishEpochs(context),
    maintain: call(async (time) => {
      if (time !== undefined) await context.clockWatch.confirm(time);
      // If no newer registry can be read, maintenance runs with the current one.
      await source.refresh().catch((error: unknown) => {
        const code = error instanceof ProtocolError ? { code: error.code } : {};
        context.log({ event: "registryRefused", ...code });
        if (!(error instanceof ProtocolError)) context.onError(error);
      });
      await maintenance.run();
      return context.clockWatch.view();
    }),
    close() {
      closing ??= close();
      return closing;
    },
  };
}

/** Reads a draft or a request for one; every fault of its shape is told at once. */
function readGiven(context: AgencyContext, given: DraftRequest | Draft) {
  if (isDraft(given)) return { draft: requireDraft(given), known: {} };
  const request = parseForm(DraftRequest, given);
  return { draft: composeRequest(context, request), known: knownOf(request) };
}

const isDraft = (given: unknown): given is Draft =>
  isJsonObject(given) && isJsonObject(given["clear"]) && "env.messageId" in given["clear"];

const whyOf = ({ reason, finding }: AccountEntry): string => (reason ?? finding)?.sentence ?? "";

function explain({ judgement, leaks }: ShownDraft): string {
  const standing = [...judgement.findings, ...leaks].filter(({ severity }) => severity === "error");
  return standing.map(({ rule, sentence, fix }) => `${rule}: ${sentence} ${fix}`).join("\n");
}

async function takeIn(
  context: AgencyContext,
  sealed: string,
  carrier: Carrier = "file",
): Promise<Taken> {
  const { receipts, judgement } = await receivePackage(context, encodeUtf8(sealed), carrier);
  const decision = decisionIn(receipts);
  const held = await readHeld(context, decision.digest);
  const findings = judgement?.findings ?? held?.findings ?? [];
  return { ...decision, ...held, findings, receipts };
}

/** Reads a message that is held, as it stands now. Content in quarantine is for two roles only. */
function readHeld(context: AgencyContext, digest: string) {
  return context.store.transaction(async (tx) => {
    const row = await tx.inbox.findByDigest(digest);
    if (row?.content === undefined) return undefined;
    const { findings } = row.content.judgement;
    const decision = decisionIn(row.receipts);
    const isOpen = row.state !== "quarantined";
    return { ...decision, findings, ...(isOpen && (await showCorrected(context, tx, row))) };
  });
}

/** Reads what was decided of a message that was taken in. */
function decisionIn(receipts: readonly string[]) {
  const decided = decidedIn(receipts);
  if (decided === undefined) throw new TypeError("a package was judged without a receipt");
  const { msg: digest, verdict, findings, profile } = decided;
  return { digest, verdict, rules: [...new Set(findings.map(({ rule }) => rule))], profile };
}

const AT_ONCE = 64;
/** A short word, so that nobody writes a person's name or a reason into the record. */
const ROLE = /^[\w-]{1,64}$/;
