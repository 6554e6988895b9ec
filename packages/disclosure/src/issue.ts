import {
  encodeBase64url,
  encodeBase64urlText,
  type Json,
  type JsonObject,
  PROTOCOL_ALGORITHMS,
  type Signer,
} from "@safepassage/core";
import type { Claims } from "./disclosable.ts";
import { DisclosureError } from "./disclosure-error.ts";
import { type Decoys, encodeClaims, type SdJwtDisclosures } from "./encode-claims.ts";
import { createRandomSalts, type SaltSource } from "./salts.ts";

/** Input of {@link prepareSdJwt} and {@link issueSdJwt}. */
export interface SdJwtContent {
  readonly claims: Claims;
  /** Protected header beside `alg` and `kid`. */
  readonly header: JsonObject & { readonly typ: string };
  /** Salt of each disclosure in turn. Default: random. */
  readonly salt?: SaltSource;
  /** Default: no decoys. */
  readonly decoys?: Decoys;
  /** Writes header, payload and disclosures, such as `canonicalJson`. Default: `JSON.stringify`. */
  readonly stringify?: (value: Json) => string;
}

/** An SD-JWT that still needs its signature. */
export interface PreparedSdJwt extends SdJwtDisclosures {
  /** ASCII text to sign. */
  readonly signingInput: string;
  /**
   * Attaches a signature in JOSE form, without verifying it.
   *
   * @throws {@link DisclosureError} `DISCLOSURE_SIGNATURE_UNUSABLE` for a wrong length.
   */
  finish(signature: Uint8Array): IssuedSdJwt;
}

/** A signed SD-JWT with all its disclosures. */
export interface IssuedSdJwt extends SdJwtDisclosures {
  /** Compact form: the JWT and all disclosures, each followed by a tilde. */
  readonly sdJwt: string;
  /** The issuer-signed JWT alone. */
  readonly jwt: string;
}

/**
 * Creates and signs an SD-JWT.
 *
 * @throws {@link DisclosureError} as {@link prepareSdJwt} does.
 * @see RFC 9901, Sections 4 and 5
 *
 * @example
 * ```ts
 * const { sdJwt } = issueSdJwt({
 *   claims: { iss: "https://ngo.example", need: disclosable("SHELTER") },
 *   header: { typ: "example+sd-jwt" },
 *   signer,
 * });
 * ```
 */
export function issueSdJwt({
  signer,
  ...content
}: SdJwtContent & { readonly signer: Signer }): IssuedSdJwt {
  const prepared = prepareSdJwt({ ...content, alg: signer.alg, kid: signer.kid });
  return prepared.finish(signer.sign(prepared.signingInput));
}

/**
 * Creates an SD-JWT except for its signature, for keys in devices that sign later.
 *
 * `_sd` arrays are sorted; `_sd_alg` is `sha-256`.
 *
 * @throws {@link DisclosureError} `DISCLOSURE_CLAIM_RESERVED`, `DISCLOSURE_CLAIM_CRITICAL`,
 *   `DISCLOSURE_CLAIM_UNSUPPORTED`, `DISCLOSURE_MARK_MISPLACED`, `DISCLOSURE_SALT_WEAK`,
 *   `DISCLOSURE_TOO_DEEP`.
 */
export function prepareSdJwt({
  claims,
  header,
  alg,
  kid,
  salt = createRandomSalts(),
  decoys,
  stringify = JSON.stringify,
}: SdJwtContent & { readonly alg: string; readonly kid?: string }): PreparedSdJwt {
  const { payload, disclosures, digests } = encodeClaims(claims, { salt, decoys, stringify });
  const protectedHeader = kid === undefined ? { ...header, alg } : { ...header, alg, kid };
  const signingInput = `${encodeBase64urlText(stringify(protectedHeader))}.${encodeBase64urlText(stringify(payload))}`;
  return {
    signingInput,
    disclosures,
    digests,
    finish(signature) {
      const expected = PROTOCOL_ALGORITHMS[alg]?.signatureLength;
      if (expected !== undefined && signature.length !== expected) {
        throw new DisclosureError("DISCLOSURE_SIGNATURE_UNUSABLE", `${signature.length} octets`);
      }
      const jwt = `${signingInput}.${encodeBase64url(signature)}`;
      return { sdJwt: joinCompact(jwt, disclosures), jwt, disclosures, digests };
    },
  };
}

/** Joins the compact form without key binding: each part followed by a tilde. */
export function joinCompact(jwt: string, disclosures: readonly string[]): string {
  return disclosures.length === 0 ? `${jwt}~` : `${jwt}~${disclosures.join("~")}~`;
}
