import { decodeUtf8, encodeUtf8, parseJson } from "@safepassage/core";
import {
  applyAdditions,
  type CaseName,
  findCase,
  type HtcdsErrorCode,
  importHtcds,
  parseAdditions,
  parseCaseRequest,
  parseImportStatement,
} from "../src/index.ts";
import { countedRandom, demoRequest, options, STATEMENT } from "./sample.ts";

/** Octets, and what reads them. */
type ErrorCase = readonly [octets: Uint8Array, read: (octets: Uint8Array) => unknown];

const importFile = (octets: Uint8Array): Promise<unknown> => importHtcds(octets, options());
const file = (text: string): ErrorCase => [encodeUtf8(text), importFile];
const json = (value: unknown, read: (input: unknown) => unknown): ErrorCase => [
  encodeUtf8(JSON.stringify(value)),
  (octets) => read(parseJson(decodeUtf8(octets))),
];
/** Imports two rows of one case id and one that is refused, and looks for a case. */
const find = (name: CaseName, caseIdColumn?: string, more = ""): ErrorCase => [
  encodeUtf8(
    `${STATUS},prs_Gender,Case No\n${VICTIM},Feminine,C-1\n${VICTIM},Masculine,C-1\n,,C-2\n${more}`,
  ),
  async (octets) => {
    const stated = caseIdColumn === undefined ? {} : { caseIdColumn };
    return findCase(await importHtcds(octets, { ...options(), ...stated }), name);
  },
];
const STATUS = "vic_TraffickingStatus";
const VICTIM = "PossibleVictimOfTrafficking";
/** Digest of the second row of these. */
const SECOND = "ipVcQ51aQt5eqOIFi32Oy2Jypk6nQILB4PotbyqvQ9A";

/** Octets that lead to each code. */
export const ERROR_CASES: Readonly<Record<HtcdsErrorCode, ErrorCase>> = {
  HTCDS_NOT_UTF8: [Uint8Array.of(0xff, 0xfe, 0x76, 0x00), importFile],
  HTCDS_HEADER_MISSING: file("\r\n\r\n"),
  HTCDS_SEPARATOR_WRONG: file(`${STATUS};prs_FirstName\r\nx;y\r\n`),
  HTCDS_COLUMN_REPEATED: file(`${STATUS},prs_FirstName,First Name\r\n`),
  HTCDS_COLUMN_AMBIGUOUS: file(`${STATUS},Latitude\r\n`),
  HTCDS_TOO_MANY_COLUMNS: file(Array.from({ length: 300 }, (_, n) => `c${n}`).join(",")),
  HTCDS_HEADER_TOO_LARGE: file("x".repeat(400_000)),
  HTCDS_CSV_MALFORMED: file(`${STATUS},prs_"FirstName\r\nx,y\r\n`),
  HTCDS_STATEMENT_INVALID: json({}, parseImportStatement),
  HTCDS_ADDITIONS_INVALID: json({ subject: "free text" }, parseAdditions),
  HTCDS_ADDITION_CONFLICT: json({ subject: [{ f: "subject.sex", v: "1" }] }, (input) =>
    applyAdditions({}, input, {
      evaluation: { ...STATEMENT.evaluation, asOf: "2026-11" },
      random: countedRandom("conflict"),
    }),
  ),
  HTCDS_REQUEST_INVALID: json({}, parseCaseRequest),
  HTCDS_CASE_UNBOUND: json({ ...(demoRequest("s01-1") as object), case: "1" }, (input) =>
    parseCaseRequest(input, { test: true }),
  ),
  HTCDS_CASE_MISSING: find({ row: 3, digest: "A".repeat(43) }),
  HTCDS_CASE_MOVED: find({ row: 1, digest: SECOND }),
  HTCDS_CASE_CHANGED: find({ row: 1, digest: "A".repeat(43) }),
  HTCDS_CASE_SEVERAL: find({ id: "C-1" }, "Case No"),
  HTCDS_CASE_REFUSED: find({ id: "C-2" }, "Case No"),
  HTCDS_CASE_UNSURE: find({ id: "C-3" }, "Case No", `${VICTIM},Feminine,C-3\nx\n`),
  HTCDS_CASE_ID_UNKNOWN: find({ id: "C-1" }),
};
