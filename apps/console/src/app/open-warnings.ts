import type { Answer } from "./gateway.ts";

/** A warning of immediate danger that nobody has answered. */
export interface OpenWarning {
  readonly digest: string;
  /** The agency that warned, or was warned. */
  readonly other: string;
  /** Until when the answer is due. */
  readonly by: string;
  readonly isOverdue: boolean;
}

type Clocked = Pick<Answer<"listInbox">["entries"][number], "digest" | "answerClock"> & {
  readonly other: string;
};

/** Picks the warnings that nobody has answered. The one that is due first comes first. */
export function openOf(entries: readonly Clocked[]): readonly OpenWarning[] {
  return entries
    .flatMap(({ digest, other, answerClock }) => {
      if (answerClock?.state !== "open" && answerClock?.state !== "overdue") return [];
      const { by, secondsLeft, state } = answerClock;
      return [{ digest, other, by, isOverdue: state === "overdue" || secondsLeft < 0 }];
    })
    .sort((one, next) => Date.parse(one.by) - Date.parse(next.by));
}
