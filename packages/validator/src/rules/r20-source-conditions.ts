import { atClaim, definePart, type Hit, lacks, type Rule } from "@safepassage/rules";
import type { SourceEntry } from "@safepassage/schema";

/** Whoever passes data on passes on the conditions they came with. */
export const r20: Rule = {
  id: "R20",
  codes: ["R20_CONDITION_DROPPED", "R20_HANDLING_DROPPED"],
  parts: [
    definePart({
      part: "a",
      about: { holds: ["private.provenance"] },
      needs: ["env.handling.conditions", "private.provenance"],
      evaluate({ claims }) {
        const sources = claims["private.provenance"];
        return sources.length === 0 ? "notApplicable" : dropped(sources, claims);
      },
    }),
    definePart({
      part: "b",
      needs: ["env.handling.conditions", "history"],
      evaluate({ claims, facts }) {
        const { sources } = facts.history;
        if (sources === undefined) return lacks("history.sources");
        return sources.length === 0 ? "notApplicable" : dropped(sources, claims);
      },
    }),
  ],
};

function dropped(sources: readonly SourceEntry[], claims: Passed): Hit<Code>[] {
  const conditions = claims["env.handling.conditions"];
  const europol = claims["env.handling.europol"] ?? [];
  const hits: Hit<Code>[] = [];
  if (sources.some((source) => source.conditions.some((one) => !conditions.includes(one)))) {
    hits.push(atClaim("R20_CONDITION_DROPPED", "env.handling.conditions"));
  }
  const isDropped = (code: string) => code !== UNRESTRICTED && !europol.includes(code);
  if (sources.some((source) => (source.europol ?? []).some(isDropped))) {
    hits.push(atClaim("R20_HANDLING_DROPPED", "env.handling.europol"));
  }
  return hits;
}

interface Passed {
  readonly "env.handling.conditions": readonly string[];
  readonly "env.handling.europol"?: readonly string[];
}

type Code = "R20_CONDITION_DROPPED" | "R20_HANDLING_DROPPED";

/** Use within Europol's mandate and nothing more: no condition that could be dropped. */
const UNRESTRICTED = "H0";
