import type { ImportedCase, ImportedRow, RefusedRow } from "../case/import-row.ts";
import { HtcdsError, type HtcdsErrorCode } from "../errors/htcds-error.ts";
import type { HtcdsImport } from "../import-htcds.ts";
import type { ImportReport } from "../row/report.ts";
import { cleanCaseId, digestOfCaseId } from "../row/row-digest.ts";

/**
 * Names one case of a file: by its id, with the row's digest if several rows have that id; or by row and
 * digest. A row number alone would name another person as soon as the file is sorted.
 */
export type CaseName =
  | { readonly id: string; readonly digest?: string }
  | { readonly row: number; readonly digest: string };

/**
 * Looks for one case while a file is read, in constant memory.
 *
 * It must see refused rows too. If one of them is the case that is meant, another person's row must not
 * be taken instead.
 */
export interface CaseFinder {
  see(one: ImportedRow): void;
  /**
   * Returns the case, once all rows were seen.
   *
   * @param report - Report of the same file, with the number of rows and whether it was read to its end.
   * @throws {@link HtcdsError} `HTCDS_CASE_MISSING`, `HTCDS_CASE_MOVED`, `HTCDS_CASE_CHANGED`,
   *   `HTCDS_CASE_SEVERAL`, `HTCDS_CASE_REFUSED`, `HTCDS_CASE_UNSURE`, `HTCDS_CASE_ID_UNKNOWN`.
   * @throws TypeError if the finder did not see each row of the file once.
   */
  found(report: Pick<ImportReport, "rows" | "complete">): ImportedCase;
}

/**
 * Creates a finder of the case that a request names.
 *
 * @see docs/spec/htcds.md#which-case
 */
export function createCaseFinder(name: CaseName): CaseFinder {
  const finder = "id" in name ? findById(name) : findByRow(name);
  let seen = 0;
  return {
    see(one) {
      seen++;
      finder.see(one);
    },
    found(report) {
      if (seen !== report.rows) throw new TypeError("the finder was not shown each row once");
      const one = finder.found(report);
      if ("groups" in one) return one;
      throw refuse("HTCDS_CASE_REFUSED", describeRefused(one));
    },
  };
}

/** The agency's own id of the case; `undefined` if a row is named. */
export function personOf(name: CaseName): string | undefined {
  return "id" in name ? cleanCaseId(name.id) : undefined;
}

/** Finds a case in a file that was imported to memory. @throws {@link HtcdsError} as {@link CaseFinder}. */
export function findCase({ cases, refused, report }: HtcdsImport, name: CaseName): ImportedCase {
  const finder = createCaseFinder(name);
  for (const one of [...cases, ...refused]) finder.see(one);
  return finder.found(report);
}

/** Finds the row. Whether it became a case is checked afterwards. */
interface RowFinder {
  see(one: ImportedRow): void;
  found(report: Pick<ImportReport, "complete">): ImportedRow;
}

function findById({ id, digest }: Extract<CaseName, { readonly id: string }>): RowFinder {
  const wanted = digestOfCaseId(cleanCaseId(id));
  const same = createRowList();
  /** Rows whose case id cannot be read. */
  const unknown = createRowList();
  let exact: ImportedRow | undefined;
  let haveIds = false;
  return {
    see(one) {
      haveIds ||= typeof one.caseIdDigest === "string";
      if (one.caseIdDigest === null) unknown.add(one);
      if (one.caseIdDigest !== wanted) return;
      if (digest === undefined ? same.count() === 0 : one.digest === digest) exact = one;
      same.add(one);
    },
    found({ complete }) {
      if (!haveIds) throw refuse("HTCDS_CASE_ID_UNKNOWN", "no row of the file has a case id");
      const doubts = [
        ...(unknown.count() > 0 ? [`of ${unknown.show()} the case id cannot be read`] : []),
        ...(complete ? [] : ["the file is not sound or was not read to its end"]),
      ].join(", and ");
      if (same.count() === 0) {
        const message = ["no row has this case id", doubts].filter((part) => part !== "");
        throw refuse("HTCDS_CASE_MISSING", message.join("; "));
      }
      const found = `the case id is that of ${same.show()}`;
      if (digest === undefined && same.count() > 1) throw refuse("HTCDS_CASE_SEVERAL", found);
      if (exact === undefined) {
        throw refuse("HTCDS_CASE_CHANGED", `the row was ${short(digest ?? "")}, and ${found}`);
      }
      const isSure = digest !== undefined || doubts === "" || !("groups" in exact);
      if (!isSure) throw refuse("HTCDS_CASE_UNSURE", `${found}; ${doubts}`);
      return exact;
    },
  };
}

function findByRow({ row, digest }: Extract<CaseName, { readonly row: number }>): RowFinder {
  let there: ImportedRow | undefined;
  let elsewhere: ImportedRow | undefined;
  return {
    see(one) {
      if (one.row === row) there = one;
      else if (one.digest === digest) elsewhere ??= one;
    },
    found() {
      if (there?.digest === digest) return there;
      const was = `row ${row} was ${short(digest)}`;
      const isCase = there !== undefined && "groups" in there;
      const is = isCase ? `is ${short(there?.digest ?? "")} now` : "is no case now";
      if (elsewhere !== undefined) {
        throw refuse(
          "HTCDS_CASE_MOVED",
          `${was} and ${is}; ${short(digest)} is ${show(elsewhere)}`,
        );
      }
      if (isCase) throw refuse("HTCDS_CASE_CHANGED", `${was} and ${is}`);
      throw refuse("HTCDS_CASE_MISSING", `row ${row} was not imported`);
    },
  };
}

/** Counts rows and keeps descriptions of the first few for an error message. */
function createRowList(): { add(one: ImportedRow): void; count(): number; show(): string } {
  const shown: string[] = [];
  let count = 0;
  return {
    add(one) {
      count++;
      if (shown.length < SHOWN) shown.push(show(one));
    },
    count: () => count,
    show: () => `${shown.join(", ")}${count > shown.length ? ", …" : ""}`,
  };
}

function describeRefused({ row, digest, line, problems }: RefusedRow): string {
  const found = problems
    .slice(0, SHOWN)
    .map(({ code, column }) => (column === "" ? code : `${code} in ${column}`));
  const more = problems.length > found.length ? ", …" : "";
  const name = `row ${row} (${short(digest ?? "")}) of line ${line}`;
  return `${name} was refused: ${found.join(", ")}${more}`;
}

function show(one: ImportedRow): string {
  const { row, digest, line } = one;
  if (digest === undefined) return `row ${row} (line ${line}, unread)`;
  return `row ${row} (${short(digest)}${"groups" in one ? "" : ", refused"})`;
}

const refuse = (code: HtcdsErrorCode, message: string): HtcdsError => new HtcdsError(code, message);
const short = (digest: string): string => digest.slice(0, 8);
/** The most rows, and problems of a row, that an error names. */
const SHOWN = 8;
