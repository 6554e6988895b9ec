import { isJsonObject, type Json, type JsonObject, parseJson } from "@safepassage/core";
import { DisclosureError } from "./disclosure-error.ts";
import { FIRST_HEADER_NAMES } from "./form.ts";
import type { SdJwtLimits } from "./limits.ts";

/** An SD-JWT split into its parts, each as sent. */
export interface SdJwtParts {
  /** Issuer-signed JWTs in compact form, at least one, all with the same payload. */
  readonly signatures: readonly SignatureParts[];
  readonly disclosures: readonly string[];
  /** Key binding JWT, if any. */
  readonly keyBinding: string | undefined;
}

interface SignatureParts {
  readonly jwt: string;
  /** `kid` of the unprotected header. */
  readonly kid: string | undefined;
}

/**
 * Splits an SD-JWT in a JSON form strictly, without reading its parts.
 *
 * @see RFC 9901, Section 8; RFC 7515, Section 7.2
 */
export function splitJsonForm(
  text: string,
  form: "flattened" | "general",
  { maxLength, maxDisclosures, maxSignatures }: Required<SdJwtLimits>,
): SdJwtParts {
  const maxValues = FEW_VALUES + maxDisclosures;
  const object = parseJson(text, { maxLength, maxDepth: LEVELS, maxValues });
  if (!isJsonObject(object)) {
    throw new DisclosureError("DISCLOSURE_FORM_NOT_OBJECT", "not a JSON object");
  }
  requireForm(object, form);
  const [payload, signatures] =
    form === "flattened" ? readFlattened(object) : readGeneral(object, maxSignatures);

  const [first] = signatures;
  const header = first?.header ?? {};
  return {
    signatures: signatures.map((signature, index) => {
      requireHeader(signature.header, index);
      const jwt = `${signature.protected}.${payload}.${signature.signature}`;
      return { jwt, kid: signature.header["kid"] as string | undefined };
    }),
    disclosures: readDisclosureList(header["disclosures"], maxDisclosures),
    keyBinding: readKeyBindingText(header["kb_jwt"]),
  };
}

/** The members `protected`, `signature` and `header` of one signature. */
interface SignatureMembers {
  readonly protected: string;
  readonly signature: string;
  readonly header: JsonObject;
}

/** Refuses both forms in one object: different readers would see different signatures. */
function requireForm(object: JsonObject, form: "flattened" | "general"): void {
  const isGeneral = Object.hasOwn(object, "signatures");
  if (isGeneral && SIGNATURE_NAMES.some((name) => Object.hasOwn(object, name))) {
    throw new DisclosureError("DISCLOSURE_FORM_MIXED", "signatures beside a signature");
  }
  if (isGeneral !== (form === "general")) {
    throw new DisclosureError("DISCLOSURE_FORM_WRONG", `not in ${form} form`);
  }
}

function readFlattened(object: JsonObject): [string, readonly SignatureMembers[]] {
  requireMembers(object, ["payload", ...SIGNATURE_NAMES]);
  return [requireText(object, "payload"), [readSignature(object)]];
}

function readGeneral(
  object: JsonObject,
  maxSignatures: number,
): [string, readonly SignatureMembers[]] {
  requireMembers(object, ["payload", "signatures"]);
  const payload = requireText(object, "payload");
  const { signatures } = object;
  if (!Array.isArray(signatures)) throw invalid("signatures is not an array");
  if (signatures.length === 0) {
    throw new DisclosureError("DISCLOSURE_SIGNATURES_NONE", "signatures is empty");
  }
  if (signatures.length > maxSignatures) {
    throw new DisclosureError("DISCLOSURE_SIGNATURES_TOO_MANY", `more than ${maxSignatures}`);
  }
  const read = signatures.map((signature: Json) => {
    if (!isJsonObject(signature)) throw invalid("a signature is not an object");
    requireMembers(signature, SIGNATURE_NAMES);
    return readSignature(signature);
  });
  return [payload, read];
}

function readSignature(object: JsonObject): SignatureMembers {
  const { header } = object;
  if (header !== undefined && !isJsonObject(header)) throw invalid("header is not an object");
  if (header !== undefined && Object.keys(header).length === 0) {
    throw new DisclosureError("DISCLOSURE_HEADER_EMPTY", "header has no member");
  }
  return {
    protected: requireText(object, "protected"),
    signature: requireText(object, "signature"),
    header: header ?? {},
  };
}

/** Admits only a closed list of unprotected parameters, so that nobody takes others for signed. */
function requireHeader(header: JsonObject, index: number): void {
  for (const name of Object.keys(header)) {
    const isOfFirst = FIRST_HEADER_NAMES.some((known) => known === name);
    if (isOfFirst && index > 0) {
      throw new DisclosureError("DISCLOSURE_HEADER_MISPLACED", `${name} in signature ${index + 1}`);
    }
    if (!isOfFirst && name !== "kid") {
      throw new DisclosureError("DISCLOSURE_HEADER_UNKNOWN", "an unprotected parameter is unknown");
    }
  }
  if (header["kid"] !== undefined && typeof header["kid"] !== "string") {
    throw new DisclosureError("DISCLOSURE_HEADER_INVALID", "kid is not a string");
  }
}

function readDisclosureList(list: Json | undefined, maxDisclosures: number): readonly string[] {
  if (list === undefined) return [];
  if (!Array.isArray(list)) {
    throw new DisclosureError("DISCLOSURE_LIST_INVALID", "disclosures is not an array");
  }
  if (list.length > maxDisclosures) {
    throw new DisclosureError("DISCLOSURE_TOO_MANY", `more than ${maxDisclosures}`);
  }
  if (!list.every((text: Json) => typeof text === "string")) {
    throw new DisclosureError("DISCLOSURE_LIST_INVALID", "a disclosure is not a string");
  }
  return list as readonly string[];
}

function readKeyBindingText(text: Json | undefined): string | undefined {
  if (text === undefined || typeof text === "string") return text;
  throw new DisclosureError("DISCLOSURE_KB_MALFORMED", "kb_jwt is not a string");
}

function requireMembers(object: JsonObject, names: readonly string[]): void {
  if (Object.keys(object).some((name) => !names.includes(name))) {
    throw new DisclosureError("DISCLOSURE_FORM_MEMBER_UNKNOWN", "a member is unknown");
  }
}

function requireText(object: JsonObject, name: string): string {
  const text = object[name];
  if (text === undefined) {
    throw new DisclosureError("DISCLOSURE_FORM_MEMBER_MISSING", `${name} is missing`);
  }
  if (typeof text !== "string") throw invalid(`${name} is not a string`);
  return text;
}

function invalid(message: string): DisclosureError {
  return new DisclosureError("DISCLOSURE_FORM_MEMBER_INVALID", message);
}

const SIGNATURE_NAMES = ["protected", "signature", "header"] as const;
/** Levels: object, signatures, signature, header, disclosures. */
const LEVELS = 5;
/** Limit on values that are not disclosures. Disclosures have a limit of their own. */
const FEW_VALUES = 65_536;
