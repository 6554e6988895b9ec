import {
  parseObject,
  readCompactJws,
  type Signer,
  signCompactJws,
  toInstant,
  toNumericDate,
  verifyJws,
} from "@safepassage/core";
import * as z from "zod";
import { covers, newestAt } from "../directory/in-force.ts";
import type { AgencyRegistry } from "../directory/registry.ts";
import { Instant } from "../directory/registry-parts.ts";
import { type PrivateJwk, type PublicJwk, parsePublicJwk, publicJwk } from "../keys/jwk.ts";
import { generateEncryptionKey, parsePrivateJwk } from "../keys/keys-node.ts";
import { errorOf, TrustError } from "../trust-error.ts";

/** An encryption key and the time during which others may seal to it. Private: as it is stored. */
export interface KeyEpoch {
  readonly jwk: PrivateJwk;
  /** Instant. */
  readonly from: string;
  /** Instant, not included; at most 7 days after `from`. */
  readonly until: string;
}

/** The public half of a {@link KeyEpoch}. */
export interface PublishedEpoch {
  readonly jwk: PublicJwk;
  readonly from: string;
  readonly until: string;
}

/** What {@link rotateEpochs} decides. */
export interface EpochRotation {
  /** All epochs to store from now on, oldest first. Forget all others. */
  readonly epochs: readonly KeyEpoch[];
  /** The one that others should seal to now. */
  readonly current: KeyEpoch;
  /**
   * What to publish, at most 3: the previous one while it is in force, the current one, the next.
   */
  readonly publish: readonly PublishedEpoch[];
  /** Thumbprints of the keys that are no longer among `epochs`. */
  readonly destroyed: readonly string[];
}

/** Makes a new epoch of 7 days. `from` is cut to the whole second. */
export function newEpoch({ crv, from }: { crv: "X25519" | "P-256"; from: Date }): KeyEpoch {
  const jwk = generateEncryptionKey(crv);
  return { jwk, from: toInstant(from), until: toInstant(new Date(from.getTime() + LIFETIME)) };
}

/**
 * Brings the epochs up to date: makes missing ones, and drops those that are over.
 *
 * Call it at start and at least once a day. An epoch starts every 4 days and lasts 7, and the next
 * one is made when the last one starts, so that a sender with yesterday's list still has a key. A
 * private key is dropped when no message sealed to it can still arrive in time: 14 days after its
 * epoch. Until then a thief of the key can open messages sealed to it; afterwards nobody can.
 */
export function rotateEpochs(
  epochs: readonly KeyEpoch[],
  now: Date,
  { crv = "X25519" }: { readonly crv?: "X25519" | "P-256" } = {},
): EpochRotation {
  const time = now.getTime();
  const kept = epochs.filter(({ until }) => Date.parse(until) + DELIVERY_WINDOW > time);
  const destroyed = epochs.filter((epoch) => !kept.includes(epoch)).map(({ jwk }) => jwk.kid);

  if (!kept.some((epoch) => covers(epoch, now))) {
    kept.push(newEpoch({ crv, from: new Date(time - SKEW) }));
  }
  kept.sort((a, b) => Date.parse(a.from) - Date.parse(b.from));
  // Once the last one has started, the next one is due: senders must know it in advance.
  for (let last = kept.at(-1); last && Date.parse(last.from) <= time; last = kept.at(-1)) {
    kept.push(newEpoch({ crv, from: new Date(Date.parse(last.from) + PERIOD) }));
  }
  const current = chooseEpoch(kept, now);
  const open = kept.filter(({ until }) => Date.parse(until) > time);
  // With the previous one: by a sender's slow clock the current one may not have started yet.
  const first = Math.max(0, open.indexOf(current) - 1);
  const publish = open
    .slice(first, first + MAX_PUBLISHED)
    .map(({ jwk, from, until }) => ({ jwk: publicJwk(jwk), from, until }));
  return { epochs: kept, current, publish, destroyed };
}

/**
 * Returns the epoch to seal to: the one in force that started last.
 *
 * @throws {@link TrustError} `TRUST_EPOCH_NONE`.
 */
export function chooseEpoch<E extends KeyEpoch | PublishedEpoch>(
  epochs: readonly E[],
  now: Date,
): E {
  const newest = newestAt(epochs, now);
  if (newest === undefined) throw new TrustError("TRUST_EPOCH_NONE", "no epoch is in force");
  return newest;
}

/**
 * Reads stored epochs, however many: old ones are kept while nobody may destroy them. Bound the text that you read.
 *
 * @throws {@link TrustError} `TRUST_EPOCHS_INVALID`, `TRUST_KEY_INVALID`.
 */
export function parseKeyEpochs(input: unknown): readonly KeyEpoch[] {
  const result = Stored.safeParse(input);
  if (!result.success) throw invalid("not a list of epochs");
  return readEpochs(result.data, parsePrivateJwk);
}

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

  return readEpochs(keys, parsePublicJwk);
}

function requireTime(iat: number, exp: number, now: number): void {
  // With a list that lives long, an attacker who delivers it could hide that a key was changed.
  if (exp <= iat || exp - iat > VALIDITY) throw invalid("the list is not valid for one day");
  if (iat > now + SKEW_S) throw invalid("the list is of the future");
  if (exp <= now) throw new TrustError("TRUST_EPOCHS_EXPIRED", "the list has expired");
}

/** Reads the keys of all epochs of a list, no key twice. */
function readEpochs<Key extends PublicJwk | PrivateJwk>(
  list: readonly z.infer<typeof Epoch>[],
  parseKey: (input: unknown) => Key,
) {
  const epochs = list.map((epoch) => readEpoch(epoch, parseKey));
  if (new Set(epochs.map(({ jwk }) => jwk.kid)).size < epochs.length) {
    throw invalid("a key is listed twice");
  }
  return epochs;
}

/** Reads the key of one epoch, and checks its use and length. */
function readEpoch<Key extends PublicJwk | PrivateJwk>(
  { jwk, from, until }: z.infer<typeof Epoch>,
  parseKey: (input: unknown) => Key,
): { readonly jwk: Key; readonly from: string; readonly until: string } {
  const key = parseKey(jwk);
  const length = Date.parse(until) - Date.parse(from);
  if (key.use !== "enc" || !(length > 0 && length <= LIFETIME)) {
    throw invalid("an epoch is not an encryption key for 7 days");
  }
  return { jwk: key, from, until };
}

/** One epoch before its key is read. */
const Epoch = z.strictObject({ jwk: z.unknown(), from: Instant, until: Instant });
const Stored = z.array(Epoch);
const invalid = errorOf("TRUST_EPOCHS_INVALID");

const DAY = 86_400_000;
const LIFETIME = 7 * DAY;
const PERIOD = 4 * DAY;
/** How slow a sender's clock may be. An epoch that is needed at once starts this long ago. */
const SKEW = 300_000;
/** The longest delivery deadline a message can have. */
const DELIVERY_WINDOW = 14 * DAY;
/** Epochs in one list. */
const MAX_PUBLISHED = 3;

const NumericDate = z.int().min(0).max(253_402_300_799);

const Claims = z.strictObject({
  iss: z.string().max(256),
  iat: NumericDate,
  exp: NumericDate,
  keys: z.array(Epoch).min(1).max(MAX_PUBLISHED),
});

const EPOCHS_TYPE = "spp-epochs+jwt";
/** Seconds. */
const VALIDITY = 86_400;
/** Seconds that two machines' clocks may differ. */
const SKEW_S = 300;
