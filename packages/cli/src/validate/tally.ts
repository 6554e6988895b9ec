import type { Outcome } from "../errors/answer.ts";
import type { Entry } from "./entry.ts";

/** Counts messages by verdict. */
export interface Tally {
  count(entry: Entry): void;
  /** The number of messages, judged or not. */
  readonly all: number;
  /** The verdicts that occur, worst first, with their numbers; `unread` counts as one. */
  counts(): readonly (readonly [Outcome, number])[];
}

export function createTally(): Tally {
  const numbers = new Map<Outcome, number>(OUTCOMES.map((outcome) => [outcome, 0]));
  return {
    get all() {
      return [...numbers.values()].reduce((sum, number) => sum + number, 0);
    },
    count(entry) {
      const outcome = outcomeOf(entry);
      numbers.set(outcome, (numbers.get(outcome) ?? 0) + 1);
    },
    counts: () => [...numbers].filter(([, number]) => number > 0),
  };
}

export function outcomeOf(entry: Entry): Outcome {
  return "error" in entry ? "unread" : entry.judged.verdict;
}

/** The worst first. */
export const OUTCOMES: readonly Outcome[] = [
  "reject",
  "quarantine",
  "unread",
  "noFaultFound",
  "acceptWithWarnings",
  "accept",
];
