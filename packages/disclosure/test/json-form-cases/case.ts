import { CLAIMS } from "./forms.ts";

/** One case of the vector file. */
export interface JsonFormCase {
  readonly id: string;
  readonly comment: string;
  readonly form: "flattened" | "general";
  readonly text: string;
  /** Differences from the file's policy. */
  readonly policy?: JsonFormPolicy;
  /** `ok` or the code. */
  readonly expect: string;
  /** Claims of an accepted case. */
  readonly claims?: object;
  /** Signatures of an accepted case that were not verified. */
  readonly unverifiedSignatures?: number;
}

/** Policy as data, as {@link JsonFormCase.policy} changes it. */
export interface JsonFormPolicy {
  readonly keyBinding?: "forbidden" | "required";
  readonly signatures?:
    | { readonly verify: "only" }
    | { readonly verify: "first" }
    | { readonly verify: "all"; readonly kids: readonly string[] };
  readonly limits?: {
    readonly maxLength?: number;
    readonly maxDisclosures?: number;
    readonly maxSignatures?: number;
  };
}

/** Both signatures count. */
export const ALL: JsonFormPolicy = { signatures: { verify: "all", kids: ["issuer", "second"] } };

/** A case that is accepted, and the claims it gives. */
export function accept(
  id: string,
  comment: string,
  form: JsonFormCase["form"],
  object: object,
  more: Partial<JsonFormCase> = {},
): JsonFormCase {
  const text = JSON.stringify(object);
  return {
    id,
    comment,
    form,
    text,
    expect: "ok",
    claims: CLAIMS,
    unverifiedSignatures: 0,
    ...more,
  };
}

/** A case that is refused with one code. */
export function refuse(
  id: string,
  comment: string,
  form: JsonFormCase["form"],
  value: unknown,
  expect: string,
  policy?: JsonFormPolicy,
): JsonFormCase {
  return refuseText(id, comment, form, JSON.stringify(value), expect, policy);
}

/** A refused case whose text no serializer makes. */
export function refuseText(
  id: string,
  comment: string,
  form: JsonFormCase["form"],
  text: string,
  expect: string,
  policy?: JsonFormPolicy,
): JsonFormCase {
  return { id, comment, form, text, expect, ...(policy && { policy }) };
}
