import type { Agency, Agreement, DraftClear } from "@safepassage/schema";
import { type AgencyRegistry, TrustError } from "@safepassage/trust/web";
import { MessageError } from "../message-error.ts";
import type { InspectOptions } from "./inspect.ts";

/** Checks issue time and delivery deadline (E05). */
export function requireTimes(clear: DraftClear, now: Date): void {
  const iat = Date.parse(clear["env.createdAt"]);
  const exp = Date.parse(clear["env.deliverBy"]);
  const longest = clear["env.messageType"] === "alert" ? ALERT_DEADLINE_MS : DEADLINE_MS;
  const time = now.getTime();
  // Every comparison with NaN is false, so nothing would ever expire.
  if (Number.isNaN(time)) throw new RangeError("the clock tells no time");
  if (iat > time + CLOCK_SKEW_MS) {
    throw new MessageError("MESSAGE_NOT_YET_VALID", "iat is in the future");
  }
  if (exp - iat > longest || exp <= iat) {
    throw new MessageError("MESSAGE_DEADLINE_TOO_FAR", "exp is not within the bound after iat");
  }
  // From the deadline on (RFC 7519, Section 4.1.4).
  if (exp <= time) throw new MessageError("MESSAGE_EXPIRED", "exp has passed");
}

/** Finds the agreement named and checks that it is in force and covers the message (E06 to E08). */
export function requireCoverage(
  clear: DraftClear,
  { findAgreement, profiles }: Required<Pick<InspectOptions, "findAgreement" | "profiles">>,
  now: Date,
): Agreement {
  const { id, version, sha256 } = clear["env.agreementRef"];
  const agreement = findAgreement(sha256);
  const isNamed =
    agreement?.sha256 === sha256 && agreement.id === id && agreement.version === version;
  if (!isNamed) {
    throw new MessageError("MESSAGE_AGREEMENT_UNKNOWN", "no agreement of that digest and name");
  }
  const issued = clear["env.createdAt"].slice(0, 10);
  const received = now.toISOString().slice(0, 10);
  const inForce = (day: string): boolean => agreement.from <= day && day <= agreement.until;
  if (agreement.state !== "inForce" || !inForce(issued) || !inForce(received)) {
    throw new MessageError("MESSAGE_AGREEMENT_UNKNOWN", "the agreement is not in force");
  }
  const parties = [clear["env.sender.agencyId"], clear["env.recipient.agencyId"]];
  if (
    !parties.every((party) => agreement.parties.includes(party)) ||
    !agreement.purposes.includes(clear["env.purpose"])
  ) {
    throw new MessageError("MESSAGE_AGREEMENT_DOES_NOT_COVER", "a party or the purpose is missing");
  }
  const profile = clear["env.profile"];
  if (!profiles.includes(profile) || !agreement.profiles.includes(profile)) {
    throw new MessageError("MESSAGE_PROFILE_UNSUPPORTED", "the profile is not admitted");
  }
  if (agreement.protocols?.includes(clear["env.protocol"]) === false) {
    throw new MessageError("MESSAGE_PROFILE_UNSUPPORTED", "the protocol version is not admitted");
  }
  return agreement;
}

/**
 * Checks that the holder's key is one of the recipient, in force when the message was signed (E10).
 *
 * The holder may pass the message on. With the key of another agency there, that agency could.
 */
export function requireHolderKey(clear: DraftClear, registry: AgencyRegistry): void {
  const { entity, thumbprint } = clear["env.holder"];
  try {
    // No signature is judged here: a key that was compromised later was still the right one to
    // name.
    registry.verifierFor(entity, thumbprint, new Date(clear["env.createdAt"]), {
      timeProven: true,
    });
  } catch (cause) {
    if (!(cause instanceof TrustError)) throw cause;
    throw new MessageError("MESSAGE_REGISTRY_DIFFERS", "cnf names no key of the recipient", {
      cause,
    });
  }
}

/**
 * Checks that the envelope describes both parties as the registry does (E10).
 *
 * Type, country and regime decide which rules bind; a sender must not choose them.
 */
export function requireRegistryFacts(clear: DraftClear, sender: Agency, recipient: Agency): void {
  const same =
    clear["env.sender.agencyType"] === sender.type &&
    clear["env.sender.country"] === sender.country &&
    clear["env.sender.regime"] === sender.regime &&
    clear["env.recipient.agencyType"] === recipient.type &&
    clear["env.recipient.country"] === recipient.country &&
    clear["env.recipient.regime"] === recipient.regime &&
    clear["env.holder"].entity === recipient.entity;
  if (!same) throw new MessageError("MESSAGE_REGISTRY_DIFFERS", "the envelope is not the registry");
}

const DAY_MS = 86_400_000;
const DEADLINE_MS = 14 * DAY_MS;
const ALERT_DEADLINE_MS = 3 * DAY_MS;
const CLOCK_SKEW_MS = 120_000;
