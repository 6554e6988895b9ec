import { styleText } from "node:util";
import type { Finding, Judgement } from "@safepassage/validator";
import { type Answer, lacksPermission } from "./answer.ts";
import type { Io } from "./command.ts";
import { unread } from "./commands/minimise.ts";

/** Prints a judgement for a person: quiet when it is good. */
export function printJudgement(io: Io, file: string, answer: Answer): void {
  const { verdict, tier, findings } = answer;
  const colour = verdict === "accept" ? "green" : verdict === "reject" ? "red" : "yellow";
  const warned = verdict === "noFaultFound" && findings.length > 0 ? ", with warnings" : "";
  io.out(`${style(io, colour, WORDS[verdict] + warned)}  ${file}  (${tier} tier)`);
  for (const finding of findings) printFinding(io, finding);
  if (verdict === "noFaultFound") printUndecided(io, answer);
  io.out(countsOf(answer));
}

/** How many rules were judged, and how many not and why: the numbers make up the whole catalogue. */
function countsOf({ evaluated, notApplicable, notEvaluated, notImplemented }: Answer): string {
  // A rule of several parts stands there once for each part that lacks something.
  const open = new Set(notEvaluated.map(({ rule }) => rule)).size;
  const lack = open === 0 ? "" : ` for lack of ${wordsFor(notEvaluated)}`;
  const all = evaluated.length + notApplicable.length + open + notImplemented.length;
  return [
    `${all} rules in the catalogue: ${evaluated.length} evaluated`,
    `${notApplicable.length} not applicable`,
    `${open} not or not wholly evaluated${lack}`,
    `${notImplemented.length} not in this version`,
  ].join("; ");
}

/** A bare "accept" would be read as "may be sent", which what is missing decides. */
function printUndecided(io: Io, answer: Answer): void {
  const { undecided = [], give = [] } = answer;
  const what = lacksPermission(answer)
    ? "Whether it may be sent was not judged"
    : `It is not accepted: ${undecided.map(({ rule }) => rule).join(", ")} were not judged`;
  io.out(`${what}. To have it judged, give ${give.join(" and ")}.`);
}

/** What is missing, in the words of someone who can supply it. */
function wordsFor(notEvaluated: Judgement["notEvaluated"]): string {
  const missing = new Set(notEvaluated.flatMap((one) => one.missing));
  const words = new Set([...missing].map((name) => MISSING_WORDS[name] ?? CLAIMS));
  return [...words].join(", ");
}

function printFinding(io: Io, finding: Finding): void {
  const { rule, severity, sentence, pointer, citation, fix } = finding;
  const mark = severity === "error" ? style(io, "red", "error") : style(io, "yellow", "warning");
  io.out(`  ${mark}  ${rule}  ${sentence}`);
  io.out(`         at   ${pointer === "" ? "/" : pointer}`);
  io.out(`         law  ${citation}${unread(finding)}`);
  io.out(`         fix  ${fix}`);
}

function style(io: Io, colour: "red" | "yellow" | "green", text: string): string {
  return io.colour ? styleText(["bold", colour], text, { validateStream: false }) : text;
}

const WORDS: Readonly<Record<Answer["verdict"], string>> = {
  accept: "accept",
  acceptWithWarnings: "accept with warnings",
  reject: "reject",
  quarantine: "quarantine",
  noFaultFound: "no fault found",
};

const CLAIMS = "members of the message";
const MISSING_WORDS: Readonly<Record<string, string>> = {
  structural: "opening (signature, recipient, agreement)",
  "tier context": "--agreement and --registry",
  agreement: "--agreement and --registry",
  registry: "--registry",
  consents: "--registry or --consent",
  "tier state": "--history",
  history: "--history",
};
