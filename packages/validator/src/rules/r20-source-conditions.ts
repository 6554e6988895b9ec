import { atClaim, type Claims, definePart, defineParts, lacks } from "@safepassage/rules";
import type { SourceEntry } from "@safepassage/schema";

/** Data are passed on together with the conditions under which they were received. */
export const r20 = defineParts({
  id: "R20",
  codes: ["R20_CONDITION_DROPPED", "R20_HANDLING_DROPPED"],
  parts: [
    definePart({
      about: { holds: ["private.provenance"] },
      needs: ["env.handling.conditions", "env.handling.europol", "private.provenance"],
      evaluate({ claims }) {
        return dropped(claims["private.provenance"], claims);
      },
    }),
    definePart({
      needs: ["env.handling.conditions", "env.handling.europol", "history"],
      evaluate({ claims, facts }) {
        const { sources } = facts.history;
        if (sources === undefined) return lacks("history.sources");
        return sources.length === 0 ? "notApplicable" : dropped(sources, claims);
      },
    }),
  ],
});

function dropped(sources: readonly SourceEntry[], claims: Passed) {
  const conditions: readonly string[] = claims["env.handling.conditions"];
  const hits = [];
  if (sources.some((source) => source.conditions.some((one) => !conditions.includes(one)))) {
    hits.push(atClaim("R20_CONDITION_DROPPED", "env.handling.conditions"));
  }
  const europol: readonly string[] = claims["env.handling.europol"];
  const isDropped = (code: string) => code !== UNRESTRICTED && !europol.includes(code);
  if (sources.some((source) => source.europol?.some(isDropped))) {
    hits.push(atClaim("R20_HANDLING_DROPPED", "env.handling.europol"));
  }
  return hits;
}

type Passed = Pick<Claims, "env.handling.conditions" | "env.handling.europol">;

/** Europol's code for unrestricted use, which is not a condition that could be dropped. */
const UNRESTRICTED = "H0";
