/** What a rule lacks, as the words of `message` name it behind `missing.`. */
export type MissingFact = "events" | "exchange" | "log" | "people" | "other";

/** What some rule lacks, in kinds that mean something to a caseworker; each once. @param missing - As the rules call it. */
export const missingFacts = (missing: readonly string[]): readonly MissingFact[] => [
  ...new Set(
    missing.map((name) => FACTS.find(([start]) => name.startsWith(start))?.[1] ?? "other"),
  ),
];

const FACTS: readonly (readonly [string, MissingFact])[] = [
  ["log ", "log"],
  ["history.log", "log"],
  ["history.people", "people"],
  ["history.exchange", "exchange"],
  ["history.events", "events"],
  ["history.named", "events"],
];
