import { toInstant } from "@safepassage/core";
import type { Draft } from "@safepassage/schema";
import type { Judgement } from "@safepassage/validator";
import { carryOut, type Effect } from "../effects/effect.ts";
import { sentErasures } from "../effects/erasure.ts";
import { AgencyError } from "../setting/agency-error.ts";
import { type AgencyContext, workOutIn } from "../setting/context.ts";
import type { Prepared } from "../stages/prepare.ts";
import type { Tx } from "../store/ports.ts";
import type { NewOutboxRow, OutboxState, Submission } from "../store/rows.ts";
import { composeRequest, type DraftRequest } from "./compose-request.ts";
import { type Known, prepareDraft, signPrepared } from "./prepare-draft.ts";
import { findSubmitted, nameSubmission } from "./submission.ts";
import { composeWithdrawal, type WithdrawalRequest } from "./withdrawal.ts";

/** What a case system is told about a message it submitted. */
export interface Submitted {
  /** `jti` of the message. */
  readonly id: string;
  /** SHA-256 of the issuer-signed JWT. */
  readonly digest: string;
  readonly state: OutboxState;
  /** Of a withdrawal that takes several corrections: digests of the others. */
  readonly further?: readonly string[];
  /** What the recipient will decide, as far as the sender can know. */
  readonly verdict?: Judgement["verdict"];
  readonly findings?: Judgement["findings"];
  /** Rules judged in full. */
  readonly evaluated?: Judgement["evaluated"];
  /** Rules, or parts of them, that were not, and what is missing. */
  readonly notEvaluated?: Judgement["notEvaluated"];
  /** Per field, what became of it, where the gateway minimised. */
  readonly account?: Prepared["account"];
}

/** How a message is submitted. */
export interface SubmitOptions {
  /** `minimise` withholds and coarsens what may not be sent; `asIs` refuses the draft instead. */
  readonly mode: "minimise" | "asIs";
  /** Chosen by the caller: submitting again with the same key sends nothing twice. */
  readonly idempotencyKey?: string;
}

/** What an agency sends. */
export interface Sender {
  /**
   * What may be sent of a draft, what becomes of each field, and what the recipient will decide.
   * Sends and stores nothing.
   */
  prepare(request: DraftRequest): Promise<Prepared>;
  /**
   * Signs and stores a message for delivery. It is durable when this returns.
   *
   * @throws AgencyError `GATEWAY_DRAFT_REFUSED`, and what composing and opening throw.
   */
  submit(request: DraftRequest, options: SubmitOptions): Promise<Submitted>;
  /** Tells the recipient of a message to erase it, since its consent was withdrawn. */
  withdraw(
    request: WithdrawalRequest,
    options?: Pick<SubmitOptions, "idempotencyKey">,
  ): Promise<Submitted>;
}

/** Makes the sending half of an agency. What it queues is delivered by `attempt`. */
export function createSender(context: AgencyContext): Sender {
  const { store, clock } = context;

  return {
    prepare: (request) =>
      store.transaction((tx) =>
        prepareDraft(context, tx, composeRequest(context, request), "minimise", knownOf(request)),
      ),
    async submit(request, { mode, idempotencyKey }) {
      const submission = nameSubmission("/messages", idempotencyKey, { draft: request, mode });
      try {
        const draft = () => composeRequest(context, request);
        return await queueDraft(context, submission, { draft, mode, known: knownOf(request) });
      } catch (error) {
        await recordRefusal(context, error);
        throw error;
      }
    },
    withdraw(request, { idempotencyKey } = {}) {
      const submission = nameSubmission("/withdrawals", idempotencyKey, request);
      return queue(context, submission, async (tx) => {
        const { drafts, recipient, asked, untaken } = await workOutIn(context, tx, (facts) =>
          composeWithdrawal(facts, request),
        );
        const recipients = [recipient];
        const event = {
          kind: "consentWithdrawn",
          onlyBasisRecipients: recipients,
          correctedRecipients: recipients,
        };
        // It holds digests and no data: it draws on no message.
        const known = { event, sources: [] };
        const [first, ...others] = drafts;
        const prepare = (draft: Draft) => prepareDraft(context, tx, draft, "asIs", known);
        const prepared = await prepare(first);
        const row = await signPrepared(context, tx, prepared, known, submission);
        const rows: NewOutboxRow[] = [];
        for (const draft of others) {
          rows.push(await signPrepared(context, tx, await prepare(draft), known));
        }
        const gone = await workOutIn(context, tx, (facts) =>
          sentErasures(facts, recipient, untaken),
        );
        const at = toInstant(clock.now());
        const further = rows.length === 0 ? {} : { further: rows.map(({ digest }) => digest) };
        return {
          effects: [
            ...[row, ...rows].flatMap(queueing),
            ...rows.map(({ digest }) => noting(FURTHER, at, `${row.digest} ${digest}`)),
            ...asked.map((ref) => noting("erasureRequested", at, ref)),
            ...gone,
          ],
          value: { ...queuedAs(row), ...further, ...judgedAs(prepared) },
        };
      });
    },
  };
}

/** Works out a message and puts it in the outbox, unless the same submission did before. */
export async function queue(
  context: AgencyContext,
  submission: Submission | undefined,
  work: (tx: Tx) => Promise<Queued>,
): Promise<Submitted> {
  const { reach } = context;
  let isNew = false;
  const submitted = await carryOut<Submitted>(
    context,
    async (tx) => {
      const before = await submittedBefore(tx, submission);
      if (before !== undefined) return { effects: [], value: before };
      const queued = await work(tx);
      reach("outbox.before-store");
      isNew = true;
      return queued;
    },
    () => {
      if (isNew) reach("outbox.in-store");
    },
  );
  if (isNew) reach("outbox.after-store");
  return submitted;
}

/** Prepares, signs and queues a draft, in one transaction. */
export function queueDraft(
  context: AgencyContext,
  submission: Submission | undefined,
  {
    draft,
    mode,
    known,
  }: { readonly draft: () => Draft; readonly mode: SubmitOptions["mode"]; readonly known: Known },
): Promise<Submitted> {
  return queue(context, submission, async (tx) => {
    const prepared = await prepareDraft(context, tx, draft(), mode, known);
    const row = await signPrepared(context, tx, prepared, known, submission);
    const queued = { ...queuedAs(row), ...judgedAs(prepared) };
    const { account, leaks } = prepared;
    const findings = [...queued.findings, ...leaks];
    const value = mode === "asIs" ? queued : { ...queued, findings, account };
    return { effects: queueing(row), value };
  });
}

/** A message that is queued, and what its caller is told. */
interface Queued {
  readonly effects: readonly Effect[];
  readonly value: Submitted;
}

async function submittedBefore(
  tx: Tx,
  submission: Submission | undefined,
): Promise<Submitted | undefined> {
  const row = await findSubmitted(tx, submission);
  if (row === undefined) return undefined;
  const { id, digest, state } = row;
  const events = await tx.events.about(FURTHER, digest);
  const further = events.map(({ ref = "" }) => ref.slice(digest.length + 1));
  return { id, digest, state, ...(further.length === 0 ? {} : { further }) };
}

/** What was refused here leaves a trace, and nothing of its content. */
async function recordRefusal({ store, clock }: AgencyContext, error: unknown): Promise<void> {
  if (!(error instanceof AgencyError) || error.code !== "GATEWAY_DRAFT_REFUSED") return;
  const findings = (error.details["findings"] ?? []) as Judgement["findings"];
  const code = [...new Set(findings.map((finding) => finding.code))].join(" ");
  const event = { kind: "draftRefused", at: toInstant(clock.now()), code };
  await store.transaction((tx) => tx.events.add(event));
}

const queueing = (row: NewOutboxRow): readonly Effect[] => [
  { does: "queue", row },
  { does: "log", event: { event: "queued", ref: row.digest, peer: row.recipient } },
];

const noting = (kind: string, at: string, ref: string): Effect => ({
  ...{ does: "event", event: { kind, at, ref } },
});

const queuedAs = ({ id, digest }: NewOutboxRow) => ({ id, digest, state: "queued" }) as const;

const judgedAs = ({ judgement }: Prepared) => {
  const { verdict, findings, evaluated, notEvaluated } = judgement;
  return { verdict, findings, evaluated, notEvaluated };
};

export function knownOf({ people, sources }: DraftRequest): Known {
  return {
    ...(people === undefined ? {} : { people }),
    ...(sources === undefined ? {} : { sources }),
  };
}

/** Kind of the event that a withdrawal has a further correction; `ref` has the digests of the first and of that one. */
const FURTHER = "withdrawnFurther";
