import { toInstant } from "@safepassage/core";
import { hasMark } from "@safepassage/schema";
import { described, textSchema } from "@safepassage/schema/form";
import { type ReviewFault, whyNotKept } from "@safepassage/validator";
import * as z from "zod";
import { erasuresOf, valuesBesideAll } from "../../effects/exchange/corrections-of.ts";
import { retaining } from "../../effects/exchange/exchange.ts";
import type { Effect } from "../../effects/shared/effect.ts";
import { codeOf, reviewIn } from "../../effects/shared/retention.ts";
import { requireRead, supervisorOf } from "../../effects/warning/quarantine.ts";
import { AgencyError } from "../../setting/agency-error.ts";
import type { FactContext } from "../../setting/context.ts";
import { createOfficerRef } from "../../setting/officer-ref.ts";
import type { MessageRow } from "../../store/rows.ts";
import { Officer } from "../draft/draft-request.ts";

/** What a case system states when somebody has looked whether data are still needed. */
export const ReviewRequest = described(
  z.strictObject({
    digest: described(z.string().regex(/^[\w-]{43}$/), "digest of the message, sent or received"),
    outcome: described(
      z.enum(["keep", "erase"]),
      "what was decided: keep or erase; keep alone confirms the day that stands",
    ),
    until: described(
      z.iso.date(),
      "the last day to which it is kept, where that is later than the day that stands",
    ).optional(),
    ground: described(
      textSchema({ t: "enum", list: "review_ground" }),
      "why it is kept longer: evidence, accuracyContested or proceedings",
    ).optional(),
    officer: Officer,
  }),
  "a review",
);
export type ReviewRequest = z.infer<typeof ReviewRequest>;

/** What became of a message that was reviewed. */
export interface Reviewed {
  readonly digest: string;
  /** The last day on which it is held; left out if it was erased. */
  readonly eraseBy?: string;
  /** The ground for which it is restricted. */
  readonly restricted?: string;
  /** When it was erased, if it was erased already and is to be. */
  readonly erasedAt?: string;
}

/**
 * Works out what a review of a message changes. It keeps data beyond their day only on a ground, within the ceilings of
 * purpose and agreement, and if it comes before that day is over. Each further review that does so raises an alarm for
 * the supervisory authority: nobody keeps data by routine.
 *
 * @throws {@link AgencyError} `GATEWAY_MESSAGE_UNKNOWN`, `GATEWAY_REVIEW_IMPOSSIBLE`, `GATEWAY_QUARANTINE_UNREAD`.
 * @see `docs/spec/gateway-erasure.md#review`
 */
export function reviewEffects(
  context: FactContext,
  { digest, outcome, until, ground, officer }: ReviewRequest,
  role?: string,
): { readonly effects: readonly Effect[]; readonly value: Reviewed } {
  const { facts, clock, officerKey } = context;
  const row = facts.inbox.findByDigest(digest) ?? facts.outbox.findByDigest(digest);
  if (row?.erasedAt !== undefined && outcome === "erase" && until === undefined) {
    return { effects: [], value: { digest, erasedAt: row.erasedAt } };
  }
  if (row?.content === undefined) {
    throw new AgencyError("GATEWAY_MESSAGE_UNKNOWN", "no such message is held");
  }
  const at = toInstant(clock.now());
  // A review after the day never counts: maintenance may be about to erase the message.
  if (at.slice(0, 10) > row.eraseBy) throw impossible("its day of erasure has passed");
  const event = {
    ...{ kind: "reviewed", at, ref: digest, actor: createOfficerRef(officer.id, officerKey) },
    ...(role !== undefined && { role }),
  };
  if (outcome === "erase") {
    if (until !== undefined || ground !== undefined) throw impossible("it erases, and keeps");
    requireRead({ facts }, digest);
    const rows = [row, ...valuesBesideAll({ facts }, [row])];
    const effects = [
      ...erasuresOf(rows, at),
      { does: "event", event: { ...event, code: outcome } } as const,
    ];
    return { effects, value: { digest } };
  }
  if ((until === undefined) !== (ground === undefined))
    throw impossible("day and ground go together");
  const kept = facts.events.about("reviewed", digest).map(reviewIn);
  const isDone = { does: "review", digest } as const;
  if (until === undefined || ground === undefined) {
    return {
      effects: [{ does: "event", event: { ...event, code: outcome } }, isDone],
      value: { digest, eraseBy: row.eraseBy },
    };
  }
  requireKept(context, row, { outcome, until, ground, officer: officer.id });
  const last = until > row.eraseBy ? until : row.eraseBy;
  const isFurther = kept.some((review) => review.until !== undefined);
  return {
    effects: [
      ...retaining(context, row, last),
      { does: "event", event: { ...event, code: codeOf(outcome, until, ground) } },
      isDone,
      ...(isFurther ? alarm(context, { ref: digest, code: ground, at }) : []),
    ],
    value: {
      ...{ digest, eraseBy: last },
      ...(hasMark("review_ground", ground, "restricts") && { restricted: ground }),
    },
  };
}

function requireKept(
  { agreements }: FactContext,
  { content }: MessageRow,
  review: Parameters<typeof whyNotKept>[1],
): void {
  if (content === undefined) return;
  const { clear } = content.message;
  const agreement = agreements().findAgreement(clear["env.agreementRef"].sha256);
  const fault = whyNotKept(clear, review, agreement);
  if (fault !== undefined) throw impossible(FAULTS[fault]);
}

/** Tells the supervisory authority of this agency's State that data are kept by one review after another. */
function alarm(
  { self, registry, clock }: Pick<FactContext, "self" | "registry" | "clock">,
  said: { readonly ref: string; readonly code: string; readonly at: string },
): readonly Effect[] {
  const known = registry();
  const { country } = known.agencyAt(self, clock.now());
  const authority = supervisorOf(known, country, clock.now());
  const event = { kind: "reviewedAgain", ...said, country, ...(authority && { authority }) };
  return [{ does: "event", event }, { does: "announce" }];
}

const impossible = (why: string): AgencyError => new AgencyError("GATEWAY_REVIEW_IMPOSSIBLE", why);

const FAULTS: Readonly<Record<ReviewFault, string>> = {
  undecided: "it does not say until when",
  ground: "it names a ground that the list review_ground does not have",
  ceiling: "the day is later than the purpose or the agreement permits",
  retainUntil: "the source set the last day, and nobody else may extend it",
  consent: "the message rests on consent alone",
};
