import {
  decodeBase64urlText,
  isJsonObject,
  parseJson,
  readCompactJws,
  type Signer,
  signCompactJws,
  type Verifier,
  verifyJws,
} from "@safepassage/core";
import { type AgencyRegistry, createRegistry, isShelter } from "./registry.ts";
import { parseRegistryFile } from "./registry-file.ts";
import { TrustError } from "./trust-error.ts";

/** How {@link verifyRegistry} judges. */
export interface VerifyRegistryOptions {
  /** Time of issue of the registry already held. An older one is refused: it may revive a key. */
  readonly notOlderThan?: Date;
}

/**
 * Signs the registry for others to fetch.
 *
 * Places of refuge are left out: a list of them would be what someone searching for one needs.
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
 * @param verifier - The registry's own key, which the operator was given by other means.
 * @throws {@link CoreError} a `JWS_*`, `JSON_*` or `BASE64URL_*` code.
 * @throws {@link TrustError} `TRUST_REGISTRY_INVALID`, `TRUST_REGISTRY_OUTDATED`.
 */
export function verifyRegistry(
  jws: string,
  verifier: Verifier,
  { notOlderThan }: VerifyRegistryOptions = {},
): AgencyRegistry {
  const parts = readCompactJws(jws, { typ: REGISTRY_TYPE, maxLength: MAX_LENGTH });
  verifyJws(verifier, parts);
  const limits = { maxLength: MAX_LENGTH, maxValues: 1_048_576 };
  const value = parseJson(decodeBase64urlText(parts.payload), limits);
  if (!isJsonObject(value)) {
    throw new TrustError("TRUST_REGISTRY_INVALID", "the registry is not a JSON object");
  }
  const registry = createRegistry(parseRegistryFile(value));
  if (notOlderThan !== undefined && registry.issuedAt < notOlderThan) {
    throw new TrustError("TRUST_REGISTRY_OUTDATED", "the registry is older than the one held");
  }
  return registry;
}

const REGISTRY_TYPE = "spp-registry+jwt";
const MAX_LENGTH = 8_388_608;
