import type { ImportedCase, ImportedRow, ImportOptions } from "@safepassage/htcds";
import type { Command } from "commander";
import { type Asking, type AskingOptions, composeCase, readAsking } from "../case/compose-case.ts";
import {
  AS_OF,
  type CaseFileOptions,
  importRows,
  readImporting,
  SEPARATOR,
  STATEMENT,
} from "../case/import-rows.ts";
import { EXIT, type Finish, type GrowingFile, type Io, secretJson } from "../io/command.ts";
import { readNow, requireFree, requireOwn } from "../read/options.ts";
import { inFile } from "../read/read-input.ts";
import { REGISTRY_KEY } from "../read/read-registry.ts";

interface ImportHtcdsOptions extends AskingOptions, CaseFileOptions {
  readonly report?: string;
}

/** `safepassage import`: read case files of another standard, with an account of what is left behind. */
export function addImport(program: Command, io: Io, finish: Finish): void {
  program
    .command("import")
    .description("Read case files of another standard")
    .addHelpText("after", IMPORT_HELP)
    .command("htcds <file>")
    .description(
      "Read case files in IOM's HTCDS 2.0: CSV or JSON; what must not leave stays behind",
    )
    .requiredOption("--statement <file>", STATEMENT)
    .option("--as-of <day>", AS_OF)
    .option("--separator <name>", SEPARATOR, "comma")
    .option("--test", "admit the invented countries XA to XE")
    .option("--out <file>", "write the cases, one a line; with --request, the draft")
    .option("--report <file>", "write the whole account (JSON)")
    .option("--request <file>", "make a draft of the one case that it names, for prepare")
    .option("--as <entity>", "with --request: your agency")
    .option(
      "--officer-assurance <level>",
      "with --request: how surely you know the officer, 1 to 3",
    )
    .option(
      "--officer-ref <text>",
      "with --request: your reference to the officer; default: a new one",
    )
    .option("--agreement <file>", "with --request: agreement, signed by its parties")
    .option("--registry <file>", "with --request: registry of agencies")
    .option("--registry-key <file>", REGISTRY_KEY)
    .option("--key <file>", "with --request: your signing key, where consent is asserted")
    .option("--now <instant>", "act at this time instead of now")
    .option("--json", "print JSON: the account")
    .addHelpText("after", HELP)
    .action((file: string, options: ImportHtcdsOptions) => importFile(io, finish, file, options));
}

async function importFile(io: Io, finish: Finish, file: string, options: ImportHtcdsOptions) {
  await requireOwn(options);
  await requireFree(io, options.out, options.report);
  const now = readNow(io, options.now);
  const asking = await readAsking(io, options, now);
  const importing = await readImporting(io, options, now, asking?.registry.test);

  const out = options.out === undefined ? undefined : await io.begin(options.out, { secret: true });
  try {
    const { report, draft, asked } = await run(io, file, importing, { asking, out, now, options });
    if (out !== undefined && (report.imported > 0 || draft !== undefined)) await out.keep();
    else await out?.discard();
    if (options.report !== undefined) {
      await io.writeAll([secretJson(options.report, report)]);
    }
    const written = report.imported > 0 ? options.out : undefined;
    const officer = draft && asking?.officer;
    if (options.json === true) {
      io.out(JSON.stringify({ report, out: written, officer, case: asked }));
    } else {
      const { printImport } = await import("../print/print-import.ts");
      printImport(io, { file, report, account: options.report, written, officer, asked });
    }
    // With a request only its case counts, and that was found.
    const isWhole = report.complete && report.refused === 0;
    if (asking === undefined && !isWhole) finish(EXIT.refused);
  } catch (error) {
    await out?.discard();
    throw error;
  }
}

interface Running {
  readonly asking: Asking | undefined;
  readonly out: GrowingFile | undefined;
  readonly now: Date;
  readonly options: ImportHtcdsOptions;
}

/** Imports row by row and keeps in memory only the case that is asked for. */
async function run(io: Io, file: string, importing: ImportOptions, running: Running) {
  const { createCaseFinder } = await import("@safepassage/htcds");
  const { asking, out, now, options } = running;
  const finder = asking && createCaseFinder(asking.request.case);
  let lines = "";
  const see = async (row: ImportedRow): Promise<void> => {
    finder?.see(row);
    if (finder === undefined && "groups" in row) lines += toLine(row);
    if (lines.length <= PORTION) return;
    await out?.append(lines);
    lines = "";
  };
  const report = await importRows(io, file, importing, see, options.json);
  if (asking === undefined || finder === undefined) {
    await out?.append(lines);
    return { report, draft: undefined, asked: undefined };
  }
  const found = inFile(file, () => finder.found(report));
  const draft = await composeCase(found, asking, { importing, now });
  await out?.append(`${JSON.stringify(draft, null, 2)}\n`);
  const { groups: _, leftBehind: __, problems: ___, ...asked } = found;
  return { report, draft, asked };
}

/** Writes a case as one line, without empty columns: nothing was lost with them. */
function toLine({ leftBehind, ...rest }: ImportedCase): string {
  const left = leftBehind.flatMap(({ hadValue, ...one }) => (hadValue ? [one] : []));
  return `${JSON.stringify({ ...rest, leftBehind: left })}\n`;
}

const PORTION = 65_536;

const IMPORT_HELP = `
Example:
  safepassage import htcds cases.csv --statement statement.json

With --json the account is JSON.`;

const HELP = `
Example, a first look, which writes nothing:
  safepassage import htcds cases.csv --statement statement.json

Example, the case that a request names, ready to be prepared:
  safepassage import htcds cases.csv --statement statement.json \\
      --request request.json --as https://ngo-b.test --officer-assurance 2 \\
      --key ngo-b.key --agreement agr.json --registry registry.json \\
      --out draft.json

<file> has one row for each person in a case: CSV, or JSON as a list or one
object a line; - is standard input. --out holds whole cases, so only you can
read it. The account and --report name columns and lines, never the content of
a cell.

Exit status: 0 every row was imported, or with --request the draft was made;
1 a row or the file was refused; 2 usage.`;
