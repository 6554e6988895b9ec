import { toInstant } from "@safepassage/core";
import type { Draft } from "@safepassage/schema";
import type { Judgement } from "@safepassage/validator";
import { askErasure, sentErasures } from "../effects/erasure/erasure.ts";
import { endOfRecord, noteEnded, requireNotEnded } from "../effects/exchange/ended-consents.ts";
import { withdrawnBy } from "../effects/shared/acts.ts";
import { carryOut, type Outcome } from "../effects/shared/effect.ts";
import { clocksAfterWithdrawal } from "../effects/warning/taken-back.ts";
import { AgencyError } from "../setting/agency-error.ts";
import type { AgencyContext } from "../setting/context.ts";
import { createOfficerRef, isSameOfficer } from "../setting/officer-ref.ts";
import { shownOf } from "../stages/prepare.ts";
import type { ShownDraft } from "../stages/results.ts";
import { workOutIn } from "../store/facts.ts";
import { letOthers } from "../store/let-others.ts";
import type { Tx } from "../store/ports.ts";
import type { NewOutboxRow } from "../store/rows.ts";
import { type Reviewed, type ReviewRequest, reviewEffects } from "./approval/review.ts";
import {
  approvalNeeded,
  type GivenApproval,
  type NeededApproval,
  requireApprovable,
  requireApproval,
  requireNoneNeeded,
} from "./approval/second-officer.ts";
import { composeRequest } from "./draft/compose-request.ts";
import type { DraftRequest, Officer } from "./draft/draft-request.ts";
import {
  prepareDraft,
  queue,
  queueDraft,
  queuedAs,
  queueing,
  requireSendable,
  restsOnWord,
  signDraft,
} from "./queue/queue.ts";
import { besideOf, nameSubmission, noteBeside, unsentWithdrawal } from "./queue/submission.ts";
import type { Known, SubmitOptions, Submitted } from "./queue/submitted.ts";
import { unwritten } from "./queue/untold.ts";
import { stopUnsent } from "./withdrawal/kept-on-consent.ts";
import { knownOfWithdrawal } from "./withdrawal/known-of-withdrawal.ts";
import { composeWithdrawal } from "./withdrawal/withdrawal.ts";
import type { WithdrawalRequest } from "./withdrawal/withdrawal-request.ts";

/** What an agency sends. */
export interface Sender {
  /**
   * Finds what may be sent of a draft, what becomes of each field, and what the recipient will decide.
   * Sends and stores nothing.
   */
  prepare(request: DraftRequest): Promise<ShownDraft & { readonly approval?: NeededApproval }>;
  /**
   * Signs and stores a message for delivery. It is durable when this returns.
   *
   * @throws AgencyError `GATEWAY_DRAFT_REFUSED`, `GATEWAY_APPROVAL_*`, and what composing and opening throw.
   */
  submit(request: DraftRequest, options: SubmitOptions): Promise<Submitted>;
  /**
   * Makes sure that an approval is of just what would be sent now, and that this may be sent. Sends and stores nothing.
   *
   * @throws AgencyError `GATEWAY_APPROVAL_IDLE`, `GATEWAY_APPROVAL_OTHER`, `GATEWAY_APPROVAL_NOT_INDEPENDENT`, and what
   *   preparing throws; `GATEWAY_APPROVAL_ASSURANCE_TOO_LOW` if the agreement asks that officers are known more surely;
   *   `GATEWAY_DRAFT_REFUSED`, with the findings.
   */
  checkApproval(
    request: DraftRequest,
    approval: GivenApproval,
    options?: Pick<SubmitOptions, "composers">,
  ): Promise<void>;
  /** Submits a whole draft, such as one that was prepared before. It is judged again, unchanged. */
  send(draft: Draft, known?: Known): Promise<Submitted>;
  /** Tells the recipient to erase a message whose consent was withdrawn. */
  withdraw(
    request: WithdrawalRequest,
    options?: Pick<SubmitOptions, "idempotencyKey" | "keyOf" | "role">,
  ): Promise<Submitted>;
  /**
   * Records a review of a message, sent or received: it is kept longer, erased, or its day confirmed.
   *
   * @param role - In which roles the officer asks, or `machine`: for the record of acts.
   * @throws AgencyError `GATEWAY_MESSAGE_UNKNOWN`, `GATEWAY_REVIEW_IMPOSSIBLE`, `GATEWAY_QUARANTINE_UNREAD`.
   */
  review(request: ReviewRequest, role?: string): Promise<Reviewed>;
}

/** Makes the sending half of an agency. `tryOnce` delivers what it queues. */
export function createSender(context: AgencyContext): Sender {
  const { store, clock, observe } = context;
  const show = async (request: DraftRequest): Promise<ShownDraft> =>
    shownOf(
      await store.transaction(async (tx) => {
        const draft = composeRequest(context, request);
        const known = knownOf(request);
        if (restsOnWord(draft, known)) await requireNotEnded(context, tx, draft, known);
        return prepareDraft(context, tx, draft, "minimise", known);
      }),
    );

  return {
    async checkApproval(request, approval, { composers = [] } = {}) {
      const shown = await show(request);
      requireApprovable(context, request, shown, approval, composers);
      requireSendable(shown);
    },
    async prepare(request) {
      const shown = await show(request);
      const approval = approvalNeeded(context, request, shown);
      return { ...shown, ...(approval && { approval }) };
    },
    async submit(
      request,
      {
        mode,
        asked,
        approval,
        composers = [],
        sentBy = request.officer,
        role,
        draft: of,
        beside,
        ...key
      },
    ) {
      const named = asked ?? { draft: request, mode };
      const submission = nameSubmission("/messages", key, named);
      try {
        const draft = () => composeRequest(context, decidedBy(request, sentBy));
        const check = (prepared: ShownDraft) =>
          requireApproval(context, request, prepared, approval, composers);
        const actor = createOfficerRef(sentBy.id, context.officerKey);
        const by = { actor, role, draft: of };
        const how = {
          ...{ draft, mode, known: { ...knownOf(request), by }, check, approval, beside },
          composers: othersThan(sentBy.id, [request.officer.id, ...composers]),
        };
        return await observe({ name: "submit", peer: request.recipient }, () =>
          queueDraft(context, submission, how),
        );
      } catch (error) {
        await recordRefusal(context, error);
        throw error;
      }
    },
    send: (draft, known = {}) =>
      observe({ name: "submit" }, () =>
        queueDraft(context, undefined, {
          ...{ draft: () => draft, mode: "asIs", known },
          check: (prepared) => requireNoneNeeded(context, prepared.draft),
        }),
      ),
    review: (request, role) =>
      carryOut(context, (tx) =>
        workOutIn(context, tx, (facts) => reviewEffects(facts, request, role)),
      ),
    async withdraw(request, key = {}) {
      const submission = nameSubmission("/withdrawals", key, request);
      const work = async (tx: Tx): Promise<Outcome<Submitted>> => {
        const {
          drafts,
          row: named,
          asked,
          untaken,
          untold,
          kept: stay,
          ended,
        } = await composeWithdrawal(context, tx, request);
        const by = {
          actor: createOfficerRef(request.officer.id, context.officerKey),
          role: key.role,
        };
        const gone = await workOutIn(context, tx, (facts) => [
          ...clocksAfterWithdrawal(facts, asked),
          ...sentErasures(facts, untaken),
        ]);
        const at = toInstant(clock.now());
        const kept = stay.map(({ digest }) => digest);
        const effects = [
          ...stopUnsent(stay, at),
          ...asked.flatMap((one) => askErasure(one, at)),
          ...withdrawnBy(
            [...asked, ...untaken].map(({ digest }) => digest),
            at,
            by,
          ),
          ...untold.flatMap((ref) => unwritten(ref, at)),
          ...noteEnded(ended, at),
          ...gone,
        ];
        const [first, ...others] = drafts;
        if (first === undefined) {
          return unsentWithdrawal(context, submission, { named, untaken, untold, kept, effects });
        }
        const how = { known: knownOfWithdrawal(first), submission };
        const { prepared, row } = await signDraft(context, tx, first, how);
        const rows: NewOutboxRow[] = [];
        for (const draft of others) {
          await letOthers();
          rows.push((await signDraft(context, tx, draft, { known: knownOfWithdrawal(draft) })).row);
        }
        const beside = { further: rows.map(({ digest }) => digest), untold, kept };
        return {
          effects: [
            ...[row, ...rows].flatMap((one) => queueing(one, by)),
            ...noteBeside(row.digest, at, beside),
            ...effects,
          ],
          value: { ...queuedAs(row, prepared), ...besideOf(beside) },
        };
      };
      return observe({ name: "withdraw" }, async () => {
        const { record, everywhere = false } = request;
        // Nothing more is sent on it, also where nothing was sent that could be withdrawn.
        if (record !== undefined) {
          const effects = noteEnded(
            endOfRecord(context, record, everywhere),
            toInstant(clock.now()),
          );
          await carryOut(context, async () => ({ effects, value: undefined }));
        }
        return queue(context, submission, work);
      });
    },
  };
}

/** A request as somebody has it sent: both decide, so it is stated how surely each of them is known at least. */
const decidedBy = (request: DraftRequest, { assurance }: Officer): DraftRequest => ({
  ...request,
  officer: { ...request.officer, assurance: Math.min(request.officer.assurance, assurance) },
});

/** Each of some officers once, but for one. */
function othersThan(one: string, officers: readonly string[]): readonly string[] {
  const named = new Map(officers.map((id) => [id.toLowerCase(), id]));
  return [...named.values()].filter((id) => !isSameOfficer(id, one));
}

/** Records that a draft was refused here, without its content. */
async function recordRefusal({ store, clock }: AgencyContext, error: unknown): Promise<void> {
  if (!(error instanceof AgencyError) || error.code !== "GATEWAY_DRAFT_REFUSED") return;
  const findings = (error.details["findings"] ?? []) as Judgement["findings"];
  const code = [...new Set(findings.map((finding) => finding.code))].join(" ");
  const event = { kind: "draftRefused", at: toInstant(clock.now()), code };
  await store.transaction((tx) => tx.events.add(event));
}

/** What a request states about a draft beside its content. */
export function knownOf({
  people,
  sources,
  clear = {},
  case: ofCase,
  consents = [],
}: DraftRequest): Known {
  const isChosen = (claim: string): boolean => Object.hasOwn(clear, claim);
  return {
    ...(people && { people }),
    ...(sources && { sources }),
    ...(ofCase !== undefined && { case: ofCase }),
    ...(consents.length > 0 && { records: consents.map(({ record }) => record) }),
    ...(isChosen("env.retention.eraseBy") ? {} : { mayEndEarlier: true as const }),
    ...(isChosen("env.deliverBy") ? {} : { mayArriveEarlier: true as const }),
  };
}
