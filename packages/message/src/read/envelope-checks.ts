import { canonicalJson } from "@safepassage/core";
import { type Agency, type Agreement, type DraftClear, ERASURE_TYPES } from "@safepassage/schema";
import { type AgencyRegistry, TrustError } from "@safepassage/trust/web";
import { errorOf, MessageError } from "../message-error.ts";
import type { InspectOptions } from "./inspect-options.ts";

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

/** The agreement of a message, and why it permits nothing but an erasure any more, if it does not. */
export interface Coverage {
  readonly agreement: Agreement;
  readonly ended?: MessageError;
}

/**
 * Finds the agreement named and checks that it is in force and covers the message (E06 to E08).
 *
 * What may be an erasure passes under an agreement that has ended. Whether it is one shows when it is opened.
 */
export function requireCoverage(
  clear: DraftClear,
  { findAgreement, findFormerAgreement, profiles }: CoverageOptions,
  now: Date,
): Coverage {
  const { id, version, sha256 } = clear["env.agreementRef"];
  const found = findAgreement(sha256);
  const agreement = found ?? findFormerAgreement?.(sha256);
  const isNamed =
    agreement?.sha256 === sha256 && agreement.id === id && agreement.version === version;
  if (!isNamed) {
    throw unknown("no agreement of that digest and name");
  }
  const parties = [clear["env.sender.agencyId"], clear["env.recipient.agencyId"]];
  if (
    !parties.every((party) => agreement.parties.includes(party)) ||
    !agreement.purposes.includes(clear["env.purpose"])
  ) {
    throw new MessageError("MESSAGE_AGREEMENT_DOES_NOT_COVER", "a party or the purpose is missing");
  }
  if (!profiles.includes(clear["env.profile"])) {
    throw unsupported("the profile is not admitted");
  }
  const ended = found === undefined ? unknown(NOT_SIGNED) : whyEnded(agreement, clear, now);
  if (ended === undefined) return { agreement };
  if (!ERASURE_TYPES.has(clear["env.messageType"])) throw ended;
  return { agreement, ended };
}

type CoverageOptions = Required<Pick<InspectOptions, "findAgreement" | "profiles">> &
  Pick<InspectOptions, "findFormerAgreement">;

/** Why an agreement does not permit a message now; `undefined` if it does. */
function whyEnded(
  { state, from, until, profiles, protocols }: Agreement,
  clear: DraftClear,
  now: Date,
): MessageError | undefined {
  const inForce = (day: string): boolean => from <= day && day <= until;
  const [issued, received] = [clear["env.createdAt"].slice(0, 10), now.toISOString().slice(0, 10)];
  if (state !== "inForce" || !inForce(issued) || !inForce(received)) {
    return unknown("the agreement is not in force");
  }
  if (!profiles.includes(clear["env.profile"])) {
    return unsupported("the profile is not admitted");
  }
  return protocols?.includes(clear["env.protocol"]) === false
    ? unsupported("the protocol version is not admitted")
    : undefined;
}

const unknown = errorOf("MESSAGE_AGREEMENT_UNKNOWN");
const unsupported = errorOf("MESSAGE_PROFILE_UNSUPPORTED");
const NOT_SIGNED = "a signature does not count any more";

/**
 * Both parties, as they were at issue. They must be the same now: with what it was before, the issuer could choose which rules
 * bind.
 */
export function requireParties(clear: DraftClear, registry: AgencyRegistry, now: Date) {
  const at = (time: Date) => ({
    sender: registry.agencyAt(clear["env.sender.agencyId"], time),
    recipient: registry.agencyAt(clear["env.recipient.agencyId"], time),
  });
  const { sender, recipient } = at(new Date(clear["env.createdAt"]));
  requireRegistryFacts(clear, sender, recipient);
  if (canonicalJson(at(now)) !== canonicalJson({ sender, recipient })) {
    throw new MessageError("MESSAGE_REGISTRY_DIFFERS", "a party is not what it was at issue");
  }
  requireHolderKey(clear, registry);
  return { sender, recipient };
}

/**
 * Checks that the holder's key is one of the recipient, in force when the message was signed (E10).
 *
 * The holder may pass the message on. With the key of another agency there, that agency could.
 */
function requireHolderKey(clear: DraftClear, registry: AgencyRegistry): void {
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
function requireRegistryFacts(clear: DraftClear, sender: Agency, recipient: Agency): void {
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
