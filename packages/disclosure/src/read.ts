import {
  CoreError,
  type JsonObject,
  type JwsAlgorithm,
  type JwsParts,
  PROTOCOL_ALGORITHMS,
  parseObject,
  readCompactJws,
} from "@safepassage/core";
import { DisclosureError, type DisclosureErrorCode } from "./disclosure-error.ts";
import { completeLimits, type SdJwtLimits } from "./limits.ts";
import { type ParsedDisclosure, readDisclosure } from "./read-disclosure.ts";

/** How {@link readSdJwt} reads. */
export interface ReadSdJwtOptions extends SdJwtLimits {
  /** Admitted algorithms of both signatures. Default: ES256 and Ed25519. */
  readonly algorithms?: Readonly<Record<string, JwsAlgorithm>>;
  /** Exact `typ` of the issuer-signed JWT. Left out: any or none. */
  readonly typ?: string;
}

/** An SD-JWT taken apart. Nothing in it is verified, and the disclosures are not put back. */
export interface ParsedSdJwt {
  /** The issuer-signed JWT as received. */
  readonly jwt: string;
  readonly jws: JwsParts;
  /** Payload of the issuer-signed JWT, with digests. */
  readonly payload: JsonObject;
  /** By digest, in the order received. */
  readonly disclosures: ReadonlyMap<string, ParsedDisclosure>;
  /** Text up to and including the last tilde: what `sd_hash` of a key binding JWT covers. */
  readonly presented: string;
  readonly keyBinding: ParsedKeyBinding | undefined;
  readonly limits: Required<SdJwtLimits>;
}

/** A key binding JWT taken apart, not verified. */
export interface ParsedKeyBinding {
  readonly jws: JwsParts;
  readonly payload: JsonObject;
}

/**
 * Takes an SD-JWT in compact form apart, strictly. Pure: no key, no clock.
 *
 * @throws {@link DisclosureError}; `CoreError` with a `JWS_*`, `JSON_*` or `BASE64URL_*` code for
 *   the issuer-signed JWT.
 * @see RFC 9901, Sections 4 and 7.1
 */
export function readSdJwt(compact: string, options: ReadSdJwtOptions = {}): ParsedSdJwt {
  const { algorithms = PROTOCOL_ALGORITHMS, typ, ...given } = options;
  const limits = completeLimits(given);
  const { maxLength, maxDisclosures, maxDepth } = limits;
  if (compact.length > maxLength) {
    throw new DisclosureError("DISCLOSURE_TOO_LARGE", `${compact.length} characters`);
  }
  // JWT, disclosures, and what follows the last tilde.
  const parts = compact.split("~", maxDisclosures + 3);
  if (parts.length > maxDisclosures + 2) {
    throw new DisclosureError("DISCLOSURE_TOO_MANY", `more than ${maxDisclosures}`);
  }
  const last = parts.length - 1;
  const [jwt = ""] = parts;
  const tail = parts[last] ?? "";
  // A key binding JWT has dots, a disclosure cannot.
  if (last === 0 || (tail !== "" && !tail.includes("."))) {
    throw new DisclosureError("DISCLOSURE_SEPARATOR_MISSING", "no tilde at the end");
  }

  const jws = readCompactJws(jwt, {
    algorithms,
    maxLength,
    ...(typ === undefined ? {} : { typ }),
  });
  // A placeholder at the deepest level is an object of its own until it is replaced.
  const payload = parseObject(jws.payload, { maxLength, maxDepth: maxDepth + 1 });
  const hash = payload["_sd_alg"];
  if (hash !== undefined && hash !== "sha-256") {
    throw new DisclosureError("DISCLOSURE_HASH_UNKNOWN", "_sd_alg is not sha-256");
  }

  const disclosures = new Map<string, ParsedDisclosure>();
  for (let i = 1; i < last; i++) {
    const disclosure = readDisclosure(parts[i] ?? "", maxDepth);
    disclosures.set(disclosure.digest, disclosure);
    if (disclosures.size !== i) {
      throw new DisclosureError("DISCLOSURE_REPEATED", "a disclosure was sent twice");
    }
  }
  return {
    jwt,
    jws,
    payload,
    disclosures,
    presented: tail === "" ? compact : compact.slice(0, compact.length - tail.length),
    keyBinding: tail === "" ? undefined : readKeyBinding(tail, algorithms),
    limits,
  };
}

function readKeyBinding(
  text: string,
  algorithms: Readonly<Record<string, JwsAlgorithm>>,
): ParsedKeyBinding {
  try {
    const jws = readCompactJws(text, { algorithms, typ: "kb+jwt", maxLength: KB_MAX_LENGTH });
    return { jws, payload: parseObject(jws.payload, { maxDepth: 8 }) };
  } catch (cause) {
    if (!(cause instanceof CoreError)) throw cause;
    const code = KB_CODES[cause.code] ?? "DISCLOSURE_KB_MALFORMED";
    throw new DisclosureError(code, "the key binding JWT cannot be read", { cause });
  }
}

const KB_MAX_LENGTH = 16_384;
const KB_CODES: Readonly<Record<string, DisclosureErrorCode>> = {
  JWS_TYPE_WRONG: "DISCLOSURE_KB_TYPE_WRONG",
  JWS_ALGORITHM_NOT_ALLOWED: "DISCLOSURE_KB_ALGORITHM_NOT_ALLOWED",
  JWS_SIGNATURE_INVALID: "DISCLOSURE_KB_SIGNATURE_INVALID",
};
