import {
  decodeBase64url,
  decodeBase64urlText,
  decodeCheckedText,
  encodeBase64url,
  encodeBase64urlText,
  requireBase64url,
} from "./base64url.ts";
import { CoreError } from "./core-error.ts";
import { isJsonObject, type JsonLimits, parseJson } from "./json.ts";
import type { JsonObject } from "./json-value.ts";

/** Signs with one private key, synchronously. */
export interface Signer {
  readonly alg: string;
  /** Identifies the key: its RFC 7638 thumbprint. */
  readonly kid: string;
  /** Signs an ASCII text. Returns the signature in JOSE form (RFC 7518, Section 3.4; RFC 8037). */
  sign(signingInput: string): Uint8Array;
}

/** Verifies signatures with one public key. */
export interface Verifier {
  readonly alg: string;
  /** Returns false for a signature that does not verify, for whatever reason. Never throws. */
  verify(signingInput: string, signature: Uint8Array): boolean;
}

/** One row of an algorithm table: everything a reader must know about one `alg`. */
export interface JwsAlgorithm {
  /** Octets of a signature; `undefined` if the length depends on the key. */
  readonly signatureLength: number | undefined;
  /** Whether a public JWK has the type and curve that this algorithm needs. */
  accepts(jwk: JsonObject): boolean;
}

/** The algorithms of this protocol. There is no negotiation. */
export const PROTOCOL_ALGORITHMS: Readonly<Record<string, JwsAlgorithm>> = {
  ES256: {
    signatureLength: 64,
    accepts: (jwk) => jwk["kty"] === "EC" && jwk["crv"] === "P-256",
  },
  Ed25519: {
    signatureLength: 64,
    accepts: (jwk) => jwk["kty"] === "OKP" && jwk["crv"] === "Ed25519",
  },
};

/** Options of {@link readCompactJws}. */
export interface ReadJwsOptions {
  /** Table of admitted algorithms, by `alg`. */
  readonly algorithms?: Readonly<Record<string, JwsAlgorithm>>;
  /** Exact `typ` of the header. If absent, any `typ` or none is accepted. */
  readonly typ?: string;
  /** Characters of the whole text. Default 1,048,576. */
  readonly maxLength?: number;
}

/** A JWS taken apart. Nothing in it is trusted before {@link verifyJws}. */
export interface JwsParts {
  readonly header: JsonObject;
  /** Text of the header. Because its base64url is canonical, each determines the other. */
  readonly headerJson: string;
  readonly alg: string;
  readonly kid: string | undefined;
  /** Payload, still encoded in canonical base64url. */
  readonly payload: string;
  readonly signature: Uint8Array;
  readonly signingInput: string;
}

// A key, or the location of one, in the header would let the sender choose who vouches for it.
const FORBIDDEN_HEADERS = ["jwk", "jku", "x5u", "x5c", "x5t", "x5t#S256", "zip", "b64"];

/**
 * Takes a compact JWS apart, strictly, without checking the signature.
 *
 * Refuses anything but three parts of canonical base64url, a header with a repeated member, any
 * `crit`, `zip`, `b64`, and every header parameter that carries or locates a key.
 *
 * @throws {@link CoreError} with a `JWS_*`, `JSON_*` or `BASE64URL_*` code.
 * @see RFC 7515, Sections 4.1 and 5.2
 */
export function readCompactJws(
  text: string,
  { algorithms = PROTOCOL_ALGORITHMS, typ, maxLength = 1_048_576 }: ReadJwsOptions = {},
): JwsParts {
  if (text.length > maxLength) {
    throw new CoreError("JWS_TOO_LARGE", `${text.length} characters, at most ${maxLength}`);
  }
  const first = text.indexOf(".");
  const second = text.indexOf(".", first + 1);
  if (first < 1 || second === -1 || text.indexOf(".", second + 1) !== -1) {
    throw new CoreError("JWS_MALFORMED", "not three parts joined by dots");
  }

  const headerJson = decodeBase64urlText(text.slice(0, first));
  const header = parseObjectText(headerJson, { maxLength: 4096, maxDepth: 4 });
  const alg = requireHeader(header, algorithms, typ);
  const kid = header["kid"];
  if (kid !== undefined && typeof kid !== "string") {
    throw new CoreError("JWS_HEADER_INVALID", "kid is not a string");
  }

  const signature = decodeBase64url(text.slice(second + 1));
  const expected = algorithms[alg]?.signatureLength;
  if (signature.length === 0 || (expected !== undefined && signature.length !== expected)) {
    throw new CoreError("JWS_SIGNATURE_INVALID", "the signature has the wrong length");
  }
  const payload = text.slice(first + 1, second);
  // If readers could decode the payload differently, the signature would vouch for no reading.
  requireBase64url(payload);
  const signingInput = text.slice(0, second);
  return { header, headerJson, alg, kid, payload, signature, signingInput };
}

/**
 * Decodes the text of a payload.
 *
 * @throws {@link CoreError} `JSON_BAD_TEXT` for octets that are not UTF-8.
 */
export function payloadText({ payload }: Pick<JwsParts, "payload">): string {
  // readCompactJws has checked that it is canonical.
  return decodeCheckedText(payload);
}

/** Reads a payload that is a JSON object. @throws {@link CoreError} `JWS_MALFORMED`, `JSON_*`. */
export function readPayload(parts: Pick<JwsParts, "payload">, limits: JsonLimits): JsonObject {
  return parseObjectText(payloadText(parts), limits);
}

/** Parses base64url that encodes a JSON object. @throws {@link CoreError} `JWS_MALFORMED`, `JSON_*`. */
export function parseObject(part: string, limits: JsonLimits): JsonObject {
  return parseObjectText(decodeBase64urlText(part), limits);
}

/** Parses the text of a JSON object. @throws {@link CoreError} `JWS_MALFORMED`, `JSON_*`. */
export function parseObjectText(text: string, limits: JsonLimits): JsonObject {
  const value = parseJson(text, limits);
  if (!isJsonObject(value)) throw new CoreError("JWS_MALFORMED", "a part is not a JSON object");
  return value;
}

/**
 * Checks the signature of a JWS.
 *
 * @throws {@link CoreError} `JWS_ALGORITHM_NOT_ALLOWED` if the key is for another algorithm,
 *   `JWS_SIGNATURE_INVALID` if the signature does not verify.
 */
export function verifyJws(
  verifier: Verifier,
  parts: Pick<JwsParts, "alg" | "signingInput" | "signature">,
): void {
  // The key determines the algorithm; the header may only repeat it.
  if (verifier.alg !== parts.alg) {
    throw new CoreError("JWS_ALGORITHM_NOT_ALLOWED", "the key is for another algorithm");
  }
  if (!verifier.verify(parts.signingInput, parts.signature)) {
    throw new CoreError("JWS_SIGNATURE_INVALID", "the signature does not verify");
  }
}

/**
 * Checks that a public JWK may verify signatures of an algorithm.
 *
 * @throws {@link CoreError} `KEY_UNSUITABLE`.
 * @see RFC 7517, Sections 4.2 to 4.4
 */
export function requireVerificationKey(
  jwk: JsonObject,
  alg: string,
  algorithms: Readonly<Record<string, JwsAlgorithm>> = PROTOCOL_ALGORITHMS,
): void {
  const { use, key_ops: operations, alg: keyAlg } = jwk;
  const fits =
    Object.hasOwn(algorithms, alg) &&
    algorithms[alg]?.accepts(jwk) === true &&
    (use === undefined || use === "sig") &&
    (keyAlg === undefined || keyAlg === alg) &&
    (operations === undefined || (Array.isArray(operations) && operations.includes("verify")));
  if (!fits) throw new CoreError("KEY_UNSUITABLE", `the key cannot verify ${alg}`);
}

/**
 * Signs a payload as a compact JWS.
 *
 * @param header - Parameters beside `alg` and `kid`, which come from the signer.
 * @param payload - Text of the payload, usually JSON.
 */
export function signCompactJws(signer: Signer, header: JsonObject, payload: string): string {
  const { alg, kid } = signer;
  // alg and kid come first for their position, and again last so that no header overrides them.
  const protectedHeader = JSON.stringify(Object.assign({ alg, kid }, header, { alg, kid }));
  const signingInput = `${encodeBase64urlText(protectedHeader)}.${encodeBase64urlText(payload)}`;
  return `${signingInput}.${encodeBase64url(signer.sign(signingInput))}`;
}

function requireHeader(
  header: JsonObject,
  algorithms: Readonly<Record<string, JwsAlgorithm>>,
  typ: string | undefined,
): string {
  for (const name of FORBIDDEN_HEADERS) {
    if (Object.hasOwn(header, name)) {
      throw new CoreError("JWS_HEADER_INVALID", `the header parameter ${name} is not admitted`);
    }
  }
  if (Object.hasOwn(header, "crit")) {
    throw new CoreError("JWS_CRITICAL_UNKNOWN", "no critical extension is understood");
  }
  if (typ !== undefined && header["typ"] !== typ) {
    throw new CoreError("JWS_TYPE_WRONG", `typ is not ${typ}`);
  }
  const { alg } = header;
  if (typeof alg !== "string" || !Object.hasOwn(algorithms, alg)) {
    throw new CoreError("JWS_ALGORITHM_NOT_ALLOWED", "alg is not in the table");
  }
  return alg;
}
