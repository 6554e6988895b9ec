import type { NotEvaluated } from "@safepassage/validator";

/** What a rule waits for that was not judged. */
export type Need = "registry" | "agreement" | "opening" | "history" | "message" | "terms";

/** Rules that wait for the same. */
export interface WaitingRules {
  readonly needs: readonly Need[];
  /** Ids, each once. */
  readonly rules: readonly string[];
  /** Names of what is missing, as the rules call it. */
  readonly missing: readonly string[];
}

/** Groups the rules that were not judged by what they wait for; first those that a file would help. */
export function groupNeeds(notEvaluated: readonly NotEvaluated[]): readonly WaitingRules[] {
  const groups = Map.groupBy(notEvaluated, ({ missing }) => needsOf(missing).join(" "));
  return [...groups.values()]
    .map((all) => {
      const missing = all.flatMap((one) => one.missing);
      return {
        needs: needsOf(missing),
        rules: [...new Set(all.map(({ rule }) => rule))],
        missing: [...new Set(missing)].sort(),
      };
    })
    .toSorted((one, other) => rank(one) - rank(other));
}

function needsOf(missing: readonly string[]): readonly Need[] {
  const needs = new Set(missing.flatMap((name) => BY_NAME[name] ?? byMember(name)));
  return ORDER.filter((need) => needs.has(need));
}

/** A member of a fact that was given, but lacks it; or a member of the message. */
function byMember(name: string): readonly Need[] {
  const [fact = ""] = name.split(".");
  if (fact === "agreement" || fact === "registry" || fact === "consents") return ["terms"];
  return [fact === "history" ? "history" : "message"];
}

const rank = ({ needs }: WaitingRules): number => Math.max(...needs.map((n) => ORDER.indexOf(n)));

const BY_NAME: Readonly<Record<string, readonly Need[]>> = {
  "tier context": ["registry", "agreement"],
  agreement: ["registry", "agreement"],
  registry: ["registry"],
  consents: ["registry"],
  authorisations: ["registry"],
  structural: ["opening"],
  "tier state": ["history"],
  history: ["history"],
  sessions: ["history"],
};
const ORDER: readonly Need[] = ["registry", "agreement", "terms", "message", "opening", "history"];
