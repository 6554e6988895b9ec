import { styleText } from "node:util";
import type { Finding, Judgement } from "@safepassage/validator";
import type { Io } from "./command.ts";
import { unread } from "./commands/minimise.ts";

/** Prints a judgement for a person: quiet when it is good. */
export function printJudgement(io: Io, file: string, judgement: Judgement): void {
  const { verdict, tier, findings, evaluated, notEvaluated } = judgement;
  const colour = verdict === "accept" ? "green" : verdict === "reject" ? "red" : "yellow";
  io.out(`${style(io, colour, WORDS[verdict])}  ${file}  (${tier} tier)`);
  for (const finding of findings) printFinding(io, finding);
  if (tier === "schema") {
    io.out(
      "The message alone was judged. Whether it may be sent needs --agreement and --registry.",
    );
  }
  const missing = [...new Set(notEvaluated.flatMap((one) => one.missing))];
  io.out(
    `${evaluated.length} rules evaluated` +
      (notEvaluated.length === 0
        ? ""
        : `, ${notEvaluated.length} not evaluated for lack of: ${missing.join(", ")}`),
  );
}

function printFinding(io: Io, finding: Finding): void {
  const { rule, severity, sentence, pointer, citation, fix } = finding;
  const mark = severity === "error" ? style(io, "red", "error") : style(io, "yellow", "warning");
  io.out(`  ${mark}  ${rule}  ${sentence}`);
  io.out(`         at   ${pointer}`);
  io.out(`         law  ${citation}${unread(finding)}`);
  io.out(`         fix  ${fix}`);
}

function style(io: Io, colour: "red" | "yellow" | "green", text: string): string {
  return io.colour ? styleText(["bold", colour], text, { validateStream: false }) : text;
}

const WORDS: Readonly<Record<Judgement["verdict"], string>> = {
  accept: "accept",
  acceptWithWarnings: "accept with warnings",
  reject: "reject",
  quarantine: "quarantine",
};
