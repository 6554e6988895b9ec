import { HtcdsError, type HtcdsErrorCode } from "./htcds-error.ts";
import type { ImportedCase } from "./import-row.ts";
import { cleanCaseId, digestOfCaseId } from "./row-digest.ts";

/**
 * Which case of a file is meant: by its id, and its row's digest where several rows have the id; or
 * by row and digest. The number of a row alone names another person as soon as rows are sorted.
 */
export type CaseName =
  | { readonly id: string; readonly digest?: string }
  | { readonly row: number; readonly digest: string };

/** Looks for one case while those of a file go by; what it keeps does not grow with them. */
export interface CaseFinder {
  see(one: ImportedCase): void;
  /**
   * The case, once all were seen.
   *
   * @throws {@link HtcdsError} `HTCDS_CASE_MISSING`, `HTCDS_CASE_MOVED`, `HTCDS_CASE_CHANGED`,
   *   `HTCDS_CASE_SEVERAL`, `HTCDS_CASE_ID_UNKNOWN`.
   */
  found(): ImportedCase;
}

/**
 * Makes a finder of the case that a request names.
 *
 * @see docs/spec/htcds.md#which-case
 */
export function createCaseFinder(name: CaseName): CaseFinder {
  return "id" in name ? findById(name) : findByRow(name);
}

/** Whose case it is, by the id that the agency gives it; unknown where a row is named. */
export function personOf(name: CaseName): string | undefined {
  return "id" in name ? cleanCaseId(name.id) : undefined;
}

/** Finds among cases in memory. @throws {@link HtcdsError} as {@link CaseFinder}. */
export function findCase(cases: readonly ImportedCase[], name: CaseName): ImportedCase {
  const finder = createCaseFinder(name);
  for (const one of cases) finder.see(one);
  return finder.found();
}

function findById({ id, digest }: Extract<CaseName, { readonly id: string }>): CaseFinder {
  const wanted = digestOfCaseId(cleanCaseId(id));
  const rows: string[] = [];
  let exact: ImportedCase | undefined;
  let count = 0;
  let haveIds = false;
  return {
    see(one) {
      haveIds ||= one.caseIdDigest !== undefined;
      if (one.caseIdDigest !== wanted) return;
      count++;
      if (rows.length < SHOWN) rows.push(show(one));
      if (digest === undefined ? count === 1 : one.digest === digest) exact = one;
    },
    found() {
      if (!haveIds) throw refuse("HTCDS_CASE_ID_UNKNOWN", "no row of the file has a case id");
      if (count === 0) throw refuse("HTCDS_CASE_MISSING", "no imported row has this case id");
      const found = `${rows.join(", ")}${count > rows.length ? ", …" : ""}`;
      if (digest === undefined && count > 1) {
        throw refuse("HTCDS_CASE_SEVERAL", `the case id is that of ${found}`);
      }
      if (exact !== undefined) return exact;
      const was = `the row was ${short(digest ?? "")}`;
      throw refuse("HTCDS_CASE_CHANGED", `${was}, and the case id is that of ${found}`);
    },
  };
}

function findByRow({ row, digest }: Extract<CaseName, { readonly row: number }>): CaseFinder {
  let there: ImportedCase | undefined;
  let elsewhere: ImportedCase | undefined;
  return {
    see(one) {
      if (one.row === row) there = one;
      else if (one.digest === digest) elsewhere ??= one;
    },
    found() {
      if (there?.digest === digest) return there;
      const was = `row ${row} was ${short(digest)}`;
      const is = there === undefined ? "is no case now" : `is ${short(there.digest)} now`;
      if (elsewhere !== undefined) {
        throw refuse(
          "HTCDS_CASE_MOVED",
          `${was} and ${is}; ${short(digest)} is ${show(elsewhere)}`,
        );
      }
      if (there !== undefined) throw refuse("HTCDS_CASE_CHANGED", `${was} and ${is}`);
      throw refuse("HTCDS_CASE_MISSING", `row ${row} was not imported`);
    },
  };
}

const refuse = (code: HtcdsErrorCode, message: string): HtcdsError => new HtcdsError(code, message);
const short = (digest: string): string => digest.slice(0, 8);
const show = ({ row, digest }: ImportedCase): string => `row ${row} (${short(digest)})`;
/** Rows that an error names at most. */
const SHOWN = 8;
