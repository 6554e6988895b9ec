import { randomBytes } from "node:crypto";
import type { ImportedCase, ImportOptions, ImportReport } from "@safepassage/htcds";
import type { Command } from "commander";
import { CliError } from "../cli-error.ts";
import { EXIT, type GrowingFile, type Io } from "../command.ts";
import { type Asking, composeCase, readAsking } from "../compose-case.ts";
import type { Finish } from "../program.ts";
import { inFile, REGISTRY_KEY, readJson, readNow, requireFree } from "../read-input.ts";

/** Options of `import htcds`. */
export interface ImportHtcdsOptions {
  readonly statement: string;
  readonly asOf?: string;
  readonly separator?: string;
  readonly test?: boolean;
  readonly out?: string;
  readonly report?: string;
  readonly request?: string;
  readonly as?: string;
  readonly officerAssurance?: string;
  readonly officerRef?: string;
  readonly agreement?: string;
  readonly registry?: string;
  readonly registryKey?: string;
  readonly key?: string;
  readonly now?: string;
  readonly json?: boolean;
}

/** `safepassage import`: read case files of another standard, with an account of what stays behind. */
export function addImport(program: Command, io: Io, finish: Finish): void {
  program
    .command("import")
    .description("Read case files of another standard")
    .addHelpText("after", IMPORT_HELP)
    .command("htcds <file>")
    .description(
      "Read case files in IOM's HTCDS 2.0: CSV or JSON; what must not leave stays behind",
    )
    .requiredOption("--statement <file>", "what your agency states about its own file (JSON)")
    .option("--as-of <day>", "day on which ages are counted; default: today")
    .option("--separator <name>", "of a CSV file: comma, semicolon or tab", "comma")
    .option("--test", "admit the invented countries XA to XE")
    .option("--out <file>", "write the cases, one a line; with --request, the draft")
    .option("--report <file>", "write the whole account (JSON)")
    .option("--request <file>", "make a draft of the one case that it names, for minimise")
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

async function importFile(
  io: Io,
  finish: Finish,
  file: string,
  options: ImportHtcdsOptions,
): Promise<void> {
  await requireFree(io, options.out, options.report);
  const now = readNow(io, options.now);
  const asking = await readAsking(io, options, now);
  const importing = await readImporting(io, options, asking, now);

  const out = options.out === undefined ? undefined : await io.begin(options.out, { secret: true });
  try {
    const { report, draft, asked } = await run(io, file, importing, { asking, out, now, options });
    if (out !== undefined && (report.imported > 0 || draft !== undefined)) await out.keep();
    else await out?.discard();
    if (options.report !== undefined) {
      await io.write(options.report, `${JSON.stringify(report, null, 2)}\n`, {
        secret: true,
      });
    }
    const written = report.imported > 0 ? options.out : undefined;
    const officer = draft && asking?.officer;
    if (options.json === true) {
      io.out(
        JSON.stringify({
          report,
          ...(written && { out: written }),
          ...(officer && { officer }),
          ...(asked && { case: asked }),
        }),
      );
    } else {
      const { printImport } = await import("../print-import.ts");
      printImport(io, { file, report, account: options.report, written, officer, asked });
    }
    // With a request only the one case counts, and it was found.
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

/** Imports row by row: of the cases only the one that is asked for is kept in memory. */
async function run(io: Io, file: string, importing: ImportOptions, running: Running) {
  const { createCaseFinder, streamHtcds } = await import("@safepassage/htcds");
  const { asking, out, now, options } = running;
  const cases = streamHtcds(io.readPieces(file), importing);
  const finder = asking && createCaseFinder(asking.request.case);
  let lines = "";
  let report: ImportReport;
  try {
    for (;;) {
      const step = await cases.next();
      if (step.done === true) {
        report = step.value;
        break;
      }
      finder?.see(step.value);
      if (finder === undefined && "groups" in step.value) lines += toLine(step.value);
      if (lines.length > PORTION) {
        await out?.append(lines);
        lines = "";
      }
      const { row } = step.value;
      if (options.json !== true && row % SHOWN === 0) io.progress(`${row} rows read`);
    }
  } catch (error) {
    throw inFile(file, () => {
      throw error;
    });
  } finally {
    io.progress("");
  }
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

async function readImporting(
  io: Io,
  { statement: path, asOf, separator = "comma", test = false }: ImportHtcdsOptions,
  asking: Asking | undefined,
  now: Date,
): Promise<ImportOptions> {
  const { parseImportStatement } = await import("@safepassage/htcds");
  const json = await readJson(io, path);
  const statement = inFile(path, () => parseImportStatement(json));
  const sign = SEPARATORS[separator];
  if (sign === undefined) {
    throw new CliError("CLI_OPTION_INVALID", "--separator is comma, semicolon or tab");
  }
  const day = asOf ?? now.toISOString().slice(0, 10);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || Number.isNaN(Date.parse(day))) {
    throw new CliError("CLI_OPTION_INVALID", "--as-of is a day such as 2026-11-24");
  }
  if (test && asking?.registry.test === false) {
    throw new CliError("CLI_OPTION_INVALID", "--test, but the registry is no test");
  }
  return {
    ...statement,
    asOf: day,
    test: asking?.registry.test ?? test,
    separator: sign,
    random: (length) => randomBytes(length),
  };
}

/** A case as one line. Empty columns are left out: nothing was lost with them. */
function toLine({ leftBehind, ...rest }: ImportedCase): string {
  const left = leftBehind.flatMap(({ hadValue, ...one }) => (hadValue ? [one] : []));
  return `${JSON.stringify({ ...rest, leftBehind: left })}\n`;
}

const PORTION = 65_536;
const SHOWN = 1_000;
const SEPARATORS: Readonly<Record<string, "," | ";" | "\t">> = {
  comma: ",",
  semicolon: ";",
  tab: "\t",
};

const IMPORT_HELP = `
Example:
  safepassage import htcds cases.csv --statement statement.json

With --json the account is JSON.`;

const HELP = `
Example, a first look, which writes nothing:
  safepassage import htcds cases.csv --statement statement.json

Example, the case that a request names, ready to be minimised:
  safepassage import htcds cases.csv --statement statement.json \\
      --request request.json --as https://ngo-b.test --officer-assurance 2 \\
      --key ngo-b.key --agreement agr.json --registry registry.json \\
      --out draft.json

<file> has one row for each person in a case: CSV, or JSON as a list or one
object a line; - is standard input. --out is readable by you only: it holds
whole cases. The account and --report name columns and lines, and never what a
cell holds.

Exit status: 0 every row was imported, or with --request the draft was made;
1 a row or the file was refused; 2 usage.`;
