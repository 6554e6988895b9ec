import {
  CoreError,
  type JsonObject,
  type JwsAlgorithm,
  type JwsParts,
  PROTOCOL_ALGORITHMS,
  parseObject,
  parseObjectText,
  payloadText,
  readCompactJws,
} from "@safepassage/core";
import { DisclosureError, type DisclosureErrorCode } from "./disclosure-error.ts";
import { FIRST_HEADER_NAMES, isSdJwtForm, type SdJwtForm } from "./form.ts";
import { joinCompact } from "./issue.ts";
import { completeLimits, type SdJwtLimits } from "./limits.ts";
import { type ParsedDisclosure, readDisclosure } from "./read-disclosure.ts";
import { type SdJwtParts, splitJsonForm } from "./read-json-form.ts";

type Algorithms = Readonly<Record<string, JwsAlgorithm>>;

/** Options of {@link readSdJwt}. */
export interface ReadSdJwtOptions extends SdJwtLimits {
  /** The only form to accept. Default: compact. */
  readonly form?: SdJwtForm;
  /** Algorithms to accept for all signatures. Default: ES256 and Ed25519. */
  readonly algorithms?: Algorithms;
  /** Exact `typ` of the issuer-signed JWT. If absent, any `typ` or none is accepted. */
  readonly typ?: string;
}

/** An SD-JWT taken apart. Nothing in it is verified, and no disclosure is put back. */
export interface ParsedSdJwt {
  readonly form: SdJwtForm;
  /** The issuer-signed JWT as received; with the first signature if there are several. */
  readonly jwt: string;
  /** The first signature. */
  readonly jws: JwsParts;
  /** All signatures over the payload, including the first. Only general form can have several. */
  readonly signatures: readonly ParsedSignature[];
  /** Payload of the issuer-signed JWT, with digests. */
  readonly payload: JsonObject;
  /** Text of the signed payload. */
  readonly payloadJson: string;
  /** By digest, in the order received. */
  readonly disclosures: ReadonlyMap<string, ParsedDisclosure>;
  /**
   * The text that `sd_hash` of a key binding JWT covers: the compact form with the first signature, up to
   * and including the last tilde.
   */
  readonly presented: string;
  readonly keyBinding: ParsedKeyBinding | undefined;
  readonly limits: Required<SdJwtLimits>;
}

/** One unverified signature of an issuer. */
export interface ParsedSignature {
  /** The issuer-signed JWT with this signature. */
  readonly jwt: string;
  readonly jws: JwsParts;
  /** The key that it names: `kid` of the protected header or, in a JSON form, the unprotected one. */
  readonly kid: string | undefined;
}

/** An unverified key binding JWT. */
export interface ParsedKeyBinding {
  /** As received. */
  readonly text: string;
  readonly jws: JwsParts;
  readonly payload: JsonObject;
}

/**
 * Takes an SD-JWT apart strictly. Pure: needs no key and no clock.
 *
 * @throws {@link DisclosureError}; `CoreError` with a `JWS_*`, `JSON_*` or `BASE64URL_*` code for
 *   the issuer-signed JWT and the text of a JSON form.
 * @throws TypeError for an unknown form.
 * @see RFC 9901, Sections 4, 7.1 and 8
 */
export function readSdJwt(text: string, options: ReadSdJwtOptions = {}): ParsedSdJwt {
  const { form = "compact", algorithms = PROTOCOL_ALGORITHMS, typ, ...given } = options;
  if (!isSdJwtForm(form)) throw new TypeError("form must be compact, flattened or general");
  const limits = completeLimits(given);
  const { maxLength, maxDepth } = limits;
  if (text.length > maxLength) {
    throw new DisclosureError("DISCLOSURE_TOO_LARGE", `${text.length} characters`);
  }
  const parts = form === "compact" ? splitCompact(text, limits) : splitJsonForm(text, form, limits);

  const jwsOptions = { algorithms, maxLength, ...(typ === undefined ? {} : { typ }) };
  const signatures = parts.signatures.map(({ jwt, kid }): ParsedSignature => {
    const jws = readCompactJws(jwt, jwsOptions);
    if (form !== "compact") requireDisjoint(jws.header, kid);
    return { jwt, jws, kid: jws.kid ?? kid };
  });
  const [first] = signatures;
  if (first === undefined) throw new TypeError("no signature");
  const { jwt, jws } = first;
  // One more level, because a placeholder at the deepest level is an object until it is replaced.
  const payloadJson = payloadText(jws);
  const payload = parseObjectText(payloadJson, { maxLength, maxDepth: maxDepth + 1 });
  const hash = payload["_sd_alg"];
  if (hash !== undefined && hash !== "sha-256") {
    throw new DisclosureError("DISCLOSURE_HASH_UNKNOWN", "_sd_alg is not sha-256");
  }

  const disclosures = new Map<string, ParsedDisclosure>();
  for (const encoded of parts.disclosures) {
    const before = disclosures.size;
    const disclosure = readDisclosure(encoded, maxDepth);
    disclosures.set(disclosure.digest, disclosure);
    if (disclosures.size === before) {
      throw new DisclosureError("DISCLOSURE_REPEATED", "a disclosure was sent twice");
    }
  }
  const { keyBinding: tail } = parts;
  return {
    form,
    jwt,
    jws,
    signatures,
    payload,
    payloadJson,
    disclosures,
    presented:
      form === "compact"
        ? text.slice(0, text.length - (tail?.length ?? 0))
        : joinCompact(jwt, parts.disclosures),
    keyBinding: tail === undefined ? undefined : readKeyBinding(tail, algorithms),
    limits,
  };
}

/**
 * Refuses a parameter in both headers, of which readers could choose either, and parameters in the
 * protected header that belong in the unprotected one.
 *
 * @see RFC 7515, Section 7.2.1; RFC 9901, Section 8.1
 */
export function requireDisjoint(header: JsonObject, unprotectedKid: string | undefined): void {
  if (unprotectedKid !== undefined && Object.hasOwn(header, "kid")) {
    throw new DisclosureError("DISCLOSURE_HEADER_TWICE", "kid is in both headers");
  }
  for (const name of FIRST_HEADER_NAMES) {
    if (Object.hasOwn(header, name)) {
      throw new DisclosureError("DISCLOSURE_HEADER_MISPLACED", `${name} in a protected header`);
    }
  }
}

function splitCompact(compact: string, { maxDisclosures }: Required<SdJwtLimits>): SdJwtParts {
  // JWT, disclosures, and what follows the last tilde.
  const parts = compact.split("~", maxDisclosures + 3);
  if (parts.length > maxDisclosures + 2) {
    throw new DisclosureError("DISCLOSURE_TOO_MANY", `more than ${maxDisclosures}`);
  }
  const tail = parts.pop() ?? "";
  // A key binding JWT contains dots; a disclosure cannot.
  if (parts.length === 0 || (tail !== "" && !tail.includes("."))) {
    throw new DisclosureError("DISCLOSURE_SEPARATOR_MISSING", "no tilde at the end");
  }
  const jwt = parts.shift() ?? "";
  return {
    signatures: [{ jwt, kid: undefined }],
    disclosures: parts,
    keyBinding: tail === "" ? undefined : tail,
  };
}

function readKeyBinding(text: string, algorithms: Algorithms): ParsedKeyBinding {
  try {
    const jws = readCompactJws(text, { algorithms, typ: "kb+jwt", maxLength: KB_MAX_LENGTH });
    return { text, jws, payload: parseObject(jws.payload, { maxDepth: 8 }) };
  } catch (cause) {
    throw keyBindingError(cause, "the key binding JWT cannot be read");
  }
}

/** Turns an error of the JWS reader into one of the key binding JWT. Any other is returned as it is. */
export function keyBindingError(cause: unknown, message: string): unknown {
  if (!(cause instanceof CoreError)) return cause;
  const code = KB_CODES[cause.code] ?? "DISCLOSURE_KB_MALFORMED";
  return new DisclosureError(code, message, { cause });
}

const KB_MAX_LENGTH = 16_384;
const KB_CODES: Readonly<Record<string, DisclosureErrorCode>> = {
  JWS_TYPE_WRONG: "DISCLOSURE_KB_TYPE_WRONG",
  JWS_ALGORITHM_NOT_ALLOWED: "DISCLOSURE_KB_ALGORITHM_NOT_ALLOWED",
  JWS_SIGNATURE_INVALID: "DISCLOSURE_KB_SIGNATURE_INVALID",
};
