import { KINDS } from "@safepassage/schema";
import { now } from "../../../words/clock.ts";
import { newGroupId, newKey, type WorkGroup } from "./work.ts";

/** A new entry, with the evaluation that says least: somebody raises it who knows more. What asserts nothing has none. */
export function newGroup(kind: string, links: readonly string[], f?: string): WorkGroup {
  const isPerson = kind === "subject" || kind === "suspect";
  return {
    ...{ gid: newGroupId(), kind, links: KINDS[kind]?.links.to.length === 0 ? [] : links },
    ...(KINDS[kind]?.asserted !== false && { meta: newMeta() }),
    headers: isPerson ? { ledCategory: undefined, ageClass: undefined } : {},
    leaves: f === undefined ? [] : [{ key: newKey(), f, v: undefined }],
  };
}

/** X and 4 of Europol's 4x4 codes: neither the source nor the information could be judged. */
export const newMeta = () => ({
  ...{ nature: "fact" as const, sourceEval: "X" as const, infoEval: "4" as const },
  ...{ asOf: new Date(now()).toISOString().slice(0, 7), verified: "notVerified" as const },
  complete: "partial" as const,
});
