import { type ErrorEntry, ProtocolError } from "@safepassage/core";
import type { SchemaIssue } from "@safepassage/schema";

/** Codes of {@link TrustError}. */
export const TRUST_ERRORS = {
  TRUST_KEY_INVALID: {
    fault: "caller",
    title: "A key is not a JWK of this protocol",
    hint: "Send kty, crv, the coordinates, kid, use and alg, nothing else; kid is the thumbprint.",
    spec: "trust#keys",
  },
  TRUST_KEY_UNSUITABLE: {
    fault: "caller",
    title: "A key may not be used for this operation",
    hint: "Sign with an ES256 or Ed25519 key of use sig; seal to an X25519 or P-256 key of use enc.",
    spec: "trust#keys",
  },
  TRUST_KEY_UNKNOWN: {
    fault: "caller",
    title: "The registry holds no such key for this agency",
    hint: "Sign with a key that the registry lists, and name it in kid.",
    spec: "trust#key-history",
    check: "E03",
  },
  TRUST_KEY_NOT_IN_FORCE: {
    fault: "caller",
    title: "The key was not in force at the time that counts",
    hint: "Sign with the key that is in force, or register the new one first.",
    spec: "trust#key-history",
    check: "E03",
  },
  TRUST_KEY_COMPROMISED: {
    fault: "caller",
    title: "The key is reported as compromised",
    hint: "Sign again with another registered key; nothing under this key is taken any more.",
    spec: "trust#key-history",
    check: "E03",
  },
  TRUST_AGENCY_UNKNOWN: {
    fault: "caller",
    title: "The agency is not in the registry at that time",
    hint: "Have the agency registered, and fetch the current registry.",
    spec: "trust#registry",
    check: "E03",
  },
  TRUST_REGISTRY_INVALID: {
    fault: "self",
    title: "The registry of agencies cannot be used",
    hint: "If you keep it, correct each place that is named. If you fetched it, fetch it again, and tell its operator if the fault stays.",
    spec: "trust#registry",
  },
  TRUST_REGISTRY_OUTDATED: {
    fault: "self",
    title: "The registry of agencies is older than the one already held",
    hint: "Fetch the registry from its own address; somebody may be holding back the newer one.",
    spec: "trust#registry",
  },
  TRUST_REGISTRY_CONFLICTING: {
    fault: "self",
    title: "Two registries of agencies have the same time of issue",
    hint: "Tell the operator of the registry: each change needs a later issuedAt, and the key may be in other hands.",
    spec: "trust#registry",
  },
  TRUST_REGISTRY_NOT_YET_VALID: {
    fault: "self",
    title: "The registry of agencies was issued in the future",
    hint: "Check the clock of this machine. If it is right, tell the operator of the registry.",
    spec: "trust#registry",
  },
  TRUST_SEALED_TOO_LARGE: {
    fault: "caller",
    title: "The sealed object is larger than the limit",
    hint: "Send less in one message.",
    spec: "trust#sealing",
    check: "E01",
  },
  TRUST_SEALED_MALFORMED: {
    fault: "caller",
    title: "The text is not a JWE in compact serialization",
    hint: "Send five base64url parts joined by dots, the second empty (RFC 7516, Section 7.1).",
    spec: "trust#sealing",
    check: "E01",
  },
  TRUST_SEALED_HEADER_INVALID: {
    fault: "caller",
    title: "The header of the sealed object is not acceptable",
    hint: "Send exactly alg, enc, typ, cty, kid, apu, apv and epk, the latter a public key.",
    spec: "trust#sealing",
    check: "E01",
  },
  TRUST_SEALED_ALGORITHM_NOT_ALLOWED: {
    fault: "caller",
    title: "The encryption algorithm is not allowed",
    hint: "Seal with ECDH-ES and A256GCM on X25519 or P-256.",
    spec: "trust#sealing",
    check: "E01",
  },
  TRUST_SEALED_UNOPENABLE: {
    fault: "caller",
    title: "The sealed object cannot be opened",
    hint: "Fetch the recipient's current encryption key and seal the message to it again.",
    spec: "trust#sealing",
    check: "E01",
  },
  TRUST_GENERAL_JWS_MALFORMED: {
    fault: "caller",
    title: "The object is not a JWS in general JSON serialization",
    hint: "Send payload and signatures, each signature with protected and signature only.",
    spec: "trust#several-signatures",
  },
  TRUST_SIGNATURE_MISSING: {
    fault: "caller",
    title: "A signature that is needed is missing",
    hint: "Have every party sign the same payload, each with a registered key.",
    spec: "trust#several-signatures",
  },
  TRUST_EPOCHS_INVALID: {
    fault: "peer",
    title: "The published encryption keys are not acceptable",
    hint: "Publish at most 3 keys, each for at most 7 days, signed by the agency itself.",
    spec: "trust#key-epochs",
  },
  TRUST_EPOCHS_EXPIRED: {
    fault: "peer",
    title: "The published encryption keys are out of date",
    hint: "Fetch the agency's encryption keys again.",
    spec: "trust#key-epochs",
  },
  TRUST_EPOCH_NONE: {
    fault: "peer",
    title: "No encryption key is in force",
    hint: "Fetch the agency's encryption keys again; the agency has to publish a current one.",
    spec: "trust#key-epochs",
  },
  TRUST_REPLAYED: {
    fault: "caller",
    title: "The message was received before",
    hint: "Do not send it again; issue a new message if something is to be added.",
    spec: "trust#replay",
    check: "E04",
  },
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
