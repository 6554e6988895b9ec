import { isJsonObject, type Json, type JsonObject } from "@safepassage/core";
import { type Evaluation, valueSchema } from "@safepassage/schema";
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
 * @throws {@link HtcdsError} `HTCDS_STATEMENT_INVALID`.
 * @see docs/spec/htcds.md, Statement
 */
export function parseImportStatement(input: unknown): ImportStatement {
  const top = members(
    input,
    ["evaluation", "names", "birthdate"],
    ["identityNumberIssuer", "caseIdColumn"],
  );
  const meta = members(top["evaluation"], META, ["holderRef", "restriction"]);
  for (const [member, value] of Object.entries(meta)) check(`meta.${member}`, value, member);
  const names = members(top["names"], ["certainty"], ["latinScheme"]);
  const { basis } = members(top["birthdate"], ["basis"], []);
  // Each is checked as part of a value that has it.
  check("identity.names", { ...LATIN_NAME, certainty: names["certainty"] }, "certainty");
  if (names["latinScheme"] !== undefined) {
    check("identity.names", { ...CYRILLIC_NAME, scheme: names["latinScheme"] }, "latinScheme");
  }
  check("identity.dateOfBirth", { edtf: "2000", basis }, "basis");
  const issuer = top["identityNumberIssuer"];
  if (issuer !== undefined && issuer !== "citizenship") {
    check("subject.residenceCountry", issuer, "identityNumberIssuer");
  }
  const caseIdColumn = top["caseIdColumn"];
  const isName = typeof caseIdColumn === "string" && COLUMN.test(caseIdColumn);
  if (caseIdColumn !== undefined && !isName) {
    throw new HtcdsError("HTCDS_STATEMENT_INVALID", "caseIdColumn is no name of a column");
  }
  return input as ImportStatement;
}

function check(field: string, value: unknown, member: string): void {
  if (!valueSchema(field).safeParse(value).success) {
    throw new HtcdsError("HTCDS_STATEMENT_INVALID", `${member} is not a value of its list`);
  }
}

function members(
  input: unknown,
  required: readonly string[],
  optional: readonly string[],
): JsonObject {
  if (!isJsonObject(input as Json)) {
    throw new HtcdsError("HTCDS_STATEMENT_INVALID", `expected an object of ${required.join(", ")}`);
  }
  const object = input as JsonObject;
  const missing = required.find((member) => object[member] === undefined);
  if (missing !== undefined) {
    throw new HtcdsError("HTCDS_STATEMENT_INVALID", `${missing} is missing`);
  }
  if (Object.keys(object).some((member) => ![...required, ...optional].includes(member))) {
    throw new HtcdsError(
      "HTCDS_STATEMENT_INVALID",
      `only ${[...required, ...optional].join(", ")}`,
    );
  }
  return object;
}

const COLUMN = /^(?=.*\S).{1,128}$/u;
const META = ["nature", "sourceEval", "infoEval", "verified", "complete"] as const;
const LATIN_NAME = {
  part: "forename",
  original: "A",
  script: "Latn",
  latin: "A",
  scheme: "native",
  certainty: "certain",
};
const CYRILLIC_NAME = { ...LATIN_NAME, original: "А", script: "Cyrl" };
