import { type AgencyContext, isDeserted } from "@safepassage/agency";
import { ProtocolError, toInstant } from "@safepassage/core";
import { nextOf } from "../signer/rolling-signer.ts";

/** Something that holds until a day, and what it is. */
export interface End {
  readonly kind: "certificate" | "authority" | "agreement" | "key";
  /** The id of an agreement, the file of certificates, the thumbprint of a key. */
  readonly name: string;
  /** Whole days until it ends; negative afterwards. */
  readonly daysLeft: number;
}

/** A certificate whose end is watched. */
export interface WatchedCertificate {
  readonly name: string;
  /** That it is of an authority whose clients are let in; left out for one of this gateway. */
  readonly kind?: "authority";
  /** When it ends. Read anew each time, since the file is replaced in good time. */
  readonly endsAt: () => Date;
}

/**
 * Finds what ends within a year: agreements without a later version, until two weeks after their end, this agency's
 * signing key by the registry with the next one that follows it, and certificates. At most 64 of each kind. Without a registry only certificates are known.
 */
export function readEnds(
  { self, signer, registryHeld, agreements, clock }: Context,
  certificates: readonly WatchedCertificate[],
): readonly End[] {
  const now = clock.now();
  const daysTo = (end: Date): number => Math.floor((end.getTime() - now.getTime()) / DAY_MS);
  const ends = certificates.map(({ name, kind, endsAt }): End => {
    return { kind: kind ?? "certificate", name, daysLeft: daysTo(endsAt()) };
  });
  try {
    const known = registryHeld();
    const { inForce } = agreements();
    /** Each with the latest day on which it has been in force. */
    const seen = new Map<string, Date>();
    for (let days = 0; days <= DAYS_AFTER; days++) {
      const day = new Date(now.getTime() - days * DAY_MS);
      for (const { id } of inForce(dayOf(day))) if (!seen.has(id)) seen.set(id, day);
    }
    for (const [name, day] of [...seen].slice(0, MOST)) {
      const versions = inForce(dayOf(day)).filter(({ id }) => id === name);
      // Nobody renews one whose parties have left.
      if (versions.every((one) => isDeserted(one, { registry: known, at: now }))) continue;
      const last = lastDay(day, inForce, name);
      ends.push({ kind: "agreement", name, daysLeft: daysTo(new Date(`${last}T23:59:59Z`)) });
    }
    const faultOf = (kid: string, days: number): string | undefined => {
      try {
        known.verifierFor(self, kid, new Date(now.getTime() + days * DAY_MS));
        return undefined;
      } catch (error) {
        if (error instanceof ProtocolError) return error.code;
        throw error;
      }
    };
    ends.push(...keyEnds(signer, faultOf));
  } catch (error) {
    // No registry yet: that is an alarm of its own.
    if (!(error instanceof ProtocolError)) throw error;
  }
  return ends.filter(({ daysLeft }) => daysLeft < FAR);
}

/** The end of the signing key, or of the next one if that follows it. What the registry does not have at all does not end. */
function keyEnds(
  signer: Context["signer"],
  faultOf: (kid: string, days: number) => string | undefined,
): readonly End[] {
  const { kid: name } = signer;
  const fault = faultOf(name, 0);
  // A key that was stolen and an agency that was struck off are reasons not to be ready.
  if (fault !== undefined && fault !== "TRUST_KEY_NOT_IN_FORCE") return [];
  const last = lastOf((days) => faultOf(name, days) === undefined);
  const next = nextOf(signer);
  const isFollowed = next !== undefined && faultOf(next, last + 1) === undefined;
  const daysLeft = isFollowed
    ? lastOf((days) => days <= last || faultOf(next, days) === undefined)
    : last;
  return [{ kind: "key", name, daysLeft }];
}

/** The last day on which a version of an agreement is in force, from one such day on: a later one may follow without a gap. */
function lastDay(
  from: Date,
  inForce: ReturnType<AgencyContext["agreements"]>["inForce"],
  id: string,
): string {
  let last = dayOf(from);
  for (let versions = 0; versions < MOST; versions++) {
    const next = dayOf(new Date(Date.parse(`${last}T00:00:00Z`) + (versions === 0 ? 0 : DAY_MS)));
    const ends = inForce(next).flatMap((one) => (one.id === id ? [one.until] : []));
    if (ends.length === 0) break;
    last = ends.sort().at(-1) ?? last;
  }
  return last;
}

/** The last of the days for which something holds, that holds up to some day and never after; -1 if it does not now. */
function lastOf(holds: (days: number) => boolean): number {
  if (!holds(0)) return -1;
  let [low, high] = [0, FAR];
  if (holds(high)) return high;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return low;
}

type Context = Pick<AgencyContext, "self" | "signer" | "registryHeld" | "agreements" | "clock">;

const dayOf = (date: Date): string => toInstant(date).slice(0, 10);
const DAY_MS = 86_400_000;
const FAR = 366;
const MOST = 64;
/** Days for which an agreement that has ended is told of: its parties may not want another one. */
const DAYS_AFTER = 14;
