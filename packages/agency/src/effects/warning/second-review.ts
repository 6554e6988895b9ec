import { toInstant } from "@safepassage/core";
import {
  type Agreement,
  type DecodedMessage,
  isDangerAlert,
  isOfDanger,
} from "@safepassage/schema";
import type { AgencyContext, FactContext } from "../../setting/context.ts";
import type { Tx } from "../../store/ports.ts";
import type { NewOutboxRow, OutboxRow } from "../../store/rows.ts";
import { type Effect, noteEvent } from "../shared/effect.ts";
import type { DayToAct } from "../shared/overdue.ts";
import { originalsOf, showReplacement } from "../shared/replaced.ts";

/** Whether an agreement has two officers look at each message of the purpose of a message: before it goes, or after. */
export const isSeenByTwo = (
  { secondOfficer = [] }: Agreement,
  { "env.purpose": purpose }: { readonly "env.purpose": string },
): boolean => secondOfficer.includes(purpose);

/**
 * Records that a message went before a second officer has seen it, as the agreement asks: whatever corrects, answers or
 * goes on with a warning of danger. A warning itself is always reviewed, and recorded as it is counted.
 *
 * @param row - A message that {@link isOfDanger}.
 */
export function wentFirst(
  { agreements, clock }: Pick<AgencyContext, "agreements" | "clock">,
  row: Pick<NewOutboxRow, "digest" | "content">,
): readonly Effect[] {
  const { clear } = row.content.message;
  if (isDangerAlert(clear)) return [];
  const agreement = agreements().findAgreement(clear["env.agreementRef"].sha256);
  if (agreement === undefined || !isSeenByTwo(agreement, clear)) return [];
  return [noteEvent(WENT_FIRST, toInstant(clock.now()), row.digest)];
}

/** Whether a second officer has to review a message that this agency sent. */
export const isReviewedAfter = (
  context: Pick<FactContext, "facts">,
  { clear }: DecodedMessage,
  digest: string,
): boolean =>
  isDangerAlert(clear) ||
  [digest, ...originalsOf(context, digest)].some((one) =>
    context.facts.events.has(WENT_FIRST, one),
  );

/** What a second officer has to review, and how it was seen. */
export interface SecondReview {
  /** A day after the message. */
  readonly by: string;
  readonly outcome?: string | undefined;
  readonly at?: string;
}

/** Shows the review of a message that went before a second officer has seen it; nothing of another message. */
export async function showSecondReview(
  { events }: Pick<Tx, "events">,
  { digest, createdAt, messageType, purpose }: OutboxRow,
): Promise<{ readonly secondReview?: SecondReview }> {
  const claims = { "env.purpose": purpose, "env.messageType": messageType };
  if (!isOfDanger(claims)) return {};
  if (!isDangerAlert(claims) && !(await hasGoneFirst({ events }, digest))) return {};
  const by = toInstant(new Date(Date.parse(createdAt) + DAY_MS));
  const last = (await events.about(REVIEWED, digest)).at(-1);
  return { secondReview: { by, ...(last && { outcome: last.code, at: last.at }) } };
}

async function hasGoneFirst(
  { events }: Pick<Tx, "events">,
  digest: string | undefined,
): Promise<boolean> {
  if (digest === undefined) return false;
  if (await events.has(WENT_FIRST, digest)) return true;
  return hasGoneFirst({ events }, (await showReplacement({ events }, digest)).replaces);
}

/** Whether a message, or the one that was signed in its place, was reviewed. */
async function isReviewed(
  { events }: Pick<Tx, "events">,
  digest: string | undefined,
): Promise<boolean> {
  if (digest === undefined) return false;
  if (await events.has(REVIEWED, digest)) return true;
  return isReviewed({ events }, (await showReplacement({ events }, digest)).replacedBy);
}

/** What this agency has sent before a second officer has seen it is reviewed within a day: a warning, and what went first. */
export const REVIEWED_WITHIN_A_DAY: readonly DayToAct[] = [
  {
    event: "warnedBy",
    alarm: "reviewOverdue",
    mark: "warningsReviewedUpTo",
    about: ({ ref = "" }) => ref.slice(ref.lastIndexOf(" ") + 1),
    isDone: (_, tx, digest) => isReviewed(tx, digest),
  },
  {
    event: "wentFirst",
    alarm: "reviewOverdue",
    mark: "wentFirstReviewedUpTo",
    about: ({ ref = "" }) => ref,
    isDone: (_, tx, digest) => isReviewed(tx, digest),
  },
];

const WENT_FIRST = "wentFirst";
const REVIEWED = "vitalReviewed";
const DAY_MS = 86_400_000;
