import {
  decodeBase64urlText,
  encodeBase64url,
  encodeBase64urlText,
  isJsonObject,
  type JwsParts,
  parseJson,
  readCompactJws,
  type Signer,
  type Verifier,
  verifyJws,
} from "@safepassage/core";
import { errorOf, TrustError } from "../trust-error.ts";

/** One payload under several signatures, as it travels. */
export interface GeneralJws {
  /** Base64url. */
  readonly payload: string;
  readonly signatures: readonly { readonly protected: string; readonly signature: string }[];
}

/** A general JWS taken apart. Nothing in it is trusted before {@link verifyGeneralJws}. */
export interface GeneralJwsParts {
  /** The payload's text. */
  readonly payload: string;
  /** One for each signature, each with a `kid` of its own. */
  readonly signatures: readonly (JwsParts & { readonly kid: string })[];
}

/** How {@link readGeneralJws} reads. */
export interface ReadGeneralJwsOptions {
  /** Exact `typ` of every protected header. */
  readonly typ: string;
  /** Characters of the text. Default 1,048,576. */
  readonly maxLength?: number;
  /** Default 64. */
  readonly maxSignatures?: number;
}

/** How {@link verifyGeneralJws} verifies. */
export interface VerifyGeneralJwsOptions extends ReadGeneralJwsOptions {
  /** The signers by `kid`: all of them must have signed, and nobody else. */
  readonly verifiers: ReadonlyMap<string, Verifier>;
}

/**
 * Signs a text with several keys, such as an agreement by its parties.
 *
 * @see RFC 7515, Section 7.2.1
 */
export function signGeneralJws(
  payload: string,
  signers: readonly Signer[],
  { typ }: { readonly typ: string },
): GeneralJws {
  const encoded = encodeBase64urlText(payload);
  return { payload: encoded, signatures: signers.map((signer) => signOne(encoded, signer, typ)) };
}

/**
 * Adds a signature, for parties who sign one after the other.
 *
 * Checks neither the signatures before it nor what the payload says.
 */
export function addSignature(
  jws: GeneralJws,
  signer: Signer,
  { typ }: { readonly typ: string },
): GeneralJws {
  return { ...jws, signatures: [...jws.signatures, signOne(jws.payload, signer, typ)] };
}

/**
 * Takes a JWS in general JSON serialization apart, strictly, without checking signatures.
 *
 * Every signature must have a protected header with exactly `alg`, `kid` and `typ`, and a `kid`
 * of its own; unprotected headers are refused.
 *
 * @param input - The JSON text, or what `parseJson` made of it.
 * @throws {@link TrustError} `TRUST_GENERAL_JWS_MALFORMED`.
 * @throws {@link CoreError} a `JSON_*`, `JWS_*` or `BASE64URL_*` code.
 */
export function readGeneralJws(
  input: unknown,
  { typ, maxLength = 1_048_576, maxSignatures = 64 }: ReadGeneralJwsOptions,
): GeneralJwsParts {
  const value = typeof input === "string" ? parseJson(input, { maxLength, maxDepth: 4 }) : input;
  if (!hasExactly(value, ["payload", "signatures"])) throw malformed("not payload and signatures");
  const { payload, signatures } = value;
  if (typeof payload !== "string" || !Array.isArray(signatures)) {
    throw malformed("payload is not a text or signatures not a list");
  }
  if (signatures.length === 0 || signatures.length > maxSignatures) {
    throw malformed(`not between 1 and ${maxSignatures} signatures`);
  }
  if (payload.length > maxLength) throw malformed(`more than ${maxLength} characters`);

  const parts = signatures.map((one: unknown) => readOne(payload, one, typ));
  if (new Set(parts.map(({ kid }) => kid)).size !== parts.length) {
    throw malformed("a key signed twice");
  }
  return { payload: decodeBase64urlText(payload), signatures: parts };
}

/**
 * Checks that exactly the given keys have signed, and returns the payload's text.
 *
 * @throws {@link TrustError} `TRUST_SIGNATURE_MISSING`, `TRUST_KEY_UNKNOWN`, and what
 *   {@link readGeneralJws} throws.
 * @throws {@link CoreError} `JWS_SIGNATURE_INVALID`, `JWS_ALGORITHM_NOT_ALLOWED`.
 */
export function verifyGeneralJws(
  input: unknown,
  { verifiers, ...options }: VerifyGeneralJwsOptions,
): string {
  if (verifiers.size === 0) throw new RangeError("no signature is asked for");
  const { payload, signatures } = readGeneralJws(input, options);
  for (const parts of signatures) {
    const verifier = verifiers.get(parts.kid);
    if (verifier === undefined) {
      throw new TrustError("TRUST_KEY_UNKNOWN", "a signature is by a key that was not asked for");
    }
    verifyJws(verifier, parts);
  }
  // Each signature has its own kid, and each kid was asked for: so the count decides.
  if (signatures.length < verifiers.size) {
    throw new TrustError("TRUST_SIGNATURE_MISSING", "a key asked for has not signed");
  }
  return payload;
}

function signOne(payload: string, signer: Signer, typ: string): GeneralJws["signatures"][number] {
  const header = encodeBase64urlText(JSON.stringify({ alg: signer.alg, kid: signer.kid, typ }));
  const signature = encodeBase64url(signer.sign(`${header}.${payload}`));
  return { protected: header, signature };
}

function readOne(payload: string, input: unknown, typ: string): JwsParts & { kid: string } {
  if (!hasExactly(input, ["protected", "signature"])) {
    throw malformed("a signature is not protected and signature");
  }
  const { protected: header, signature } = input;
  if (typeof header !== "string" || typeof signature !== "string") {
    throw malformed("a part of a signature is not a text");
  }
  // As the compact form of one signature, so that the strict reader judges all of it (RFC 7515,
  // 7.1).
  const text = `${header}.${payload}.${signature}`;
  const { kid, ...parts } = readCompactJws(text, { typ, maxLength: text.length });
  if (kid === undefined || !hasExactly(parts.header, ["alg", "kid", "typ"])) {
    throw malformed("a protected header is not alg, kid and typ");
  }
  return { ...parts, kid };
}

function hasExactly(value: unknown, names: readonly string[]): value is Record<string, unknown> {
  return (
    isJsonObject(value) &&
    Object.keys(value).length === names.length &&
    names.every((name) => Object.hasOwn(value, name))
  );
}

const malformed = errorOf("TRUST_GENERAL_JWS_MALFORMED");
