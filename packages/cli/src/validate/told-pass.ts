import type { Draft } from "@safepassage/schema";
import type { Judgement, NothingPasses, Wording, WouldPass } from "@safepassage/validator";

/** What of a refused message would pass, as the command prints it. */
export type ToldPass = ToldForm | ToldNothing;

/** A form that passes. */
export interface ToldForm {
  readonly passes: true;
  readonly verdict: Judgement["verdict"];
  /** What happened to each value of the message and why. Holds no value. */
  readonly account: readonly ToldOutcome[];
  /** Whether nothing more can be put back. `false`: there were too many values to try. */
  readonly isMaximal: boolean;
  /** Holds values of the message. */
  readonly draft: Draft;
}

interface ToldOutcome {
  readonly group: string;
  readonly field: string;
  readonly outcome: "allowed" | "coarsened" | "withheld";
  readonly sentence?: string;
  readonly citation?: string;
}

interface ToldNothing {
  readonly passes: false;
  readonly because: NothingPasses["because"];
  /** Facts that were not given. */
  readonly missing: readonly string[];
  /** Codes of the findings that stand in the way. */
  readonly codes: readonly string[];
}

/** Keeps of a result what the command prints. */
export function tellPass(found: WouldPass): ToldPass {
  if (!found.passes) {
    const { passes, because, missing, findings } = found;
    return { passes, because, missing, codes: [...new Set(findings.map(({ code }) => code))] };
  }
  const { draft, judgement, account, isMaximal } = found;
  const told = account.map(({ gid: group, field, outcome, reason, finding }): ToldOutcome => {
    const why = reason ?? finding;
    const { sentence = "", citation = "" } = why ?? {};
    return { group, field, outcome, ...(why && { sentence, citation }) };
  });
  return { passes: true, verdict: judgement.verdict, account: told, isMaximal, draft };
}

/** Chooses the heading. */
export function headOf(pass: ToldPass, wording: Wording): string {
  if (pass.passes) return wording.word("pass.form");
  return wording.word(pass.because === "facts" ? "pass.unknown" : "pass.nothing");
}
