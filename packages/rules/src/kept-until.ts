import {
  type Agreement,
  type DecodedMessage,
  findCode,
  hasMark,
  isConsentBasis,
  type LifecycleEvent,
  lastDay,
} from "@safepassage/schema";

/** Until when data are held, and whether a review decided that. */
export interface Kept {
  /** The last day. */
  readonly until: string;
  readonly byReview: boolean;
  /** A code of `review_ground` that restricts them. */
  readonly restrictedFor?: string;
}

/** What of a message decides how long its data may be kept. */
export type Retained = Pick<
  DecodedMessage["clear"],
  | "env.retention.eraseBy"
  | "env.createdAt"
  | "env.purpose"
  | "env.legalBasis"
  | "env.handling.conditions"
>;

/**
 * Works out until when data are held: until `eraseBy`, or as far as updates of the sender and reviews have kept them.
 *
 * Only what was said no later than the day on which they were to be erased counts: after it there is nothing to keep.
 * Events must come in the order in which they happened.
 *
 * @see LED Art 5, 16(3); GDPR Art 17(3), 18
 */
export function keptUntil(
  claims: Retained,
  events: readonly LifecycleEvent[],
  agreement: Pick<Agreement, "retention"> = {},
): Kept {
  let kept: Kept = { until: claims["env.retention.eraseBy"], byReview: false };
  for (const event of events) {
    const { kind, at, until, ground = "" } = event;
    if (at === undefined || until === undefined || at.slice(0, 10) > kept.until) continue;
    if (kind === "extended" && isWithin(until, claims, agreement)) {
      if (until > kept.until) kept = { ...kept, until };
    }
    if (kind !== "reviewed" || whyNotKept(claims, event, agreement) !== undefined) continue;
    const restricted = hasMark("review_ground", ground, "restricts") ? ground : undefined;
    if (until > kept.until) kept = { ...kept, until, byReview: true };
    if (restricted !== undefined) kept = { ...kept, restrictedFor: restricted };
  }
  return kept;
}

/** Why a review keeps nothing. */
export type ReviewFault = "undecided" | "ground" | "ceiling" | "retainUntil" | "consent";

/** Says why a review may not keep data beyond their day; `undefined` if it may. */
export function whyNotKept(
  claims: Retained,
  { outcome, until, ground = "", officer }: Omit<LifecycleEvent, "kind">,
  agreement: Pick<Agreement, "retention"> = {},
): ReviewFault | undefined {
  if (outcome !== "keep" || until === undefined || officer === undefined) return "undecided";
  if (findGround(ground) === undefined) return "ground";
  if (!isWithin(until, claims, agreement)) return "ceiling";
  // The source said until when, and nobody else may say longer.
  if (claims["env.handling.conditions"].includes("RETAIN_UNTIL")) return "retainUntil";
  return claims["env.legalBasis"].every(isConsentBasis) ? "consent" : undefined;
}

function isWithin(
  until: string,
  claims: Retained,
  agreement: Pick<Agreement, "retention">,
): boolean {
  const last = lastDay(claims["env.createdAt"].slice(0, 10), claims["env.purpose"], agreement);
  return last !== undefined && until <= last;
}

const findGround = (ground: string) => findCode("review_ground", ground);
