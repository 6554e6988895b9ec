import type { Judgement } from "@safepassage/validator";
import { type Answer, lacksPermission, type Outcome } from "../errors/answer.ts";
import type { Io, Shown } from "../io/command.ts";
import { shownCitation } from "./citation-mark.ts";
import { type FindingsAtPlace, groupFindings, type SameCode } from "./group-findings.ts";

/**
 * Prints a judgement for a person; a good one briefly.
 *
 * @param isWhole - Whether to say how many rules were judged and what more of them need. For many
 *   messages that is said once, at the end.
 */
export async function printJudgement(
  io: Io,
  name: string,
  answer: Answer,
  { isWhole = true }: { readonly isWhole?: boolean } = {},
): Promise<void> {
  const { ENGLISH_WORDING } = await import("@safepassage/validator");
  const { verdict, tier, findings } = answer;
  const warned = verdict === "noFaultFound" && findings.length > 0 ? ", with warnings" : "";
  const tierName = ENGLISH_WORDING.word(`tier.${tier}`);
  io.out(await verdictShown(verdict, warned), `  ${name}  (${tierName})`);
  printFindings(io, findings);
  if (!isWhole) return;
  if (verdict === "noFaultFound") printUndecided(io, answer);
  io.out(countsOf(answer));
}

/** Prints findings, grouped by place. */
export function printFindings(io: Io, findings: Judgement["findings"]): void {
  for (const place of groupFindings(findings)) printPlace(io, place);
}

/** The name of a verdict, in its colour. */
export async function verdictShown(verdict: Outcome, more = ""): Promise<Shown> {
  const { ENGLISH_WORDING } = await import("@safepassage/validator");
  const colour = verdict === "accept" ? "green" : RED.has(verdict) ? "red" : "yellow";
  return { colour, text: ENGLISH_WORDING.word(`verdict.${verdict}`) + more };
}

/** Counts the rules that were judged, and those that were not and why: all of the catalogue. */
function countsOf({ evaluated, notApplicable, notEvaluated, notImplemented }: Answer): string {
  // A rule of several parts is listed once for each part that lacks something.
  const open = new Set(notEvaluated.map(({ rule }) => rule)).size;
  const lack = open === 0 ? "" : ` for lack of ${wordsFor(notEvaluated)}`;
  const all = evaluated.length + notApplicable.length + open + notImplemented.length;
  return [
    `${all} rules in the catalogue: ${evaluated.length} evaluated`,
    `${notApplicable.length} not applicable`,
    `${open} not fully evaluated${lack}`,
    `${notImplemented.length} not in this version`,
  ].join("; ");
}

/** Says what is open. A bare "accept" would be read as "may be sent", which the missing facts decide. */
function printUndecided(io: Io, answer: Answer): void {
  const { undecided = [], give = [] } = answer;
  const what = lacksPermission(answer)
    ? "Whether it may be sent was not judged"
    : `It is not accepted: ${undecided.map(({ rule }) => rule).join(", ")} were not judged`;
  io.out(
    give.length === 0 ? `${what}, for lack of ${wordsFor(undecided)}.` : `${what}. ${askFor(give)}`,
  );
}

/** Names the options that would have more judged. */
export function askFor(give: readonly string[]): string {
  return `To have it judged, give ${new Intl.ListFormat("en").format(give)}.`;
}

/** Names what is missing, in words for the person who can supply it. */
function wordsFor(notEvaluated: Judgement["notEvaluated"]): string {
  const missing = new Set(notEvaluated.flatMap((one) => one.missing));
  const words = new Set(
    [...missing].map(
      (name) => MISSING_WORDS[name] ?? MISSING_WORDS[`${name.split(".")[0]}.`] ?? CLAIMS,
    ),
  );
  return [...words].join(", ");
}

function printPlace(io: Io, { part, gid, kind, byCode }: FindingsAtPlace): void {
  const group = gid === undefined ? "" : ` ${gid}`;
  io.out(`  ${part === "group" ? (kind ?? "group") : PARTS[part]}${group}`);
  for (const findings of byCode) printSame(io, findings);
}

/** Prints the findings of one code, with fix and law once. */
function printSame(io: Io, findings: SameCode): void {
  const [{ severity, rule, citation, citationRead, fix }] = findings;
  const mark: Shown =
    severity === "error" ? { colour: "red", text: "error" } : { colour: "yellow", text: "warning" };
  for (const { sentence, pointer, corrected } of findings) {
    io.out("    ", mark, `  ${rule}  ${sentence}`);
    io.out(`           at   ${pointer === "" ? "/" : pointer}`);
    if (corrected !== undefined) {
      io.out(`           in   the corrected message ${corrected.message}, ${corrected.pointer}`);
    }
  }
  io.out(`           fix  ${fix}`);
  io.out(`           law  ${shownCitation(citation, citationRead)}`);
}

const PARTS = { message: "the message", clear: "envelope", private: "private part" } as const;

const RED: ReadonlySet<Outcome> = new Set(["reject", "unread"]);
const CLAIMS = "members of the message";
const MISSING_WORDS: Readonly<Record<string, string>> = {
  structural: "opening (signature, recipient, agreement)",
  "tier context": "--agreement and --registry",
  agreement: "--agreement and --registry",
  registry: "--registry",
  consents: "--registry or --consent",
  "tier state": "--history",
  history: "--history",
  "history.": "what the history does not say",
  "registry.": "what the registry does not say",
  "consents.": "what the consents do not say",
  "agreement.": "terms of the agreement",
};
