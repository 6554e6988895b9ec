import type { CaseRecord, ExportAccount } from "@safepassage/crosswalks";
import type { Command } from "commander";
import { optionInvalid } from "../errors/cli-error.ts";
import type { Io } from "../io/command.ts";
import { asKind } from "../read/needs.ts";
import { type CommonOptions, requireFree } from "../read/options.ts";
import { inFile, parseRecord, readText, splitRecords } from "../read/read-input.ts";

interface ExportOptions extends CommonOptions {
  readonly registered?: string;
  readonly exploitation?: string;
}

/** `safepassage export`: write records in the codes of CTDC or NIEM, with an account of what was lost. */
export function addExport(program: Command, io: Io): void {
  const command = program
    .command("export")
    .description("Write the victims of records in the codes of another standard")
    .addHelpText("after", EXPORT_HELP);

  command
    .command("ctdc <file...>")
    .description("CSV of CTDC's 27 variables, one row for each victim or possible victim")
    .option("--registered <year>", "year in which you registered them; the record has none")
    .option("--out <file>", "write the CSV to a file that only you can read")
    .option("--json", "print JSON: the rows and the account of every field")
    .addHelpText("after", CTDC_HELP)
    .action(async (files: readonly string[], options: ExportOptions) => {
      const { ctdcCsv, exportCtdc, mergeAccounts } = await import("@safepassage/crosswalks");
      await requireFree(io, options.out);
      const registered = readYear(options.registered);
      const records = await readRecords(io, files);
      const all = records.map(({ body }) => exportCtdc(body, registered));
      const rows = all.flatMap((one) => one.rows);
      const account = mergeAccounts(all.map((one) => one.account));
      await finish(io, options, { result: { rows }, text: ctdcCsv(rows), records, account });
    });

  command
    .command("niem <file...>")
    .description("JSON-LD of NIEM 6.0 human services: hs:HumanTraffickingVictim, codes only")
    .option("--exploitation <when>", "past or current, for events whose dates do not tell")
    .option("--out <file>", "write the document to a file that only you can read")
    .option("--json", "print JSON: the document and the account of every field")
    .addHelpText("after", NIEM_HELP)
    .action(async (files: readonly string[], options: ExportOptions) => {
      const { exportNiem, mergeAccounts, niemDocument } = await import("@safepassage/crosswalks");
      await requireFree(io, options.out);
      const exploitation = readWhen(options.exploitation);
      const records = await readRecords(io, files);
      const all = records.map(({ body }) => exportNiem(body, exploitation));
      const document = niemDocument(all.flatMap((one) => one.victims));
      const account = mergeAccounts(all.map((one) => one.account));
      const text = `${JSON.stringify(document, null, 2)}\n`;
      await finish(io, options, { result: { document }, text, records, account });
    });
}

interface Finished {
  readonly result: Readonly<Record<string, unknown>>;
  readonly text: string;
  readonly records: readonly CaseRecord[];
  readonly account: ExportAccount;
}

async function finish(
  io: Io,
  { out, json }: ExportOptions,
  { result, text, records, account }: Finished,
): Promise<void> {
  const conditions = [...new Set(records.flatMap((record) => record.conditions))].sort();
  if (out !== undefined) await io.write(out, text, { secret: true });
  if (json === true) {
    io.out(JSON.stringify({ ...result, account, conditions }));
    return;
  }
  if (out === undefined) io.document(text.slice(0, -1));
  const { printExportAccount } = await import("../print/print-export-account.ts");
  printExportAccount(io, { records: records.length, account, conditions });
}

/** Reads all records or none: half an export would look like a whole one. */
async function readRecords(io: Io, files: readonly string[]): Promise<readonly CaseRecord[]> {
  const { parseCaseRecord } = await import("@safepassage/crosswalks");
  const records: CaseRecord[] = [];
  for (const file of files) {
    for (const record of splitRecords(file, await readText(io, file, "exported"))) {
      const { place, text } = record;
      const json = asKind(place, text, "exported", () => parseRecord(record));
      records.push(
        asKind(place, json, "exported", () => inFile(place, () => parseCaseRecord(json))),
      );
    }
  }
  return records;
}

function readYear(text: string | undefined): { readonly registered?: number } {
  if (text === undefined) return {};
  if (/^(19|2\d)\d\d$/.test(text)) return { registered: Number(text) };
  throw optionInvalid("--registered is a year, 1900 to 2999");
}

function readWhen(text: string | undefined): { readonly exploitation?: "past" | "current" } {
  if (text === undefined) return {};
  if (text === "past" || text === "current") return { exploitation: text };
  throw optionInvalid("--exploitation is past or current");
}

const FILES = `A file is a draft, an opened message, or a case from import; or one of these a line. - is
standard input. The account of what was coarsened or left out goes to standard error.`;

const EXPORT_HELP = `
Example:
  safepassage export ctdc cases.jsonl --out ctdc.csv
  safepassage export niem case.json --out niem.json

Each takes --json and has a --help of its own.`;

const CTDC_HELP = `
Example:
  safepassage export ctdc cases.jsonl --registered 2026 --out ctdc.csv

${FILES}

A row holds no name, number or id, but it is about one person: personal data, often of a special
category. It is NOT anonymised and not fit for publication. An empty cell does not mean no.`;

const NIEM_HELP = `
Example:
  safepassage export niem case.json --exploitation past --out niem.json

${FILES}

The document holds no name, number, id or text, but each entry is about one person: personal data,
often of a special category. It was not checked against a NIEM message specification.`;
