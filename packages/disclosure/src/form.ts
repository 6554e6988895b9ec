/**
 * How an SD-JWT is written: parts joined by tildes, or a JSON object with one signature, or one
 * with a list of signatures.
 *
 * @see RFC 9901, Sections 4 and 8; RFC 7515, Section 7.2
 */
export type SdJwtForm = "compact" | "flattened" | "general";

/** Whether a value is the name of a form. */
export function isSdJwtForm(value: unknown): value is SdJwtForm {
  return value === "compact" || value === "flattened" || value === "general";
}

/** Parameters that RFC 9901 adds, in the first unprotected header and nowhere else. */
export const FIRST_HEADER_NAMES = ["disclosures", "kb_jwt"] as const;
