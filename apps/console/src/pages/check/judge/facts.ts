import type { JsonObject } from "@safepassage/core";
import { verifyAgreement } from "@safepassage/message/web";
import type { Agreement } from "@safepassage/schema";
import {
  type AgencyRegistry,
  parsePublicJwk,
  parseRegistry,
  TrustError,
  type VerifierSource,
  verifyRegistry,
} from "@safepassage/trust/web";
import { CheckError } from "./check-error.ts";
import type { FactThing, Thing } from "./thing.ts";

/** What messages are judged by, as it was given. Of two registries, keys or agreements the one given last counts. */
export interface FactTexts {
  readonly registry:
    | Extract<FactThing, { readonly kind: "registry" | "signedRegistry" }>
    | undefined;
  readonly registryKey: JsonObject | undefined;
  readonly agreement: string | undefined;
}

export function factTexts(things: readonly Thing[]): FactTexts {
  const registry = things.findLast(
    (one) => one.kind === "registry" || one.kind === "signedRegistry",
  );
  const key = things.findLast((one) => one.kind === "registryKey");
  const agreement = things.findLast((one) => one.kind === "agreement");
  return { registry, registryKey: key?.json, agreement: agreement?.text };
}

/** A registry that signatures are checked with. */
export interface UsedRegistry {
  readonly registry: AgencyRegistry;
  /** Whether its own signature was checked with the key that was given. A plain file has none. */
  readonly isSigned: boolean;
}

/**
 * Reads the registry: a plain file that its user vouches for, or a signed one with the key of its authority. A key beside a plain
 * file is refused, since somebody could wrongly believe that a signature was checked.
 *
 * @returns `undefined` without a registry, and for a signed one without its key.
 * @throws CheckError `CHECK_KEY_WITHOUT_SIGNATURE`; TrustError; CoreError.
 */
export function readRegistry(
  { registry, registryKey }: FactTexts,
  createVerifier: VerifierSource["createVerifier"],
): UsedRegistry | undefined {
  if (registry === undefined) return undefined;
  if (registry.kind === "registry") {
    if (registryKey !== undefined) throw new CheckError("CHECK_KEY_WITHOUT_SIGNATURE");
    return { registry: parseRegistry(registry.json, { createVerifier }), isSigned: false };
  }
  if (registryKey === undefined) return undefined;
  const key = parsePublicJwk(registryKey);
  if (key.use !== "sig") throw new TrustError("TRUST_KEY_UNSUITABLE", "the key is one for sealing");
  const verified = verifyRegistry(registry.jws, createVerifier(key), { createVerifier });
  return { registry: verified, isSigned: true };
}

/**
 * Reads the agreement, and checks that every party has signed it.
 *
 * @param at - When the keys of the parties must be in force.
 * @returns `undefined` without an agreement, and without a registry to check it with.
 * @throws MessageError `AGREEMENT_INVALID`.
 */
export function readAgreement(
  { agreement }: FactTexts,
  used: UsedRegistry | undefined,
  at: Date,
): Agreement | undefined {
  if (agreement === undefined || used === undefined) return undefined;
  return verifyAgreement(agreement, used.registry, at);
}
