import {
  type CaseEntry,
  HTCDS_PROBLEMS,
  type HtcdsProblem,
  type ImportReport,
  LEFT_REASONS,
  NORMALISATIONS,
} from "@safepassage/htcds";
import type { MessageOfficer } from "@safepassage/message";
import type { Io } from "../io/command.ts";
import { inShell } from "./in-shell.ts";
import { count, wrap } from "./wrap.ts";

interface Imported {
  readonly file: string;
  readonly report: ImportReport;
  /** The file with the whole account, where one was asked for. */
  readonly account: string | undefined;
  /** The file that was written. */
  readonly written: string | undefined;
  /** With a request: by what its case is known, and the reference to the officer in the draft. */
  readonly asked: CaseEntry | undefined;
  readonly officer: MessageOfficer | undefined;
}

/** Prints the account: what was read, what stays behind, free text first, and what is wrong. */
export function printImport(io: Io, imported: Imported): void {
  const { file, report } = imported;
  const { rows, imported: cases, refused, complete } = report;
  io.out(`${file}: ${count(rows, "row")} read, ${count(cases, "case")}, ${refused} refused`);
  if (!complete) io.out("The file is not sound or was not read to its end; see below.");
  printWritten(io, imported);
  // Losing an empty column is no loss.
  const left = report.leftBehind.filter((one) => one.rows > 0);
  const byReason = Map.groupBy(left, ({ reason }) => LEFT_REASONS[reason]);
  printColumns(io, "Left behind, with the number of rows that had something there:", byReason);
  const byKind = Map.groupBy(report.normalised, ({ kind }) => NORMALISATIONS[kind]);
  printColumns(io, "Read after a change:", byKind);
  printProblems(io, report);
}

function printWritten(io: Io, { report, account, written, asked, officer }: Imported): void {
  if (account !== undefined) io.out(`The whole account is in ${account}.`);
  if (written === undefined) {
    const what = account === undefined ? "Nothing" : "No case";
    io.out(`${what} was written${report.imported > 0 ? ": --out was not given." : "."}`);
  } else if (asked === undefined) {
    say(io, `${written} holds whole cases: only you can read it. Delete it when you are done.`);
  }
  if (asked === undefined || written === undefined) return;
  say(
    io,
    `${written} is a draft of ${nameOf(asked)}. Next: safepassage prepare ${inShell(written)}`,
  );
  say(io, `The officer is ${officer?.ref} in it: write down, at your agency, whom it stands for.`);
}

/** Names a case by its row: an id, or an id's digest, would tell it to anyone with a list of ids. */
function nameOf({ row, line, digest }: CaseEntry): string {
  return `row ${row} (line ${line}, digest ${digest.slice(0, 8)})`;
}

/** Prints columns with their numbers of rows, under what happened to them. */
function printColumns(
  io: Io,
  heading: string,
  groups: ReadonlyMap<string, readonly { readonly column: string; readonly rows: number }[]>,
): void {
  if (groups.size === 0) return;
  io.out("");
  io.out(heading);
  for (const [why, columns] of groups) {
    io.out(`  ${why}`);
    say(io, columns.map(({ column, rows }) => glue(column, rows)).join(", "), 4);
  }
}

function printProblems(io: Io, { problems, problemCount }: ImportReport): void {
  if (problemCount === 0) return;
  io.out("");
  io.out(`${count(problemCount, "problem")}:`);
  // What costs most first.
  const byCode = [...Map.groupBy(problems, ({ code }) => code)].sort(
    ([one], [other]) => weight(other) - weight(one),
  );
  for (const [code, found] of byCode) {
    say(io, `${HTCDS_PROBLEMS[code].title} (${code})`, 2);
    for (const problem of found.slice(0, SHOWN)) printProblem(io, problem);
    if (found.length > SHOWN)
      io.out(`    and ${found.length - SHOWN} more; --report FILE lists them`);
  }
  const rest = problemCount - problems.length;
  if (rest > 0) io.out(`  and ${rest} more, which are only counted`);
}

function printProblem(io: Io, { line, column, expected }: HtcdsProblem): void {
  say(io, `line ${line}${column === "" ? "" : `, ${column}`}: expected ${expected}`, 4);
}

const weight = (code: HtcdsProblem["code"]): number =>
  ["nothing", "cell", "row", "shape", "rest"].indexOf(HTCDS_PROBLEMS[code].refuses);

/** Keeps a column and its number of rows on one line; `say` prints a plain space again. */
const glue = (name: string, rows: number): string => `${name} ${rows}`.replaceAll(" ", GLUE);

/** Prints text in lines no wider than the screen. */
function say(io: Io, text: string, indent = 0): void {
  const width = Math.max(40, Math.min(io.width, 100)) - indent;
  for (const line of wrap(text, width)) {
    io.out(`${" ".repeat(indent)}${line.replaceAll(GLUE, " ")}`);
  }
}

const SHOWN = 5;
const GLUE = "\u00a0";
