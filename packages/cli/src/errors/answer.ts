import type { Judgement, NotEvaluated } from "@safepassage/validator";

/**
 * A judgement as the command prints it.
 *
 * A script that reads "accept" sends. So the command does not print it while a rule that could forbid
 * sending was not judged, even if the validator found no fault.
 */
export interface Answer extends Omit<Judgement, "verdict"> {
  readonly verdict: Judgement["verdict"] | "noFaultFound";
  /** With `noFaultFound`: the rules that were not judged. */
  readonly undecided?: readonly NotEvaluated[];
  /** With `noFaultFound`: options that would have them judged. */
  readonly give?: readonly string[];
}

/** A verdict, or `unread` if the file could not be read. */
export type Outcome = Answer["verdict"] | "unread";

/** Options with which a command has more rules judged. */
type Given = { readonly [option in "agreement" | "registry" | "history"]?: unknown };

/** Turns judgements into answers. `given` are the options of the command. */
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

/** Lists the broken rules as the detail of a refusal. */
export function rulesBroken(file: string, { findings }: Answer): string {
  const errors = findings.filter(({ severity }) => severity === "error");
  return `${file}: ${[...new Set(errors.map(({ rule }) => rule))].join(", ")}`;
}

/** Whether it is open if the message may be sent at all. */
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
  // Every file was given, but --tier left them out.
  return give.length === 0 && missing.includes("tier context") ? ["--tier context"] : give;
}

const OPTIONS: Readonly<Record<string, readonly string[]>> = {
  "tier context": ["--agreement", "--registry"],
  agreement: ["--agreement", "--registry"],
  registry: ["--registry"],
  consents: ["--registry"],
  history: ["--history"],
};
