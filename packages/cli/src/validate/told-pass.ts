import type { Draft } from "@safepassage/schema";
import type { Judgement, NothingPasses, Wording, WouldPass } from "@safepassage/validator";

/** What would pass of a refused message, as the command says it. */
export type ToldPass = ToldForm | ToldNothing;

/** A form that passes. */
export interface ToldForm {
  readonly passes: true;
  readonly verdict: Judgement["verdict"];
  /** What became of each value of the message, with the reason. Holds no value. */
  readonly account: readonly ToldOutcome[];
  /** Whether nothing more can be put back. `false`: there was too much to try. */
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

/** Tells what would pass. */
export function tellPass(found: WouldPass): ToldPass {
  if (!found.passes) {
    const { because, missing, findings } = found;
    const codes = [...new Set(findings.map(({ code }) => code))];
    return { passes: false, because, missing, codes };
  }
  const { draft, judgement, account, isMaximal } = found;
  const told = account.map(
    ({ gid, field, outcome, reason, finding }): ToldOutcome => ({
      group: gid,
      field,
      outcome,
      ...why(reason ?? finding),
    }),
  );
  return { passes: true, verdict: judgement.verdict, account: told, isMaximal, draft };
}

/** A heading over what is told. */
export function headOf(pass: ToldPass, wording: Wording): string {
  if (pass.passes) return wording.word("pass.form");
  return wording.word(pass.because === "facts" ? "pass.unknown" : "pass.nothing");
}

function why(
  reason: { readonly sentence: string; readonly citation: string } | undefined,
): Pick<ToldOutcome, "sentence" | "citation"> {
  return reason === undefined ? {} : { sentence: reason.sentence, citation: reason.citation };
}
