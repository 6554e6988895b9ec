/**
 * Form of an SD-JWT: parts joined by tildes (`compact`), a JSON object with one signature
 * (`flattened`), or a JSON object with a list of signatures (`general`).
 *
 * @see RFC 9901, Sections 4 and 8; RFC 7515, Section 7.2
 */
export type SdJwtForm = "compact" | "flattened" | "general";

/** Whether a value is the name of a form. */
export function isSdJwtForm(value: unknown): value is SdJwtForm {
  return value === "compact" || value === "flattened" || value === "general";
}

/** Parameters that RFC 9901 allows in the first unprotected header only. */
export const FIRST_HEADER_NAMES = ["disclosures", "kb_jwt"] as const;
