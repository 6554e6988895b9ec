import type { AnswerClock } from "../../store/rows.ts";

/** The legal time for an answer, as people see it. */
export interface AnswerClockView extends AnswerClock {
  readonly state: "open" | "overdue" | "answered" | "answeredLate";
  /** Whole seconds left, now or when the answer came; negative if late. */
  readonly secondsLeft: number;
}

/** Shows how a clock stands now. */
export function showClock(clock: AnswerClock, now: Date): AnswerClockView {
  const until = clock.answeredAt === undefined ? now : new Date(clock.answeredAt);
  const secondsLeft = Math.floor((Date.parse(clock.by) - until.getTime()) / 1000);
  const [inTime, late] = clock.answeredAt === undefined ? OPEN : ANSWERED;
  return { ...clock, state: secondsLeft < 0 ? late : inTime, secondsLeft };
}

const OPEN = ["open", "overdue"] as const;
const ANSWERED = ["answered", "answeredLate"] as const;
