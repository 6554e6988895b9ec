import type { DeedState, Task } from "./tour-api.ts";
import type { Looked } from "./use-looked.ts";

/** How it stands with a deed: to be done, done with the best of it still to be seen at another agency, or over. */
export type Standing = "open" | "look" | "over";

/** How it stands with each deed. What is to be seen is over once somebody has gone to look, or has done a later deed. */
export const standingsOf = (deeds: readonly DeedState[], looked: Looked): readonly Standing[] =>
  deeds.map(({ id, state, tasks }, at): Standing => {
    if (state === "open") return "open";
    const isSeen = looked.has(id) || deeds.slice(at + 1).some((later) => later.state === "done");
    return state === "done" && !isSeen && tasks.some(isLook) ? "look" : "over";
  });

/** How many deeds are over. */
export const countOver = (standings: readonly Standing[]): number =>
  standings.filter((standing) => standing === "over").length;

/** Whether nothing is to be done at a place, but to look. */
export const isLook = ({ does }: Task): boolean => isLookName(does);

/** Whether a task is one of looking. */
export const isLookName = (does: Task["does"]): does is "lookWarned" | "lookErased" =>
  does === "lookWarned" || does === "lookErased";
