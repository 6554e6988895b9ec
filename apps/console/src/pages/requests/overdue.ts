/** What a request is sorted by. */
interface Timed {
  readonly answerClock: { readonly by: string };
}

/** Whether the time for an answer is over. @param now - In milliseconds. */
export const isOverdue = ({ answerClock }: Timed, now: number): boolean =>
  Date.parse(answerClock.by) < now;

/** Those whose time is over first, the longest overdue at the top; then the others, the most urgent first. */
export const overdueFirst = <T extends Timed>(entries: readonly T[], now: number): readonly T[] =>
  [...entries].sort(
    (a, b) =>
      Number(isOverdue(b, now)) - Number(isOverdue(a, now)) ||
      Date.parse(a.answerClock.by) - Date.parse(b.answerClock.by),
  );
