import { type ErrorEntry, errorRows, ProtocolError, withCheck } from "@safepassage/core";
import type { SchemaIssue } from "@safepassage/schema";
import type * as z from "zod";

/** Codes of {@link TrustError}. */
export const TRUST_ERRORS = {
  ...errorRows("caller", "trust#keys", {
    TRUST_KEY_INVALID:
      "A key is not a JWK of this protocol. Send kty, crv, the coordinates, kid, use and alg, nothing else; kid is the thumbprint.",
    TRUST_KEY_UNSUITABLE:
      "A key may not be used for this operation. Sign with an ES256 or Ed25519 key of use sig; seal to an X25519 or P-256 key of use enc.",
  }),
  ...withCheck("E03", {
    ...errorRows("caller", "trust#key-history", {
      TRUST_KEY_UNKNOWN:
        "The registry holds no such key for this agency. Sign with a key that the registry lists, and name it in kid.",
      TRUST_KEY_NOT_IN_FORCE:
        "The key was not in force at the time that counts. Sign with the key that is in force, or register the new one first.",
      TRUST_KEY_COMPROMISED:
        "The key is reported as compromised. Sign again with another registered key; nothing under this key is taken any more.",
    }),
    ...errorRows("caller", "trust#registry", {
      TRUST_AGENCY_UNKNOWN:
        "The agency is not in the registry at that time. Have the agency registered, and fetch the current registry.",
    }),
  }),
  ...errorRows("self", "trust#registry", {
    TRUST_REGISTRY_INVALID:
      "The registry of agencies cannot be used. If you keep it, correct each place that is named. If you fetched it, fetch it again, and tell its operator if the fault stays.",
    TRUST_REGISTRY_OUTDATED:
      "The registry of agencies is older than the one already held. Fetch the registry from its own address; somebody may be holding back the newer one.",
    TRUST_REGISTRY_CONFLICTING:
      "Two registries of agencies have the same time of issue. Tell the operator of the registry: each change needs a later issuedAt, and the key may be in other hands.",
    TRUST_REGISTRY_NOT_YET_VALID:
      "The registry of agencies was issued in the future. Check the clock of this machine. If it is right, tell the operator of the registry.",
  }),
  ...withCheck("E01", {
    ...errorRows("caller", "trust#sealing", {
      TRUST_SEALED_TOO_LARGE:
        "The sealed object is larger than the limit. Send less in one message.",
      TRUST_SEALED_MALFORMED:
        "The text is not a JWE in compact serialization. Send five base64url parts joined by dots, the second empty (RFC 7516, Section 7.1).",
      TRUST_SEALED_HEADER_INVALID:
        "The header of the sealed object is not acceptable. Send exactly alg, enc, typ, cty, kid, apu, apv and epk, the latter a public key.",
      TRUST_SEALED_ALGORITHM_NOT_ALLOWED:
        "The encryption algorithm is not allowed. Seal with ECDH-ES and A256GCM on X25519 or P-256.",
      TRUST_SEALED_UNOPENABLE:
        "The sealed object cannot be opened. Fetch the recipient's current encryption key and seal the message to it again.",
    }),
  }),
  ...withCheck("E02", {
    ...errorRows("caller", "transport#signature", {
      TRUST_REQUEST_SIGNATURE_MALFORMED:
        "The headers of the request's signature are not as they must be. Send one Signature-Input and one Signature, each with the one member spp in canonical form, and Content-Digest with sha-256 alone.",
      TRUST_REQUEST_COVERAGE_WRONG:
        "The signature of the request does not cover what it must. Cover exactly @method and @target-uri, and with a body content-digest, content-type and content-length.",
    }),
    ...errorRows("caller", "transport#checks", {
      TRUST_REQUEST_TIME_WRONG:
        "The request was not signed in these five minutes. Set the clock of the gateway that signs, and sign each request when it is sent.",
      TRUST_REQUEST_ALGORITHM_WRONG:
        "The signature of the request names another algorithm than its key is for. Name ed25519 for a key of Ed25519, and ecdsa-p256-sha256 for one of P-256.",
      TRUST_REQUEST_SIGNATURE_INVALID:
        "The signature of the request does not verify. Sign what is sent, for the address that the registry lists for the receiver, and have no proxy change what is covered.",
      TRUST_REQUEST_BODY_DIFFERS:
        "The body of the request is not the one whose digest was signed. Sign the octets that are sent, and have no proxy change them.",
    }),
  }),
  ...errorRows("caller", "trust#several-signatures", {
    TRUST_GENERAL_JWS_MALFORMED:
      "The object is not a JWS in general JSON serialization. Send payload and signatures, each signature with protected and signature only.",
    TRUST_SIGNATURE_MISSING:
      "A signature that is needed is missing. Have every party sign the same payload, each with a registered key.",
  }),
  ...errorRows("peer", "trust#key-epochs", {
    TRUST_EPOCHS_INVALID:
      "The published encryption keys are not acceptable. Publish at most 3 keys, each for at most 7 days, signed by the agency itself.",
    TRUST_EPOCHS_EXPIRED:
      "The published encryption keys are out of date. Fetch the agency's encryption keys again.",
    TRUST_EPOCH_NONE:
      "No encryption key is in force. Fetch the agency's encryption keys again; the agency has to publish a current one.",
  }),
  ...withCheck("E04", {
    ...errorRows("caller", "trust#replay", {
      TRUST_REPLAYED:
        "The message was received before. Do not send it again; issue a new message if something is to be added.",
    }),
  }),
} as const satisfies Record<string, ErrorEntry>;

export type TrustErrorCode = keyof typeof TRUST_ERRORS;

/** Thrown by everything in this package. See {@link TRUST_ERRORS} for the codes. */
export class TrustError extends ProtocolError<TrustErrorCode> {
  /** Of a registry: everything that is wrong with it, and what to do. */
  readonly issues: readonly SchemaIssue[];

  constructor(
    code: TrustErrorCode,
    message: string,
    { issues = [], ...options }: ErrorOptions & { readonly issues?: readonly SchemaIssue[] } = {},
  ) {
    super(code, TRUST_ERRORS[code], message, options);
    this.issues = issues;
  }
}

/**
 * Says where an object is not of its schema. Only paths, which are names of the schema: zod's texts may
 * quote names that were sent.
 */
export function notAcceptable({ issues }: z.ZodError): string {
  const paths = issues.map(({ path }) => `/${path.map(String).join("/")}`);
  return `not acceptable at ${paths.join(", ")}`;
}

/** Makes errors of one code. */
export const errorOf = (code: TrustErrorCode) => (message: string) => new TrustError(code, message);
export const refuseKey = errorOf("TRUST_KEY_INVALID");
