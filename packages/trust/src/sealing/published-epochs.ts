import {
  parseObject,
  readCompactJws,
  type Signer,
  signCompactJws,
  toNumericDate,
  verifyJws,
} from "@safepassage/core";
import * as z from "zod";
import type { AgencyRegistry } from "../directory/registry.ts";
import { parsePublicJwk, publicJwk } from "../keys/jwk.ts";
import { errorOf, TrustError } from "../trust-error.ts";
import {
  Epoch,
  type KeyEpoch,
  MAX_PUBLISHED,
  type PublishedEpoch,
  readEpoch,
} from "./key-epochs.ts";

/** Who publishes encryption keys, and when. */
export interface IssueEpochsOptions {
  readonly entity: string;
  readonly signer: Signer;
  readonly now: Date;
}

/** What {@link verifyEpochs} checks against. */
export interface VerifyEpochsOptions {
  readonly registry: AgencyRegistry;
  /** The agency that must have published the keys. */
  readonly entity: string;
  readonly now: Date;
}

/** Signs the list of encryption keys that others may seal to. Private halves are left out. */
export function issueEpochs(
  epochs: readonly (KeyEpoch | PublishedEpoch)[],
  { entity, signer, now }: IssueEpochsOptions,
): string {
  const iat = toNumericDate(now);
  const keys = epochs.map(({ jwk, from, until }) => ({ jwk: publicJwk(jwk), from, until }));
  const claims = { iss: entity, iat, exp: iat + VALIDITY, keys };
  return signCompactJws(signer, { typ: EPOCHS_TYPE }, JSON.stringify(claims));
}

/**
 * Reads the encryption keys that an agency has published.
 *
 * @throws {@link TrustError} `TRUST_EPOCHS_INVALID`, `TRUST_EPOCHS_EXPIRED`, `TRUST_KEY_INVALID`,
 *   and what {@link AgencyRegistry.verifierFor} throws.
 * @throws {@link CoreError} a `JWS_*`, `JSON_*` or `BASE64URL_*` code.
 */
export function verifyEpochs(
  jwt: string,
  { registry, entity, now }: VerifyEpochsOptions,
): readonly PublishedEpoch[] {
  const parts = readCompactJws(jwt, { typ: EPOCHS_TYPE, maxLength: 16_384 });
  verifyJws(registry.verifierFor(entity, parts.kid ?? "", now), parts);
  const result = Claims.safeParse(parseObject(parts.payload, { maxLength: 16_384, maxDepth: 5 }));
  if (!result.success) throw invalid("the claims are not iss, iat, exp and keys");
  const { iss, iat, exp, keys } = result.data;
  if (iss !== entity) throw invalid("the keys are another agency's");
  requireTime(iat, exp, toNumericDate(now));

  const epochs = keys.map((epoch) => readEpoch(epoch, parsePublicJwk));
  if (new Set(epochs.map(({ jwk }) => jwk.kid)).size !== epochs.length) {
    throw invalid("a key is listed twice");
  }
  return epochs;
}

function requireTime(iat: number, exp: number, now: number): void {
  // With a list that lives long, an attacker who delivers it could hide that a key was changed.
  if (exp <= iat || exp - iat > VALIDITY) throw invalid("the list is not valid for one day");
  if (iat > now + SKEW) throw invalid("the list is of the future");
  if (exp <= now) throw new TrustError("TRUST_EPOCHS_EXPIRED", "the list has expired");
}

const NumericDate = z.int().min(0).max(253_402_300_799);

const Claims = z.strictObject({
  iss: z.string().max(256),
  iat: NumericDate,
  exp: NumericDate,
  keys: z.array(Epoch).min(1).max(MAX_PUBLISHED),
});

const invalid = errorOf("TRUST_EPOCHS_INVALID");
const EPOCHS_TYPE = "spp-epochs+jwt";
/** Seconds. */
const VALIDITY = 86_400;
/** Seconds that two machines' clocks may differ. */
const SKEW = 300;
