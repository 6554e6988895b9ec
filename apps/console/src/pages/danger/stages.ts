import type { Answer } from "../../app/gateway.ts";

/** A warning that this agency has sent. */
export type SentWarningView = Extract<Answer<"getMessage">, { readonly box: "outbox" }>;

/** How it stands with one step of a warning. */
export interface Stage {
  readonly name: "sent" | "delivered" | "taken" | "answered";
  readonly state: "done" | "waiting" | "failed";
  /** Name of the words that say more, in the area `danger`. */
  readonly says: StageWords;
  /** When it was done. */
  readonly at?: string;
}

export type StageWords =
  | "sent"
  | "delivering"
  | "delivered"
  | "notDelivered"
  | "takenWaiting"
  | "takenAccepted"
  | "takenQuarantined"
  | "takenRejected"
  | "answerWaiting"
  | "answerOverdue"
  | "answered"
  | "answerNone";

/**
 * The steps of a warning, in their order.
 *
 * @param now - By the clock of the gateway, in milliseconds: the hour ends also while it does not answer.
 */
export function stagesOf(warning: SentWarningView, now: number): readonly Stage[] {
  const { createdAt, answerClock } = warning;
  const delivery = deliveryOf(warning);
  const taking = takingOf(warning, delivery);
  return [
    { name: "sent", state: "done", says: "sent", at: createdAt },
    {
      ...delivery,
      ...(delivery.state === "done" && answerClock !== undefined && { at: answerClock.from }),
    },
    taking,
    answerOf(warning, taking, now),
  ];
}

/** Whether nothing comes by itself any more, so that somebody has to call. */
export const mustCall = (stages: readonly Stage[]): boolean =>
  stages.some(({ state, says }) => state === "failed" || says === "answerOverdue");

function deliveryOf({ state }: SentWarningView): Stage {
  const name = "delivered";
  if (FAILED.has(state)) return { name, state: "failed", says: "notDelivered" };
  if (WAITING.has(state)) return { name, state: "waiting", says: "delivering" };
  return { name, state: "done", says: "delivered" };
}

function takingOf({ verdict }: SentWarningView, { state }: Stage): Stage {
  const name = "taken";
  if (state === "failed" || verdict === "reject") {
    return { name, state: "failed", says: "takenRejected" };
  }
  if (verdict === undefined) return { name, state: "waiting", says: "takenWaiting" };
  const says = verdict === "quarantine" ? "takenQuarantined" : "takenAccepted";
  return { name, state: "done", says };
}

function answerOf({ answerClock }: SentWarningView, { state }: Stage, now: number): Stage {
  const name = "answered";
  if (answerClock?.answeredAt !== undefined) {
    return { name, state: "done", says: "answered", at: answerClock.answeredAt };
  }
  if (state === "failed") return { name, state: "failed", says: "answerNone" };
  const isOverdue =
    answerClock !== undefined &&
    (answerClock.state === "overdue" || Date.parse(answerClock.by) < now);
  return { name, state: "waiting", says: isOverdue ? "answerOverdue" : "answerWaiting" };
}

/** One that is replaced did not arrive: another is on its way in its place. */
const WAITING: ReadonlySet<string> = new Set(["queued", "sending", "replaced"]);
const FAILED: ReadonlySet<string> = new Set(["refused", "expired", "unsent"]);
