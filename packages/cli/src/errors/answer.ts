import type { Judgement, NotEvaluated } from "@safepassage/validator";

/**
 * A judgement as the command says it.
 *
 * A script that reads "accept" sends. So the command never says it while a rule that could forbid
 * sending was not judged, though the validator found nothing to say against the message.
 */
export interface Answer extends Omit<Judgement, "verdict"> {
  readonly verdict: Judgement["verdict"] | "noFaultFound";
  /** With `noFaultFound`: the rules that were not judged. */
  readonly undecided?: readonly NotEvaluated[];
  /** With `noFaultFound`: options with which they are judged. */
  readonly give?: readonly string[];
}

/** A verdict, or that there is none: the file could not be read. */
export type Outcome = Answer["verdict"] | "unread";

/** Options with which more rules are judged, where a command has them. */
type Given = { readonly [option in "agreement" | "registry" | "history"]?: unknown };

/** Says judgements. `given` are the options that the command had. */
export async function createAnswer(given: Given): Promise<(one: Judgement) => Answer> {
  const { undecidedRules } = await import("@safepassage/validator");
  return (judgement) => {
    const { verdict } = judgement;
    if (verdict === "reject" || verdict === "quarantine") return judgement;
    const undecided = undecidedRules(judgement);
    if (undecided.length === 0) return judgement;
    const give = optionsFor(undecided, given);
    return { ...judgement, verdict: "noFaultFound", undecided, give };
  };
}

/** Detail of a refusal: the rules that were broken. */
export function rulesBroken(file: string, { findings }: Answer): string {
  const errors = findings.filter(({ severity }) => severity === "error");
  return `${file}: ${[...new Set(errors.map(({ rule }) => rule))].join(", ")}`;
}

/** Whether it was not judged if the message may be sent at all. */
export function lacksPermission({ undecided = [] }: Answer): boolean {
  return undecided.some(({ rule }) => rule === "R01");
}

function optionsFor(undecided: readonly NotEvaluated[], given: Given): string[] {
  const missing = undecided.flatMap((one) => one.missing);
  const needed = new Set(
    missing.flatMap((name) => OPTIONS[name] ?? OPTIONS[name.split(".")[0] ?? ""] ?? []),
  );
  const isGiven = (option: string): boolean => given[option.slice(2) as keyof Given] !== undefined;
  const give = [...needed].filter((option) => !isGiven(option));
  // Everything is there, and the judge was told not to look at it.
  return give.length === 0 && missing.includes("tier context") ? ["--tier context"] : give;
}

/** What is missing, and the options that supply it. */
const OPTIONS: Readonly<Record<string, readonly string[]>> = {
  "tier context": ["--agreement", "--registry"],
  agreement: ["--agreement", "--registry"],
  registry: ["--registry"],
  consents: ["--registry"],
  history: ["--history"],
};
