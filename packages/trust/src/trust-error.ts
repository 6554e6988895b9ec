import { type ErrorEntry, errorRows, ProtocolError } from "@safepassage/core";
import type { SchemaIssue } from "@safepassage/schema";

/** Codes of {@link TrustError}. */
export const TRUST_ERRORS = {
  ...errorRows("caller", "trust#keys", {
    TRUST_KEY_INVALID: {
      title: "A key is not a JWK of this protocol",
      hint: "Send kty, crv, the coordinates, kid, use and alg, nothing else; kid is the thumbprint.",
    },
    TRUST_KEY_UNSUITABLE: {
      title: "A key may not be used for this operation",
      hint: "Sign with an ES256 or Ed25519 key of use sig; seal to an X25519 or P-256 key of use enc.",
    },
  }),
  ...errorRows("caller", "trust#key-history", {
    TRUST_KEY_UNKNOWN: {
      title: "The registry holds no such key for this agency",
      hint: "Sign with a key that the registry lists, and name it in kid.",
      check: "E03",
    },
    TRUST_KEY_NOT_IN_FORCE: {
      title: "The key was not in force at the time that counts",
      hint: "Sign with the key that is in force, or register the new one first.",
      check: "E03",
    },
    TRUST_KEY_COMPROMISED: {
      title: "The key is reported as compromised",
      hint: "Sign again with another registered key; nothing under this key is taken any more.",
      check: "E03",
    },
  }),
  TRUST_AGENCY_UNKNOWN: {
    fault: "caller",
    title: "The agency is not in the registry at that time",
    hint: "Have the agency registered, and fetch the current registry.",
    spec: "trust#registry",
    check: "E03",
  },
  ...errorRows("self", "trust#registry", {
    TRUST_REGISTRY_INVALID: {
      title: "The registry of agencies cannot be used",
      hint: "If you keep it, correct each place that is named. If you fetched it, fetch it again, and tell its operator if the fault stays.",
    },
    TRUST_REGISTRY_OUTDATED: {
      title: "The registry of agencies is older than the one already held",
      hint: "Fetch the registry from its own address; somebody may be holding back the newer one.",
    },
    TRUST_REGISTRY_CONFLICTING: {
      title: "Two registries of agencies have the same time of issue",
      hint: "Tell the operator of the registry: each change needs a later issuedAt, and the key may be in other hands.",
    },
    TRUST_REGISTRY_NOT_YET_VALID: {
      title: "The registry of agencies was issued in the future",
      hint: "Check the clock of this machine. If it is right, tell the operator of the registry.",
    },
  }),
  ...errorRows("caller", "trust#sealing", {
    TRUST_SEALED_TOO_LARGE: {
      title: "The sealed object is larger than the limit",
      hint: "Send less in one message.",
      check: "E01",
    },
    TRUST_SEALED_MALFORMED: {
      title: "The text is not a JWE in compact serialization",
      hint: "Send five base64url parts joined by dots, the second empty (RFC 7516, Section 7.1).",
      check: "E01",
    },
    TRUST_SEALED_HEADER_INVALID: {
      title: "The header of the sealed object is not acceptable",
      hint: "Send exactly alg, enc, typ, cty, kid, apu, apv and epk, the latter a public key.",
      check: "E01",
    },
    TRUST_SEALED_ALGORITHM_NOT_ALLOWED: {
      title: "The encryption algorithm is not allowed",
      hint: "Seal with ECDH-ES and A256GCM on X25519 or P-256.",
      check: "E01",
    },
    TRUST_SEALED_UNOPENABLE: {
      title: "The sealed object cannot be opened",
      hint: "Fetch the recipient's current encryption key and seal the message to it again.",
      check: "E01",
    },
  }),
  ...errorRows("caller", "trust#several-signatures", {
    TRUST_GENERAL_JWS_MALFORMED: {
      title: "The object is not a JWS in general JSON serialization",
      hint: "Send payload and signatures, each signature with protected and signature only.",
    },
    TRUST_SIGNATURE_MISSING: {
      title: "A signature that is needed is missing",
      hint: "Have every party sign the same payload, each with a registered key.",
    },
  }),
  ...errorRows("peer", "trust#key-epochs", {
    TRUST_EPOCHS_INVALID: {
      title: "The published encryption keys are not acceptable",
      hint: "Publish at most 3 keys, each for at most 7 days, signed by the agency itself.",
    },
    TRUST_EPOCHS_EXPIRED: {
      title: "The published encryption keys are out of date",
      hint: "Fetch the agency's encryption keys again.",
    },
    TRUST_EPOCH_NONE: {
      title: "No encryption key is in force",
      hint: "Fetch the agency's encryption keys again; the agency has to publish a current one.",
    },
  }),
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

/** Makes errors of one code. */
export const errorOf = (code: TrustErrorCode) => (message: string) => new TrustError(code, message);
export const refuseKey = errorOf("TRUST_KEY_INVALID");
