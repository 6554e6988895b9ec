import type { FolderFault } from "@safepassage/agency/node";
import { ProtocolError } from "@safepassage/core";
import type { SchemaIssue } from "@safepassage/schema";
import { CliError, MISTAKES } from "../errors/cli-error.ts";
import { EXIT, type Exit, type Io } from "../io/command.ts";

/**
 * Reports a refusal, in one form for all commands: as JSON, or as lines for a person.
 *
 * @param isKnown - Whether the person has already been told what this refusal means.
 */
export async function report(
  error: ProtocolError,
  asJson: boolean,
  io: Io,
  isKnown = false,
): Promise<void> {
  const refused = await refusalOf(error);
  if (asJson) {
    io.out(`${io.mark?.("error", "out") ?? ""}${JSON.stringify({ refused })}`);
    return;
  }
  const { code, title, hint, detail, issues = [], findings = [] } = refused;
  const mark = io.mark?.("error", "err") ?? "";
  const say = (line: string): void => io.err(`${mark}${line}`);
  const kind = exitFor(error) === EXIT.usage ? "error" : "refused";
  if (isKnown) say(`${kind}: ${detail} (${code})`);
  else {
    say(`${kind}: ${title} (${code})`);
    say(`hint: ${hint}`);
    // The issues follow; a library's caller reads them in the message.
    const isListed = issues.length > 0 || findings.length > 0;
    say(`detail: ${isListed ? detail.split("\n", 1)[0] : detail}`);
  }
  for (const { file, place = "", sentence, fix, code: why } of findings) {
    say(`  at   ${`${file} ${place}`.trimEnd()}`);
    say(`       ${sentence} (${why})`);
    say(`       ${fix}`);
  }
  for (const { pointer, sentence, fix } of issues) {
    say(`  at   ${pointer === "" ? "/" : pointer}`);
    say(`       ${sentence} ${fix}`);
  }
}

/** Makes a refusal ready to print, with its issues or judgement if it has any. */
export async function refusalOf(error: ProtocolError) {
  const { code, title, hint, fault } = error;
  const issues = "issues" in error ? await explain(error.issues as readonly Issue[]) : [];
  const { judgement, account }: Partial<CliError> = error instanceof CliError ? error : {};
  return {
    ...{ code, title, hint, fault, detail: detailOf(error) },
    ...(issues.length > 0 && { issues }),
    ...findingsIn(error),
    ...(judgement && { judgement }),
    ...(account && { account }),
  };
}

/** What is wrong in the folder of an agency, where that is why it is refused. */
function findingsIn({ details }: ProtocolError): { readonly findings?: readonly FolderFault[] } {
  const found = details["findings"] ?? details["faults"];
  return Array.isArray(found) ? { findings: found as readonly FolderFault[] } : {};
}

type Issue = Pick<SchemaIssue, "pointer" | "code" | "field" | "fix"> &
  Partial<Pick<SchemaIssue, "sentence">>;

/** Adds sentence and fix to issues that have only a code, and how a text may be written: a person wants to know what to do. */
async function explain(issues: readonly Issue[]) {
  const { expectedAt, SCHEMA_ISSUES } = await import("@safepassage/schema");
  return issues.map((issue) => {
    // A gateway of another version may tell of an issue that this one does not have.
    const { text: sentence, fix } = Object.hasOwn(SCHEMA_ISSUES, issue.code)
      ? SCHEMA_ISSUES[issue.code]
      : { text: `Its code is ${issue.code}.`, fix: "" };
    const { example, pattern } = expectedAt(issue);
    return {
      ...{ sentence, ...issue },
      fix: [issue.fix ?? fix, example && `For example: ${example}.`].filter(Boolean).join(" "),
      ...(pattern !== undefined && { pattern }),
    };
  });
}

/** Tells a wrong command line (2) from a refused input (1). */
export function exitFor({ code }: ProtocolError): Exit {
  return code in MISTAKES ? EXIT.usage : EXIT.refused;
}

/** Joins messages of the causes. Messages of this project never hold a value of a record. */
function detailOf(error: Error): string {
  const { cause } = error;
  return cause instanceof ProtocolError ? `${error.message}: ${detailOf(cause)}` : error.message;
}
