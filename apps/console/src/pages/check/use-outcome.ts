import { useEffect, useState } from "react";
import { judge, type Outcome, type When } from "./judge/judge.ts";
import type { Given } from "./judge/read-given.ts";
import type { Item } from "./use-given.ts";

/** Judges what was given, anew whenever it changes. `undefined` until that is done. */
export function useOutcome(items: readonly Item[], when: When): Outcome | undefined {
  const [judged, setJudged] = useState<Judged>();
  useEffect(() => {
    let isAwaited = true;
    const tell = (outcome: Outcome): void => {
      if (isAwaited) setJudged({ items, when, outcome });
    };
    judge(givenOf(items), { when, now: new Date() }).then(tell, () =>
      tell({ stopped: { code: "CHECK_FAILED" } }),
    );
    return () => {
      isAwaited = false;
    };
  }, [items, when]);
  return judged?.items === items && judged.when === when ? judged.outcome : undefined;
}

/** What of it was taken. */
export const givenOf = (items: readonly Item[]): readonly Given[] =>
  items.flatMap((item) => ("given" in item ? [item.given] : []));

interface Judged {
  readonly items: readonly Item[];
  readonly when: When;
  readonly outcome: Outcome;
}
