import type { Answer } from "./gateway.ts";

/** A warning of immediate danger that nobody has answered. */
export interface OpenWarning {
  readonly digest: string;
  /** The agency that warned, or was warned. */
  readonly other: string;
  /** Until when the answer is due. */
  readonly by: string;
  readonly isOverdue: boolean;
  /** How far the clock of the gateway is ahead of that of the machine, in milliseconds. */
  readonly offsetMs: number;
}

type Clocked = Pick<Answer<"listInbox">["entries"][number], "digest" | "answerClock"> & {
  readonly other: string;
};

/** Those of some warnings that nobody has answered. @param askedAt - When the gateway said so, by the clock of the machine. */
export function openOf(entries: readonly Clocked[], askedAt: number): readonly OpenWarning[] {
  return entries
    .flatMap(({ digest, other, answerClock }) => {
      if (answerClock?.state !== "open" && answerClock?.state !== "overdue") return [];
      const { by, secondsLeft, state } = answerClock;
      const offsetMs = offsetOf(answerClock, askedAt);
      return [{ digest, other, by, isOverdue: state === "overdue" || secondsLeft < 0, offsetMs }];
    })
    .sort((one, next) => Date.parse(one.by) - Date.parse(next.by));
}

/** How far the clock of the gateway is ahead of that of the machine, in milliseconds. Small differences are those of the way. */
export function offsetOf(
  { by, secondsLeft }: { readonly by: string; readonly secondsLeft: number },
  askedAt: number,
): number {
  const offsetMs = Date.parse(by) - secondsLeft * 1000 - askedAt;
  return Math.abs(offsetMs) < NOISE_MS ? 0 : offsetMs;
}

const NOISE_MS = 5_000;
