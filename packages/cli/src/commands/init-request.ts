import { isJsonObject, type Json } from "@safepassage/core";
import type { CaseName, ImportedCase, ImportedRow } from "@safepassage/htcds";
import type { Agreement, PurposeEntry } from "@safepassage/schema";
import type { Command } from "commander";
import { type FormOptions, giveForm, OUT, SET, setMembers } from "../case/fill-form.ts";
import {
  AS_OF,
  type CaseFileOptions,
  importRows,
  readImporting,
  SEPARATOR,
  STATEMENT,
} from "../case/import-rows.ts";
import { optionInvalid, optionMissing } from "../errors/cli-error.ts";
import type { Io } from "../io/command.ts";
import { inShell } from "../print/in-shell.ts";
import { readNow, requireFree } from "../read/options.ts";
import { inFile } from "../read/read-input.ts";
import { withAgency } from "../read/with-agency.ts";

interface InitRequestOptions extends FormOptions, CaseFileOptions {
  readonly from: string;
  readonly to: string;
  readonly row?: string;
  readonly caseId?: string;
  readonly agreement?: string;
  readonly purpose?: string;
  readonly consent?: string;
}

/** `safepassage init request`: a request for one case, filled in from the agency's folder and the file. */
export function addInitRequest(init: Command, io: Io): void {
  init
    .command("request <cases>")
    .description("Write a request for one case of a file, for you to complete")
    .requiredOption("--from <folder>", "the folder of your agency")
    .requiredOption("--to <entity>", "agency that is to get the case")
    .requiredOption("--statement <file>", STATEMENT)
    .option("--row <number>", "row of the case")
    .option("--case-id <id>", "id of the case, where the file has a column for it")
    .option("--agreement <id>", "id of the agreement, if you have several with the recipient")
    .option("--purpose <code>", "purpose, if the agreement is for several")
    .option("--consent <name>", "file name of the record, in the folder consents")
    .option("--as-of <day>", AS_OF)
    .option("--separator <name>", SEPARATOR, "comma")
    .option("--set <member=value...>", SET)
    .option("--out <file>", OUT)
    .option("--now <instant>", "act at this time instead of now")
    .option("--json", "print JSON")
    .addHelpText("after", HELP)
    .action((cases: string, options: InitRequestOptions) => initRequest(io, cases, options));
}

async function initRequest(io: Io, cases: string, options: InitRequestOptions): Promise<void> {
  await requireFree(io, options.out);
  const { caseRequestSchema } = await import("@safepassage/htcds");
  const { findPurpose } = await import("@safepassage/schema");
  const { templateOf } = await import("@safepassage/schema/form");
  await withAgency(io, options.from, options.now, async (agency) => {
    const { test } = agency.registry;
    const agreement = chooseAgreement(agency.agreements(), agency.entity, options);
    const purpose = findPurpose(choosePurpose(agreement, options));
    if (purpose === undefined) throw new TypeError("an agreement names an unknown purpose");
    const found = await findCase(io, cases, options, test);
    const type = caseRequestSchema({ test });
    const held = fieldsOf(found.case);
    const travelling = held.filter((field) => mayTravel(purpose, field));
    const never = held.length - travelling.length;
    const missing = await missingFrom(held, purpose);
    const asks = [...travelling, ...missing.map(({ leaf }) => leaf.f)];
    const template = templateOf(type);
    const request = {
      ...(isJsonObject(template) ? template : {}),
      case: { ...found.name },
      ...basicsOf(purpose, agreement, options),
      asks,
      additions: Object.fromEntries(
        [...Map.groupBy(missing, ({ kind }) => kind)].map(([kind, all]) => [
          kind,
          all.map(({ leaf }) => leaf),
        ]),
      ),
    };
    const { problems, leftBehind } = found.case;
    const more = { asks, never, problems };
    await giveForm(io, type, setMembers(request, options.set), options, more);
    if (options.json === true || options.out === undefined) return;
    io.out(`It asks for ${asks.length} fields. Take out what the recipient does not need.`);
    if (never > 0) io.out(`${never} other fields of the case are never sent for ${purpose.id}.`);
    const unknown = leftBehind.filter(({ reason }) => reason === "unknownColumn");
    if (problems.length + unknown.length > 0) io.out("Not read, so it does not ask for it:");
    for (const { column, expected } of problems) io.out(`  ${column}: expected ${expected}`);
    for (const { column } of unknown) io.out(`  ${column}: not a column of the standard`);
  });
}

/** Fills in what purpose and agreement decide, and lists the choices they leave. */
function basicsOf(
  { id, opens, legalBases, mandatoryConditions }: PurposeEntry,
  agreement: Agreement,
  { to, consent }: InitRequestOptions,
): Record<string, Json> {
  const bases = legalBases.map(({ basis }) => basis);
  const [type, ...otherTypes] = opens.messageTypes;
  const isOnly = type !== undefined && otherTypes.length === 0;
  return {
    messageType: isOnly ? type : `<one of> ${opens.messageTypes.join(", ")}`,
    purpose: id,
    recipient: to,
    agreement: agreement.id,
    legalBases: [`<one or more of> ${bases.join(", ")}`],
    conditions: [...mandatoryConditions],
    consent: consent === undefined ? null : { record: consent },
  };
}

function chooseAgreement(
  all: readonly Agreement[],
  self: string,
  { from, to, agreement: id }: InitRequestOptions,
): Agreement {
  const both = all.filter(({ parties }) => parties.includes(self) && parties.includes(to));
  const fitting = both.filter((one) => id === undefined || one.id === id);
  const [first, ...others] = fitting;
  if (first === undefined) {
    const detail = `${from} holds no agreement in force with ${to}${id ? ` of the id ${id}` : ""}`;
    throw optionInvalid(detail);
  }
  // Newest first: only the newest version of an agreement counts.
  if (others.every((one) => one.id === first.id)) return first;
  const ids = [...new Set(fitting.map((one) => one.id))].join(", ");
  throw optionMissing(`--agreement names one of ${ids}`);
}

function choosePurpose({ purposes }: Agreement, { purpose }: InitRequestOptions): string {
  const [only, ...others] = purposes;
  const list = purposes.join(", ");
  if (purpose === undefined && only !== undefined && others.length === 0) return only;
  if (purpose === undefined) throw optionMissing(`--purpose is one of ${list}`);
  if (purposes.some((one) => one === purpose)) return purpose;
  throw optionInvalid(`--purpose: the agreement is for ${list}`);
}

/** Finds the case, and the name that a request gives it. */
async function findCase(
  io: Io,
  file: string,
  options: InitRequestOptions,
  test: boolean,
): Promise<{ readonly case: ImportedCase; readonly name: CaseName }> {
  const { row: given, caseId } = options;
  if ((given === undefined) === (caseId === undefined)) {
    throw optionMissing("--row or --case-id names the case");
  }
  const importing = await readImporting(io, options, readNow(io, options.now), test);
  if (caseId !== undefined) {
    const { createCaseFinder } = await import("@safepassage/htcds");
    const name = { id: caseId };
    const finder = createCaseFinder(name);
    const report = await importRows(io, file, importing, (row) => finder.see(row), options.json);
    return { case: inFile(file, () => finder.found(report)), name };
  }
  let there: ImportedRow | undefined;
  const see = (row: ImportedRow): void => {
    if (String(row.row) === given) there = row;
  };
  await importRows(io, file, importing, see, options.json);
  if (there !== undefined && "groups" in there) {
    return { case: there, name: { row: there.row, digest: there.digest } };
  }
  const why = `row ${given} is no case; safepassage import htcds ${inShell(file)} says why`;
  throw optionInvalid(`${file}: ${why}`);
}

function fieldsOf({ groups }: ImportedCase): readonly string[] {
  const fields = Object.values(groups).flatMap(({ leaves }) => leaves.map(({ f }) => f));
  return [...new Set(fields)].sort();
}

function mayTravel({ required, allowed, conditional }: PurposeEntry, field: string): boolean {
  return [...required, ...allowed, ...conditional.map((one) => one.field)].includes(field);
}

/**
 * Finds required fields without a column in the case file: a caseworker adds them. Gives for each a leaf
 * to fill in, and the kind of its group.
 */
async function missingFrom(held: readonly string[], { required }: PurposeEntry) {
  const { findField, valueSchema } = await import("@safepassage/schema");
  const { templateOf } = await import("@safepassage/schema/form");
  return required.flatMap((id) => {
    const field = findField(id);
    if (field === undefined || field.place !== "leaf" || held.includes(id)) return [];
    return { kind: field.group, leaf: { f: id, v: templateOf(valueSchema(id)) } };
  });
}

const HELP = `
Example, for the case of the first row:
  safepassage init request cases.csv --from exchange/ngo-b --to https://ngo-c.test \\
      --statement statement.json --row 1 --out asked.json

The row's digest, agreement, purpose and recipient are filled in, and so are the
fields of the case that may be sent for the purpose. What only you know is named:
the legal basis, and required fields that the file has no column for.`;
