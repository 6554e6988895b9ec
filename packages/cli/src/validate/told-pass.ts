import type { isCitationRead } from "@safepassage/schema";
import type {
  AccountEntry,
  Judgement,
  NothingPasses,
  sayBeside,
  Wording,
  WouldPass,
} from "@safepassage/validator";

/** What of a refused message would pass, as the command prints it. */
export type ToldPass = ToldForm | ToldNothing;

/** A form that passes. Only its draft holds values of the message. */
export interface ToldForm
  extends Pick<Extract<WouldPass, { passes: true }>, "passes" | "isMaximal" | "draft"> {
  readonly verdict: Judgement["verdict"];
  /** What happened to each value of the message and why. */
  readonly account: readonly ToldOutcome[];
}

interface ToldOutcome extends Pick<AccountEntry, "field" | "outcome"> {
  readonly group: string;
  readonly sentence?: string;
  readonly citation?: string;
  /** Whether the law was read in full in its source, as in a finding. */
  readonly citationRead?: boolean;
}

/** How results are told: {@link sayBeside} in some language, and the catalogue's own judgement of a citation. */
interface Telling {
  readonly say: typeof sayBeside;
  readonly isRead: typeof isCitationRead;
}

interface ToldNothing extends Pick<NothingPasses, "passes" | "because" | "missing"> {
  /** Codes of the findings that stand in the way. */
  readonly codes: readonly string[];
}

/** Keeps of a result what the command prints. `say` puts the reason of a value into words; the field stands beside. */
export function tellPass(found: WouldPass, { say, isRead }: Telling): ToldPass {
  if (!found.passes) {
    const { passes, because, missing, findings } = found;
    return { passes, because, missing, codes: [...new Set(findings.map(({ code }) => code))] };
  }
  const { draft, judgement, account, isMaximal } = found;
  const told = account.map(({ gid: group, field, outcome, reason, finding }): ToldOutcome => {
    const why = reason ?? finding;
    if (why === undefined) return { group, field, outcome };
    const sentence = reason === undefined ? why.sentence : say(reason);
    const { citation, citationStatus } = why;
    return { group, field, outcome, sentence, citation, citationRead: isRead(citationStatus) };
  });
  return { passes: true, verdict: judgement.verdict, account: told, isMaximal, draft };
}

/** Chooses the heading. */
export function headOf(pass: ToldPass, wording: Wording): string {
  if (pass.passes) return wording.word("pass.form");
  return wording.word(pass.because === "facts" ? "pass.unknown" : "pass.nothing");
}
