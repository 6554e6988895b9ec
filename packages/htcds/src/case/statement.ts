import { admittedCodes, type Evaluation, type ShortList, valueSchema } from "@safepassage/schema";
import { described, once, readForm, textSchema } from "@safepassage/schema/form";
import * as z from "zod";
import { HtcdsError } from "../errors/htcds-error.ts";

/**
 * What the importing agency states about its file, because the standard has no column for it.
 *
 * The evaluation has no default: one that nobody made would mislead the recipient (LED Art 7(2)).
 */
export interface ImportStatement {
  /** Evaluation of every group; its date is the day of the import. */
  readonly evaluation: Omit<Evaluation, "asOf">;
  readonly names: {
    readonly certainty: string;
    /** Transliteration scheme of Latin forms in parentheses. Without it they are left behind. */
    readonly latinScheme?: string;
  };
  /** Basis of the birth dates. */
  readonly birthdate: { readonly basis: string };
  /**
   * State that issued the identity numbers: a country, or `citizenship` for the person's citizenship if
   * she has only one. Without it the numbers are left behind.
   */
  readonly identityNumberIssuer?: string;
  /** The file's name for its column of case ids. Without it, a request names row and digest. */
  readonly caseIdColumn?: string;
}

/**
 * Parses a statement.
 *
 * @throws {@link HtcdsError} `HTCDS_STATEMENT_INVALID` with every issue.
 * @see docs/spec/htcds.md, Statement
 */
export function parseImportStatement(input: unknown): ImportStatement {
  return readForm(importStatementSchema(), input, (message, faults) => {
    return new HtcdsError("HTCDS_STATEMENT_INVALID", message, faults);
  });
}

/** The zod type of an {@link ImportStatement}. */
export function importStatementSchema(): z.ZodType<ImportStatement> {
  return once("import statement", buildStatement);
}

function buildStatement(): z.ZodType<ImportStatement> {
  const meta = (member: string, says: string) => described(valueSchema(`meta.${member}`), says);
  const code = <List extends ShortList>(list: List, says: string) =>
    described(textSchema({ t: "enum", list }), says);
  const evaluation = z.strictObject({
    nature: meta("nature", "whether the file states facts, reports or assessments"),
    sourceEval: meta("sourceEval", "how reliable the source is"),
    infoEval: meta("infoEval", "how reliable the information is"),
    verified: meta("verified", "whether it was verified, and how"),
    complete: meta("complete", "whether the file is complete"),
    holderRef: meta("holderRef", "the agency that keeps the records, by its entity id").optional(),
    restriction: meta("restriction", "a restriction on the use of the records").optional(),
  });
  const schemes = admittedCodes("transliteration_scheme").filter((scheme) => scheme !== "native");
  const schema = z.strictObject({
    evaluation: described(evaluation, "how you evaluate every group of the file"),
    names: described(
      z.strictObject({
        certainty: code("name_certainty", "how certain the names are"),
        latinScheme: described(
          z.enum(schemes),
          "the scheme by which Latin forms in parentheses were made",
        ).optional(),
      }),
      "what you know of the names",
    ),
    birthdate: described(
      z.strictObject({ basis: code("document_basis", "what birth dates rest on") }),
      "what you know of the birth dates",
    ),
    identityNumberIssuer: described(
      z.union([z.literal("citizenship"), valueSchema("subject.residenceCountry")]),
      "the country that issued the identity numbers (ISO 3166-1 alpha-2), or citizenship",
    ).optional(),
    caseIdColumn: described(
      z.string().max(128).regex(COLUMN),
      "what the file calls the column of its case ids",
    ).optional(),
  });
  return described(
    schema,
    "a statement about the case file",
  ) as unknown as z.ZodType<ImportStatement>;
}

const COLUMN = /^(?=.*\S).{1,128}$/u;
