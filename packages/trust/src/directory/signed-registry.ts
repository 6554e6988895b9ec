import {
  decodeBase64urlText,
  isJsonObject,
  parseJson,
  readCompactJws,
  type Signer,
  sha256Base64url,
  signCompactJws,
  toInstant,
  type Verifier,
  verifyJws,
} from "@safepassage/core";
import { TrustError } from "../trust-error.ts";
import { type AgencyRegistry, createRegistry, isShelter, type VerifierSource } from "./registry.ts";
import { parseRegistryFile } from "./registry-file.ts";

/** What a reader remembers, for good, of the newest registry it took. */
export interface RegistryMark {
  /** Instant. */
  readonly issuedAt: string;
  /** SHA-256 of the signed payload, base64url. */
  readonly digest: string;
}

/** How {@link verifyRegistry} judges. */
export interface VerifyRegistryOptions {
  /**
   * Mark of the newest registry taken so far. An older one is refused, since it may revive a key.
   * So is another one of the same time.
   */
  readonly newest?: RegistryMark;
  /**
   * The reader's time. A registry issued more than two minutes later is refused: no right one could
   * follow it.
   */
  readonly now?: Date;
}

/**
 * Signs the registry for others to fetch.
 *
 * Places of refuge are left out: a list would help those who search for the people inside.
 *
 * @param input - The registry's file.
 * @throws {@link TrustError} `TRUST_REGISTRY_INVALID`.
 */
export function issueRegistry(input: unknown, signer: Signer): string {
  const file = parseRegistryFile(input);
  const agencies = file.agencies.filter((agency) => !isShelter(agency));
  return signCompactJws(signer, { typ: REGISTRY_TYPE }, JSON.stringify({ ...file, agencies }));
}

/**
 * Reads a registry that came over a network.
 *
 * @param verifier - The registry's own key, which the operator received by other means.
 * @throws {@link CoreError} a `JWS_*`, `JSON_*` or `BASE64URL_*` code.
 * @throws {@link TrustError} `TRUST_REGISTRY_INVALID`, `TRUST_REGISTRY_OUTDATED`,
 *   `TRUST_REGISTRY_CONFLICTING`, `TRUST_REGISTRY_NOT_YET_VALID`.
 */
export function verifyRegistry(
  jws: string,
  verifier: Verifier,
  options: VerifyRegistryOptions & VerifierSource,
): AgencyRegistry {
  return readRegistry(jws, verifier, options).registry;
}

/** {@link verifyRegistry}, with the mark to remember. */
export function readRegistry(
  jws: string,
  verifier: Verifier,
  { newest, now, createVerifier }: VerifyRegistryOptions & VerifierSource,
): { readonly registry: AgencyRegistry; readonly mark: RegistryMark } {
  const parts = readCompactJws(jws, { typ: REGISTRY_TYPE, maxLength: MAX_LENGTH });
  verifyJws(verifier, parts);
  const limits = { maxLength: MAX_LENGTH, maxValues: 1_048_576 };
  const value = parseJson(decodeBase64urlText(parts.payload), limits);
  if (!isJsonObject(value)) {
    throw new TrustError("TRUST_REGISTRY_INVALID", "the registry is not a JSON object");
  }
  const registry = createRegistry(parseRegistryFile(value), { createVerifier });
  // Of the payload alone: an authority may sign the same text again.
  const mark = { issuedAt: toInstant(registry.issuedAt), digest: sha256Base64url(parts.payload) };
  if (now !== undefined && registry.issuedAt.getTime() > now.getTime() + CLOCK_SKEW) {
    throw new TrustError("TRUST_REGISTRY_NOT_YET_VALID", "the registry is of a later time");
  }
  if (newest !== undefined) requireNewer(mark, newest);
  return { registry, mark };
}

function requireNewer(mark: RegistryMark, newest: RegistryMark): void {
  if (mark.issuedAt < newest.issuedAt) {
    throw new TrustError("TRUST_REGISTRY_OUTDATED", "the registry is older than the one held");
  }
  if (mark.issuedAt === newest.issuedAt && mark.digest !== newest.digest) {
    throw new TrustError("TRUST_REGISTRY_CONFLICTING", "two registries have one time of issue");
  }
}

const REGISTRY_TYPE = "spp-registry+jwt";
const MAX_LENGTH = 8_388_608;
/** Milliseconds. */
const CLOCK_SKEW = 120_000;
