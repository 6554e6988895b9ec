/**
 * Import of 100,000 case files: rows a second on one core, with the bare CSV parser beside it.
 *
 * Counted in the processor time of the whole process, so that other programs on the machine change
 * little, and threads that V8 uses beside ours count against us.
 */
import { strictEqual } from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { createReadStream, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseImportStatement, streamHtcds } from "@safepassage/htcds";
import { parse } from "csv-parse";
import { median } from "./timing.ts";

/** How fast rows are imported, beside the bare parser. */
export interface RowsPerSecond {
  readonly name: string;
  /** Share of the rate of the bare parser, on the same file: the median of the runs. */
  readonly share: number;
  /** What the share must reach. */
  readonly least: number;
  /** Rows in a second of processor time, of the import and of the bare parser: medians. */
  readonly rate: number;
  readonly bareRate: number;
  /** Rows in a second that somebody waits, median; other programs slow it down. */
  readonly waited: number;
}

/** Times the import as it is built, and `csv-parse` over the same file, taking turns. */
export async function benchImport({ rows = 100_000, runs = 5 } = {}): Promise<RowsPerSecond> {
  const file = writeCases(rows);
  const statement = parseImportStatement(JSON.parse(sample("ngo-b.import.json")));
  const importAll = async (): Promise<number> => {
    const cases = streamHtcds(createReadStream(file), {
      ...statement,
      asOf: "2026-11-24",
      test: true,
      random: (length) => randomBytes(length),
    });
    let step = await cases.next();
    for (; step.done !== true; step = await cases.next()) sink = step.value;
    // A file whose rows are refused is read faster, and for nothing.
    strictEqual(step.value.imported, rows);
    strictEqual(step.value.problemCount, 0);
    return step.value.rows;
  };
  const parseAll = async (): Promise<number> => {
    let records = 0;
    for await (const record of createReadStream(file).pipe(parse())) {
      sink = record;
      records++;
    }
    return records - 1;
  };
  const measured: { readonly imported: Timed; readonly parsed: Timed }[] = [];
  for (let run = 0; run <= runs; run++) {
    const [imported, parsed] = [await time(importAll), await time(parseAll)];
    strictEqual(imported.rows, parsed.rows);
    // The first run is spent on compiling.
    if (run > 0) measured.push({ imported, parsed });
  }
  return {
    name: `import of ${rows} cases, beside csv-parse`,
    share: median(measured.map((one) => one.parsed.cpuSeconds / one.imported.cpuSeconds)),
    least: LEAST_SHARE,
    rate: median(measured.map(({ imported }) => rows / imported.cpuSeconds)),
    bareRate: median(measured.map(({ parsed }) => rows / parsed.cpuSeconds)),
    waited: median(measured.map(({ imported }) => rows / imported.seconds)),
  };
}

/** One line of text for a rate. */
export function formatRate({ name, share, least, ...rates }: RowsPerSecond): string {
  const verdict = share >= least ? "ok  " : "SLOW";
  const [rate, bare, waited] = [rates.rate, rates.bareRate, rates.waited].map((one) =>
    one.toFixed(0),
  );
  return `${verdict} ${name.padEnd(54)} ${share.toFixed(2)} (at least ${least.toFixed(2)})  ${rate} rows a second beside ${bare}; waited for, ${waited}`;
}

interface Timed {
  readonly rows: number;
  readonly cpuSeconds: number;
  readonly seconds: number;
}

async function time(work: () => Promise<number>): Promise<Timed> {
  const cpu = process.cpuUsage();
  const began = process.hrtime.bigint();
  const rows = await work();
  const { user, system } = process.cpuUsage(cpu);
  return {
    rows,
    cpuSeconds: (user + system) / 1e6,
    seconds: Number(process.hrtime.bigint() - began) / 1e9,
  };
}

/** A file of cases with the columns of the sample, about as full as its first case, all different. */
function writeCases(rows: number): string {
  const [header = ""] = sample("ngo-b.csv").split("\r\n");
  const columns = header.split(",");
  const lines = [header];
  for (let row = 0; row < rows; row++) {
    const cells = cellsOf(row);
    lines.push(columns.map((column) => cells[column] ?? "").join(","));
  }
  const folder = join(resolve(import.meta.dirname, ".."), ".cache");
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "bench-cases.csv");
  writeFileSync(file, `${lines.join("\r\n")}\r\n`);
  return file;
}

function cellsOf(row: number): Readonly<Record<string, string>> {
  const pick = (...values: readonly string[]): string => values[row % values.length] ?? "";
  const digits = String(row).padStart(6, "0");
  const month = String((row % 12) + 1).padStart(2, "0");
  const day = String((row % 28) + 1).padStart(2, "0");
  const name = [...digits].map((digit) => SYLLABLES[Number(digit)]).join("");
  const isForeign = row % 4 === 0;
  return {
    prs_FirstName: isForeign ? "Оксана (Oksana)" : `A${name}`,
    prs_SecondName: `B${name}`,
    prs_Birthdate: `${1965 + (row % 45)}-${month}-${day}`,
    prs_Gender: pick("Feminine", "Masculine", "Feminine\u00a0"),
    prs_MaritalStatus: pick("Single", "Married", "Divorced"),
    prs_NumberOfChildren: pick("0", "1", "2", "3"),
    prs_PrimaryLanguage: pick("rus", "ron", "ara", "ger", "vie"),
    prs_SecondaryLanguage: pick("eng", "", "fra"),
    prs_Citizenship: pick("XA", "XC", "XE", "XA;XC"),
    prs_IdentityNumber: row % 4 === 3 ? "" : `XA${digits}01`,
    prs_Email: `case.${digits}@mail.test`,
    prs_HomePhone: `+9995550${digits}`,
    prs_MobilePhone: pick(`+9995551${digits}`, `+999 5551 ${digits}`),
    prs_MailingStreet: `Invented Lane ${row}`,
    prs_MailingPostalCode: "B1 0AA",
    prs_MailingCity: "Sampleford",
    prs_MailingCountry: "XB",
    vic_TraffickingStatus: pick("ActualVictimOfTrafficking", "PossibleVictimOfTrafficking"),
    vic_TraffickingStatusDecisionMakingOrg: pick("NGO", "Police"),
    vic_RelationshipToTrafficker: pick("Unaquainted", "Acquainted", "Familial"),
    vic_RecruitmentWebsitesAndApps: pick("Telegram", "", "Instagram"),
    vic_MethodOfRecruitment: pick("ThroughAnOnlineAdvertisement", "AtWork"),
    vic_MethodsOfControl: "FalsePromises;DebtBondage;WithholdsDocuments",
    vic_TypeOfExploitation: pick("ForcedLabour", "SexualExploitation"),
    vic_ForcedLabourIndustry: pick("F_Construction", ""),
    vic_TypeOfSexExploitation: pick("", "Prostitution"),
    cas_Status: "Active",
    cas_CaseOwner: "Invented Caseworker One",
    cco_CaseComment: `"Invented note ${row}: called, ""do not ring back"",\nmoves next month."`,
    hte_Type: pick("Exploitation", "Recruitment", "Transit"),
    hte_Date: `2026-${month}`,
    hte_Country: pick("XB", "XC"),
    hte_Description: `"Invented note ${row}: a house, a field, a road."`,
    spl_Type: pick("Legal", "Health", "Education"),
    spl_Objectives: "Invented note: rest.",
    con_Consent: "TRUE",
  };
}

function sample(name: string): string {
  return readFileSync(
    fileURLToPath(import.meta.resolve(`@safepassage/vectors/htcds/${name}`)),
    "utf8",
  );
}

/** Of the rate of the bare parser: 20,000 rows a second where that reads 50,000. */
const LEAST_SHARE = 0.4;

const SYLLABLES = ["ba", "de", "fi", "go", "hu", "ka", "le", "mi", "no", "ru"];

/** Results go here, so that no compiler may leave the work out. @lintignore */
export let sink: unknown;

if (import.meta.main) {
  console.log(formatRate(await benchImport()));
}
