import type { DraftRequest, Prepared } from "@safepassage/agency";
import { toInstant } from "@safepassage/core";
import type { Draft } from "@safepassage/schema";
import type { Judgement } from "@safepassage/validator";
import type { GatewayContext } from "./context.ts";
import { createDispatch, type Dispatch } from "./dispatch.ts";
import { destroySent } from "./erasure.ts";
import { GatewayError } from "./gateway-error.ts";
import { type Known, prepareDraft, signPrepared } from "./prepare-draft.ts";
import type { NewOutboxRow, OutboxState, Submission } from "./store.ts";
import { findSubmitted, nameSubmission } from "./submission.ts";
import { composeRequest } from "./submit.ts";
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

/** The sending half of a gateway. */
export interface Sender extends Dispatch {
  /**
   * What may be sent of a draft, what becomes of each field, and what the recipient will decide.
   * Sends and stores nothing.
   */
  prepare(request: DraftRequest): Prepared;
  /**
   * Signs and stores a message for delivery. It is durable when this returns.
   *
   * @throws GatewayError `GATEWAY_DRAFT_REFUSED`, and what composing and opening throw.
   */
  submit(request: DraftRequest, options: SubmitOptions): Submitted;
  /** Tells the recipient of a message to erase it, since its consent was withdrawn. */
  withdraw(request: WithdrawalRequest, options?: Pick<SubmitOptions, "idempotencyKey">): Submitted;
}

/** Makes the sending half of a gateway. */
export function createSender(context: GatewayContext): Sender {
  const { store, reach, clock } = context;

  const submittedBefore = (submission: Submission | undefined): Submitted | undefined => {
    const row = findSubmitted(store, submission);
    if (row === undefined) return undefined;
    const further = store
      .eventsAbout(FURTHER, row.digest)
      .map(({ ref = "" }) => ref.slice(row.digest.length + 1));
    const { id, digest, state } = row;
    return { id, digest, state, ...(further.length === 0 ? {} : { further }) };
  };
  /** What was refused here leaves a trace, and nothing of its content. */
  const recordRefusal = (error: unknown): void => {
    if (!(error instanceof GatewayError) || error.code !== "GATEWAY_DRAFT_REFUSED") return;
    const findings = (error.details["findings"] ?? []) as Judgement["findings"];
    const code = [...new Set(findings.map((finding) => finding.code))].join(" ");
    store.transaction(() =>
      store.addEvent({ kind: "draftRefused", at: toInstant(clock.now()), code }),
    );
  };
  const enqueue = (
    prepared: Prepared,
    known: Known,
    submission: Submission | undefined,
    also: { readonly rows?: readonly NewOutboxRow[]; apply?(): void } = {},
  ): Submitted => {
    const row = signPrepared(context, prepared, known, submission);
    const { rows = [] } = also;
    reach("outbox.before-store");
    store.transaction(() => {
      for (const one of [row, ...rows]) store.addOutbox(one);
      const at = toInstant(clock.now());
      for (const { digest } of rows) {
        store.addEvent({ kind: FURTHER, at, ref: `${row.digest} ${digest}` });
      }
      also.apply?.();
      reach("outbox.in-store");
    });
    reach("outbox.after-store");
    for (const { digest: ref, recipient: peer } of [row, ...rows]) {
      context.log({ event: "queued", ref, peer });
    }
    const { verdict, findings, evaluated, notEvaluated } = prepared.judgement;
    const judged = { verdict, findings, evaluated, notEvaluated };
    const further = rows.length === 0 ? {} : { further: rows.map(({ digest }) => digest) };
    return { id: row.id, digest: row.digest, state: "queued", ...further, ...judged };
  };

  return {
    ...createDispatch(context),
    prepare: (request) =>
      prepareDraft(context, composeRequest(context, request), "minimise", knownOf(request)),
    submit(request, { mode, idempotencyKey }) {
      const submission = nameSubmission("/messages", idempotencyKey, { draft: request, mode });
      const before = submittedBefore(submission);
      if (before !== undefined) return before;
      const draft = composeRequest(context, request);
      const known = knownOf(request);
      try {
        const prepared = prepareDraft(context, draft, mode, known);
        const queued = enqueue(prepared, known, submission);
        if (mode === "asIs") return queued;
        const { account, leaks } = prepared;
        return { ...queued, findings: [...(queued.findings ?? []), ...leaks], account };
      } catch (error) {
        recordRefusal(error);
        throw error;
      }
    },
    withdraw(request, { idempotencyKey } = {}) {
      const submission = nameSubmission("/withdrawals", idempotencyKey, request);
      const before = submittedBefore(submission);
      if (before !== undefined) return before;
      const { drafts, recipient, asked, untaken } = composeWithdrawal(context, request);
      const recipients = [recipient];
      const event = {
        kind: "consentWithdrawn",
        onlyBasisRecipients: recipients,
        correctedRecipients: recipients,
      };
      // It holds digests and no data: it draws on no message.
      const known = { event, sources: [] };
      const [first, ...others] = drafts;
      const prepare = (draft: Draft): Prepared => prepareDraft(context, draft, "asIs", known);
      const rows = others.map((draft) => signPrepared(context, prepare(draft), known));
      const gone = destroySent(context, recipient, untaken);
      const apply = (): void => {
        const at = toInstant(clock.now());
        for (const ref of asked) store.addEvent({ kind: "erasureRequested", at, ref });
        gone.apply();
      };
      return enqueue(prepare(first), known, submission, { rows, apply });
    },
  };
}

function knownOf({ people, sources }: DraftRequest): Known {
  return {
    ...(people === undefined ? {} : { people }),
    ...(sources === undefined ? {} : { sources }),
  };
}

/** Kind of the event that a withdrawal has a further correction; `ref` has the digests of the first and of that one. */
const FURTHER = "withdrawnFurther";
