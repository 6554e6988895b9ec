import { equalBytes, sha256 } from "@safepassage/core";
import { serializeDictionary } from "structured-headers";
import { TrustError } from "../trust-error.ts";
import { octetsIn, readOnlyMember } from "./only-member.ts";

/**
 * Writes the digest of a body: `sha-256=:…:`.
 *
 * @see RFC 9530, Section 2
 */
export function encodeContentDigest(octets: Uint8Array): string {
  return serializeDictionary({ [ALGORITHM]: Uint8Array.from(sha256(octets)) });
}

/** Reads the digest of a body, which has to be by SHA-256 alone. */
export function readContentDigest(text: string | null): Uint8Array {
  return octetsIn(readOnlyMember(text, ALGORITHM, MAX_LENGTH));
}

/**
 * Checks that a body is the one whose digest was signed.
 *
 * @throws {@link TrustError} `TRUST_REQUEST_BODY_DIFFERS`.
 */
export function verifyContentDigest(digest: Uint8Array, octets: Uint8Array): void {
  if (!equalBytes(sha256(octets), digest)) {
    throw new TrustError("TRUST_REQUEST_BODY_DIFFERS", "the body has another digest");
  }
}

const ALGORITHM = "sha-256";
const MAX_LENGTH = 256;
