import { ProtocolError } from "@safepassage/core";
import { CliError, type CliErrorCode } from "./cli-error.ts";
import { EXIT, type Exit, type Io } from "./command.ts";

/** Says that a command refuses: one shape for all, as JSON or as three lines for a person. */
export function report(error: ProtocolError, asJson: boolean, io: Io): void {
  const refused = refusalOf(error);
  if (asJson) {
    io.out(JSON.stringify({ refused }));
    return;
  }
  const { code, title, hint, detail } = refused;
  io.err(`${exitFor(error) === EXIT.usage ? "error" : "refused"}: ${title} (${code})`);
  io.err(`hint: ${hint}`);
  io.err(`detail: ${detail}`);
}

/** What a program is told of a refusal: with the issues or the judgement, where there are some. */
export function refusalOf(error: ProtocolError) {
  const { code, title, hint, fault } = error;
  const issues = "issues" in error ? { issues: error.issues } : {};
  const judgement =
    error instanceof CliError && error.judgement !== undefined
      ? { judgement: error.judgement }
      : {};
  return { code, title, hint, fault, detail: detailOf(error), ...issues, ...judgement };
}

/** Whether the command line was wrong, or what it was given. */
export function exitFor(error: ProtocolError): Exit {
  return error instanceof CliError && !REFUSALS.has(error.code) ? EXIT.usage : EXIT.refused;
}

/** What happened, and what it was caused by. Messages of this project hold no value of a record. */
function detailOf(error: Error): string {
  const { cause } = error;
  return cause instanceof ProtocolError ? `${error.message}: ${detailOf(cause)}` : error.message;
}

const REFUSALS: ReadonlySet<CliErrorCode> = new Set<CliErrorCode>([
  "CLI_NOT_A_MESSAGE",
  "CLI_RULES_BROKEN",
  "CLI_MESSAGE_REJECTED",
]);
