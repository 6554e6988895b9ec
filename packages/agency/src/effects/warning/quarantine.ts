import { sha256Base64url, toInstant } from "@safepassage/core";
import {
  MessageError,
  type OpenedMessage,
  readAuthorisations,
  verifyConsentAssertion,
} from "@safepassage/message";
import {
  claimsDanger,
  type DecodedMessage,
  type Draft,
  EXCHANGE_TYPES,
  type Private,
} from "@safepassage/schema";
import { type AgencyRegistry, TrustError } from "@safepassage/trust";
import type { Judgement } from "@safepassage/validator";
import { AgencyError } from "../../setting/agency-error.ts";
import type { AgencyContext, FactContext } from "../../setting/context.ts";
import { workOutIn } from "../../store/facts.ts";
import type { Tx } from "../../store/ports.ts";
import type { InboxContent } from "../../store/rows.ts";
import { type Effect, noteEvent, tally } from "../shared/effect.ts";

/** How long the sender of a quarantined message has to mend it, in milliseconds. */
export const MEND_WITHIN_MS = 86_400_000;
const DAY_MS = 86_400_000;

/**
 * Most messages of one sender that wait in quarantine at once, held and not mended, and most that it puts there within a
 * day, mended or not. Two named people read them, and each must be mended within a day: a sender with more has a faulty
 * system, not as many emergencies.
 */
const MOST_QUARANTINED = 64;

/**
 * Takes room in quarantine for a message: returns what remembers it, or why there is none. A refusal for that reason
 * raises an alarm.
 */
export async function takeRoom(
  context: AgencyContext,
  tx: Tx,
  { sender: { entity } }: OpenedMessage,
): Promise<readonly Effect[] | AgencyError> {
  const { count, remember } = await workOutIn(context, tx, (facts) =>
    tally(facts, `quarantined ${entity}`, DAY_MS),
  );
  const waiting = await tx.quarantine.countUnmended(entity);
  if (count <= MOST_QUARANTINED && waiting < MOST_QUARANTINED) return [remember];
  return new AgencyError("GATEWAY_QUARANTINE_FULL", "as many of the sender came or wait as may");
}

/**
 * Records one alarm for the supervisory authority of each side, with its name if the registry has one. The gateway tells
 * no authority itself.
 */
export function quarantineAlarms(
  { registry, clock }: Pick<FactContext, "registry" | "clock">,
  { digest, sender, recipient }: OpenedMessage,
): readonly Effect[] {
  const alarm = { kind: "quarantineAlarm", ref: digest };
  return [sender, recipient].map(({ country }) =>
    supervisorEvent({ registry, clock }, alarm, country),
  );
}

/**
 * Records an alarm for a message that was taken in, claims that somebody is in danger now, and opens an exchange: nobody may be
 * looking at the inbox. What goes on with an exchange is for those who work on it.
 *
 * @param at - Now.
 */
export function arrivedEmergency(
  { message, digest: ref }: Pick<OpenedMessage, "message" | "digest">,
  at: string,
): readonly Effect[] {
  if (Object.hasOwn(EXCHANGE_TYPES, message.clear["env.messageType"]) || !isWarning(message)) {
    return [];
  }
  const event = { kind: "emergencyArrived", at, ref } as const;
  return [{ does: "event", event, once: true }, { does: "announce" }];
}

/** Records an alarm for the supervisory authority of a State, with its name if the registry has one. */
export function supervisorEvent(
  { registry, clock }: Pick<FactContext, "registry" | "clock">,
  alarm: { readonly kind: string; readonly ref: string },
  country: string,
): Effect {
  const known = registry();
  const now = clock.now();
  const authority = supervisorOf(known, country, now);
  const event = { ...alarm, at: toInstant(now), country, ...(authority && { authority }) };
  return { does: "event", event };
}

/**
 * Finds the quarantined messages that an accepted message of the same sender mends: those that it answers, and those of
 * the same exchange and type. Another message of the exchange, such as a certificate, is no reason to end an alarm.
 */
export function mendings(
  { facts, clock }: Pick<FactContext, "facts" | "clock">,
  { message: { clear, private: hidden }, sender: { entity: sender }, digest: by }: OpenedMessage,
): readonly Effect[] {
  const { "private.inReplyTo": inReplyTo = "", "private.exchangeId": exchangeId } = hidden;
  const messageType = clear["env.messageType"];
  const at = toInstant(clock.now());
  return facts.quarantine
    .mendable({ sender, inReplyTo, exchangeId, messageType })
    .flatMap((digest): Effect[] => [
      { does: "mend", digest, by },
      noteEvent("mended", at, digest),
      { does: "log", event: { event: "mended", ref: digest, peer: sender } },
    ]);
}

/**
 * Raises an alarm without content: an authentic message that claims a threat to life could not be taken in, or not be
 * delivered. It is recorded once for each message, in the transaction of the failure, and announced afterwards, so that
 * no alarm is lost when a process dies.
 *
 * @param ref - Digest of the sealed package at the recipient, of the message at its sender.
 * @see `docs/adr/0009-emergencies-that-cannot-be-opened.md`
 */
export const emergency = (
  kind: "emergencyRefused" | "manyEmergenciesRefused" | "emergencyUndelivered",
  { ref, code, at }: { readonly ref: string; readonly code: string; readonly at: string },
): readonly Effect[] => [
  { does: "event", event: { kind, at, ref, code }, once: true },
  { does: "announce" },
];

/**
 * Refuses to have a message in quarantine erased before one of its two roles has read it: a life may depend on what it says. One
 * that its sender has mended is not waited for.
 *
 * @throws {@link AgencyError} `GATEWAY_QUARANTINE_UNREAD`.
 */
export function requireRead({ facts }: Pick<FactContext, "facts">, digest: string): void {
  const row = facts.inbox.findByDigest(digest);
  if (row?.state !== "quarantined" || row.mendedBy !== undefined) return;
  // An officer may have several roles. Whoever reads with the library has one of the two, however it is called.
  const isRead =
    facts.events.about("quarantineRead", digest).length > 0 ||
    facts.events
      .about("contentRead", digest)
      .some(({ role = "" }) => role.split(" ").some((one) => OF_QUARANTINE.has(one)));
  if (!isRead) throw new AgencyError("GATEWAY_QUARANTINE_UNREAD", "neither role has read it");
}

const OF_QUARANTINE: ReadonlySet<string> = new Set(["dutyOfficer", "protectionOfficer"]);

/** Whether a message claims danger to a person. The private part may lack the member. */
export function isWarning({ clear, private: hidden }: Pick<Draft, "clear" | "private">): boolean {
  return claimsDanger(clear, hidden["private.urgency"]);
}

/** Finds the supervisory authority of a State, if the registry has one. */
export const supervisorOf = (
  registry: AgencyRegistry,
  country: string,
  at: Date,
): string | undefined =>
  registry.entities().find((entity) => isSupervisor(registry, entity, country, at));

function isSupervisor(
  registry: AgencyRegistry,
  entity: string,
  country: string,
  at: Date,
): boolean {
  try {
    const agency = registry.agencyAt(entity, at);
    return agency.country === country && agency.type === "dataProtectionAuthority";
  } catch (error) {
    if (!(error instanceof TrustError)) throw error;
    // Not registered at this time: it supervises nobody.
    return false;
  }
}

/**
 * Picks what is stored of a message: the message itself, and the part of its judgement that the agency's own systems
 * see. In quarantine a digest replaces each token of a consent or authorisation that does not verify: nobody vouches for
 * what such a token says, and it has room for whole sentences.
 *
 * @see `docs/spec/gateway-receiving.md#quarantine`
 */
export function storedContent(
  context: Pick<AgencyContext, "registry" | "clock">,
  opened: OpenedMessage,
  { verdict, findings, evaluated, notEvaluated }: Judgement,
): InboxContent {
  const { message } = opened;
  // No exchange where the message names none: then it claims a threat to life, and is faulty.
  const exchangeId: string | undefined = message.private["private.exchangeId"];
  const told = verdict === "quarantine" ? withoutBadTokens(context, opened) : opened;
  return {
    sdJwt: told.sdJwt,
    exchangeId: exchangeId ?? "",
    message: told.message,
    judgement: { findings, evaluated, notEvaluated },
  };
}

function withoutBadTokens(
  context: Pick<AgencyContext, "registry" | "clock">,
  opened: OpenedMessage,
): Pick<OpenedMessage, "message" | "sdJwt"> {
  const { message, sdJwt } = opened;
  const hidden = withDigests(context, message);
  if (JSON.stringify(hidden) === JSON.stringify(message.private)) return opened;
  const [jwt, ...disclosures] = sdJwt.split("~");
  const kept = disclosures.filter(
    (disclosure) => sha256Base64url(disclosure) !== message.clear["env.digest.private"],
  );
  return { sdJwt: [jwt, ...kept].join("~"), message: { ...message, private: hidden } };
}

/** Replaces bad tokens in the private part by their digests. Any of its lists may be missing. */
function withDigests(
  { registry, clock }: Pick<AgencyContext, "registry" | "clock">,
  message: DecodedMessage,
): Private {
  const [known, now] = [registry(), clock.now()];
  const { clear, private: hidden } = message;
  const isVerified = (assertion: string): boolean => {
    try {
      verifyConsentAssertion(assertion, clear["env.recipient.agencyId"], known, now);
      return true;
    } catch (error) {
      if (error instanceof MessageError) return false;
      throw error;
    }
  };
  const refused = new Set(
    readAuthorisations(message, known, now).refused.map(({ entry }) => entry),
  );
  const inPlaceOf =
    (list: string) =>
    <Entry extends { readonly token: string }>(entry: Entry, index: number): Entry =>
      refused.has(`${list}/${index}`) ? { ...entry, token: sha256Base64url(entry.token) } : entry;
  const given: Partial<Private> = hidden;
  const verified = given[ASSERTIONS]?.map((one) => (isVerified(one) ? one : sha256Base64url(one)));
  return {
    ...hidden,
    ...(verified && { [ASSERTIONS]: verified }),
    ...(given[GIVEN] && { [GIVEN]: given[GIVEN].map(inPlaceOf(GIVEN)) }),
    ...(given[PRIOR] && { [PRIOR]: given[PRIOR].map(inPlaceOf(PRIOR)) }),
  };
}

const ASSERTIONS = "private.consentAssertions";
const GIVEN = "private.authorisations";
const PRIOR = "private.priorAuthorisations";
