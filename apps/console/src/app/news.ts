import type { Followed } from "@safepassage/client";
import { useEffect, useState } from "react";
import { useChanges } from "./changes.ts";
import { queries } from "./gateway.ts";

/** Has the pages ask again for what has changed at the gateway, and counts in the title what came while nobody looked. */
export function useNews(): void {
  const [unseen, setUnseen] = useState(0);
  useChanges((change) => {
    for (const queryKey of concernedBy(change)) void queries.invalidateQueries({ queryKey });
    if (document.hidden && NEWS.has(change.event)) setUnseen((count) => count + 1);
  });
  useEffect(() => {
    const look = (): void => {
      if (!document.hidden) setUnseen(0);
    };
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, []);
  useEffect(() => {
    const mark = (): void => {
      const plain = document.title.replace(/^\(\d+\) /, "");
      const title = unseen === 0 ? plain : `(${unseen}) ${plain}`;
      if (document.title !== title) document.title = title;
    };
    mark();
    // A page that changes its title while nobody looks keeps the count.
    const observer = new MutationObserver(mark);
    observer.observe(document.head, { subtree: true, characterData: true, childList: true });
    return () => observer.disconnect();
  }, [unseen]);
}

/** Keys of the answers that a change concerns. */
function concernedBy({ event, ref }: Followed): readonly (readonly string[])[] {
  return [...(LISTS[event] ?? []).map((list) => [list]), ["message", ref], ["health"]];
}

const LISTS: Readonly<Record<string, readonly string[]>> = {
  received: ["inbox", "requests", "reviews"],
  sent: ["outbox", "requests", "drafts"],
  packageRefused: ["refusals"],
  erased: ["inbox", "outbox"],
  certified: ["outbox"],
  kept: ["inbox", "outbox"],
  mended: ["inbox"],
  mendOverdue: ["inbox"],
  answerClock: ["inbox", "outbox", "requests"],
  review: ["inbox", "reviews"],
  draft: ["drafts"],
  alarm: ["alarms"],
};
/** What somebody wants to know of who looks elsewhere. */
const NEWS: ReadonlySet<string> = new Set(["received", "packageRefused", "alarm"]);
