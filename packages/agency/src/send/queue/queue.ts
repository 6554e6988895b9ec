import { toInstant } from "@safepassage/core";
import { historyOf, namePeople, noteOf, toldWeights } from "@safepassage/history";
import { statementOf } from "@safepassage/message";
import {
  type ConsentRecord,
  checkDraft,
  claimsDanger,
  type DecodedMessage,
  type Draft,
  isDangerAlert,
  isOfDanger,
} from "@safepassage/schema";
import { registryFacts } from "@safepassage/trust";
import { requireNotEnded } from "../../effects/exchange/ended-consents.ts";
import { SENDING_CHANGES, sendingEffects } from "../../effects/sending.ts";
import { approvedBy, composedBy, type DoneBy, submittedBy } from "../../effects/shared/acts.ts";
import { carryOut, type Effect, type Outcome } from "../../effects/shared/effect.ts";
import { standInFor } from "../../effects/shared/replaced.ts";
import { wentFirst } from "../../effects/warning/second-review.ts";
import { countWarning } from "../../effects/warning/warnings.ts";
import { forHistory, historySource, inTime, namedBy, toldBy } from "../../history/known.ts";
import { AgencyError } from "../../setting/agency-error.ts";
import type { AgencyContext, FactContext } from "../../setting/context.ts";
import { factsOfNow } from "../../setting/standing.ts";
import type { SenderFacts } from "../../stages/facts.ts";
import { type PrepareOptions, prepare } from "../../stages/prepare.ts";
import type { Prepared, ShownDraft, Signed } from "../../stages/results.ts";
import { sign } from "../../stages/way.ts";
import { createReader, type Reader, workOutIn } from "../../store/facts.ts";
import type { Tx } from "../../store/ports.ts";
import type { Label, NewOutboxRow, Submission } from "../../store/rows.ts";
import type { Approval } from "../approval/second-officer.ts";
import { submittedBefore } from "./submission.ts";
import type { Beside, Known, Submitted } from "./submitted.ts";

/** Prepares a draft with everything that this agency knows. Sends and stores nothing. */
export function prepareDraft(
  context: AgencyContext,
  tx: Tx,
  draft: Draft,
  mode: "minimise" | "asIs",
  known: Known = {},
): Promise<Prepared> {
  return prepareBy(createReader(context, tx), draft, mode, known);
}

function prepareBy(
  reader: Reader<AgencyContext>,
  draft: Draft,
  mode: "minimise" | "asIs",
  known: Known,
): Promise<Prepared> {
  return reader(
    (facts) => prepare(inTime(facts, draft, known), senderFacts(facts, known), { mode }),
    // A draft has no digests yet; no question to the store depends on them.
    (facts) =>
      senderFacts(facts, known).historyOf?.({
        message: draft as DecodedMessage,
        issues: checkDraft(draft),
      }),
  );
}

/**
 * Prepares and signs a draft, and makes its row for the outbox.
 *
 * @throws {@link AgencyError} `GATEWAY_DRAFT_REFUSED`, with the findings as details.
 */
export async function signDraft(
  context: AgencyContext,
  tx: Tx,
  draft: Draft,
  { mode = "asIs", known, submission }: SignOptions,
): Promise<{ readonly prepared: Prepared; readonly row: NewOutboxRow }> {
  const reader = createReader(context, tx);
  const prepared = await prepareBy(reader, draft, mode, known);
  requireSendable(prepared);
  const signed = sign(prepared, context.signer, factsOfNow(context));
  const row = await reader((facts) => toOutboxRow(facts, signed, known, submission));
  return { prepared, row };
}

interface SignOptions {
  readonly mode?: PrepareOptions["mode"] | undefined;
  readonly known: Known;
  readonly submission?: Submission | undefined;
}

function senderFacts(context: FactContext, { people, ...known }: Known): SenderFacts {
  const source = historySource(context);
  const options = forHistory(known);
  return {
    ...factsOfNow(context),
    isUsed: (messageId) => context.facts.outbox.find(messageId) !== undefined,
    historyOf: (judged) =>
      historyOf(source, judged, { ...options, people: namePeople(source, judged.message, people) }),
  };
}

/** Refuses what its recipient would refuse, or what still tells what was left out. */
export function requireSendable({ maySend, judgement, leaks }: ShownDraft): void {
  if (maySend) return;
  const isRefused = judgement.verdict === "reject";
  const findings = isRefused ? judgement.findings : leaks;
  throw new AgencyError("GATEWAY_DRAFT_REFUSED", `${findings.length} findings`, {
    details: { verdict: "reject", findings },
  });
}

function toOutboxRow(
  context: FactContext,
  { issued, opened }: Signed,
  known: Known,
  submission: Submission | undefined,
): NewOutboxRow {
  const { self, clock } = context;
  const { clear } = opened.message;
  const now = clock.now().getTime();
  const source = historySource(context);
  const people = namePeople(source, opened.message, known.people);
  const history = historyOf(source, opened, { ...forHistory(known), people });
  const told = toldBy(opened, history);
  return {
    id: clear["env.messageId"],
    recipient: clear["env.recipient.agencyId"],
    messageType: clear["env.messageType"],
    purpose: clear["env.purpose"],
    digest: issued.digest,
    sdHash: opened.sdHash,
    resolved: opened.resolved,
    jwt: issued.jwt,
    statement: statementOf({ message: opened.message, sdJwt: issued.sdJwt }),
    createdAt: clear["env.createdAt"],
    deliverBy: clear["env.deliverBy"],
    eraseBy: clear["env.retention.eraseBy"],
    nextAttempt: now,
    pausedAt: now,
    emergency: claimsDanger(clear, opened.message.private["private.urgency"]),
    content: {
      sdJwt: issued.sdJwt,
      seed: issued.seed,
      exchangeId: opened.message.private["private.exchangeId"],
      message: opened.message,
    },
    submission,
    labels: labelsOf(context, opened.message, known),
    history: noteOf(opened.message, {
      ...{ self, digest: issued.digest, at: clear["env.createdAt"], corrected: told.message },
      people: new Map([...namePeople(source, told.message), ...people]),
      weights: toldWeights({
        ...told,
        registry: registryFacts(context.registry(), told.message),
        now: toInstant(clock.now()),
      }),
      ...(known.sources && { sources: known.sources }),
    }),
  };
}

/** By what the agency finds a message of its own again: its case, the persons it is about, and the consents it rests on. */
function labelsOf(
  { labels }: Pick<AgencyContext, "labels">,
  { private: hidden }: Pick<DecodedMessage, "private">,
  { case: ofCase, people = {}, records = [] }: Known,
): readonly Label[] {
  // The references of the records that were stated come last, in their order.
  const refs = records.length === 0 ? [] : hidden["private.consentRefs"].slice(-records.length);
  // Each has been read when its assertion was made.
  const consents = records as readonly unknown[] as readonly ConsentRecord[];
  const persons = [...Object.values(people), ...consents.map(({ person }) => person)];
  return [
    ...(ofCase === undefined ? [] : [labels.ofCase(ofCase)]),
    ...[...new Set(persons)].map(labels.ofPerson),
    ...consents.map((record, index) => labels.ofConsent(record, refs[index] ?? "")),
  ];
}

/** Makes a message and puts it in the outbox, unless the same submission did so before. */
export function queue(
  context: AgencyContext,
  submission: Submission | undefined,
  work: (tx: Tx) => Promise<Outcome<Submitted>>,
): Promise<Submitted> {
  return carryOut<Submitted>(context, async (tx) => {
    const before = submission && (await submittedBefore(context, tx, submission));
    if (before !== undefined) return { effects: [], value: before };
    return { ...(await work(tx)), step: "outbox.store" };
  });
}

/** Prepares, signs and queues a draft, in one transaction. */
export function queueDraft(
  context: AgencyContext,
  submission: Submission | undefined,
  {
    draft,
    mode,
    known,
    check = () => false,
    approval,
    composers = [],
    beside = async () => [],
  }: Omit<SignOptions, "submission"> & {
    readonly draft: () => Draft;
    /** Refuses what was prepared by throwing. Returns whether its approval was asked for, and is there. */
    readonly check?: (prepared: Prepared) => boolean;
    readonly approval?: Approval | undefined;
    /** Staff ids of those who have composed it, beside who has it sent. */
    readonly composers?: readonly string[];
    readonly beside?: Beside | undefined;
  },
): Promise<Submitted> {
  return queue(context, submission, async (tx) => {
    const how = { mode, known, submission };
    const given = draft();
    await requireNamed(context, tx, given);
    if (restsOnWord(given, known)) await requireNotEnded(context, tx, given, known);
    const { prepared, row } = await signDraft(context, tx, given, how);
    const isApproved = check(prepared);
    const queued = queuedAs(row, prepared);
    const { account, leaks } = prepared;
    const findings = [...queued.findings, ...leaks];
    const { message } = row.content;
    const consents = message.private["private.consentRefs"] ?? [];
    const value = {
      ...queued,
      ...(consents.length > 0 && { consents }),
      ...(mode === "minimise" && { findings, account }),
    };
    const effects = SENDING_CHANGES.has(row.messageType)
      ? await workOutIn(context, tx, (facts) => sendingEffects(facts, row))
      : isDangerAlert(message.clear)
        ? await workOutIn(context, tx, (facts) => countWarning(facts, message, row.digest))
        : [];
    return {
      effects: [
        ...(composers.length > 0 ? composedBy(row, composers, context.officerKey) : []),
        ...queueing(row, known.by),
        ...(isApproved && approval ? [approvedBy(row, approval, context.officerKey)] : []),
        ...(isOfDanger(message.clear) ? wentFirst(context, row) : []),
        ...effects,
        ...(await beside(tx, row.digest)),
      ],
      value,
    };
  });
}

/** Whether a draft rests on a consent, or draws on another message: what somebody may have taken back since. */
export const restsOnWord = (
  { private: hidden }: Draft,
  { records, sources = [] }: Known,
): boolean =>
  records !== undefined ||
  sources.length > 0 ||
  (hidden["private.consentAssertions"] ?? []).length > 0;

/**
 * Refuses a draft that names a message by a digest or id that it had before it was signed again, and not the one that
 * goes in its place: that one would escape a correction, such as its erasure.
 */
async function requireNamed(context: AgencyContext, tx: Tx, draft: Draft): Promise<void> {
  const names = namedBy(draft);
  const messages = await workOutIn(context, tx, (read) => {
    const answered = read.facts.outbox.find(draft.private["private.inReplyTo"] ?? "");
    const isGone = (digest: string, beside: readonly string[]): boolean => {
      const now = standInFor(read, digest);
      return now !== digest && !beside.includes(now);
    };
    return [
      ...names.filter((digest) => isGone(digest, names)),
      ...(answered && isGone(answered.digest, []) ? [answered.digest] : []),
    ];
  });
  if (messages.length === 0) return;
  throw new AgencyError("GATEWAY_MESSAGE_REPLACED", "it names a message that is replaced", {
    details: { messages },
  });
}

/**
 * Makes the effects that queue a message, and record who has sent it.
 *
 * @param by - The officer, encrypted anew: what stays tells nothing of what is erased. Left out for what nobody has sent.
 */
export const queueing = (row: NewOutboxRow, by?: DoneBy): readonly Effect[] => [
  { does: "queue", row },
  ...(by === undefined ? [] : [submittedBy(row, by)]),
  { does: "log", event: { event: "queued", ref: row.digest, peer: row.recipient } },
];

/** Tells the caller which message was queued, and how it was judged. */
export const queuedAs = ({ id, digest }: NewOutboxRow, { judgement }: Prepared) => {
  const { verdict, findings, evaluated, notEvaluated } = judgement;
  return { id, digest, state: "queued", verdict, findings, evaluated, notEvaluated } as const;
};
