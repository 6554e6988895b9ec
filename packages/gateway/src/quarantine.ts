import { toInstant } from "@safepassage/core";
import type { OpenedMessage } from "@safepassage/message";
import { type DecodedMessage, isThreatToLife } from "@safepassage/schema";
import type { AgencyRegistry } from "@safepassage/trust";
import type { GatewayContext } from "./context.ts";
import { GatewayError } from "./gateway-error.ts";
import type { InboxRow } from "./store.ts";

/** How long the sender of a quarantined message has to mend it, in milliseconds. */
export const MEND_WITHIN_MS = 86_400_000;

/**
 * How many messages of one sender wait in quarantine at once, held and not mended. Two named people read them, and each
 * is to be mended within a day: a sender that has more has a fault in its system, and not as many emergencies.
 */
const MOST_QUARANTINED = 64;

/** Why a message cannot wait in quarantine. Who refuses it for that raises an alarm. */
export function lackOfRoom(
  { store }: Pick<GatewayContext, "store">,
  { sender }: OpenedMessage,
): GatewayError | undefined {
  if (store.countUnmended(sender.entity) < MOST_QUARANTINED) return undefined;
  return new GatewayError("GATEWAY_QUARANTINE_FULL", "as many messages of the sender wait already");
}

/**
 * Records one alarm for the supervisory authority of each side, named by the registry where it
 * knows it. Runs in the transaction that stores the message; nobody is told by it.
 */
export function recordAlarms(
  context: GatewayContext,
  { digest, sender, recipient }: OpenedMessage,
): void {
  const registry = context.registry();
  const now = context.clock.now();
  for (const { country } of [sender, recipient]) {
    const authority = registry
      .entities()
      .find((entity) => isSupervisor(registry, entity, country, now));
    context.store.addEvent({
      kind: "quarantineAlarm",
      at: toInstant(now),
      ref: digest,
      country,
      ...(authority === undefined ? {} : { authority }),
    });
  }
}

/**
 * Hands alarms to the operator's log, the oldest first, as many as one part has: each at least once. One whose process
 * died before is handed over at the next maintenance. Returns whether there may be more.
 */
export function announceAlarms(context: Pick<GatewayContext, "store" | "log">): boolean {
  const marks = Object.entries(ALARM_MARKS);
  return marks.map(([kind, mark]) => announce(context, kind, mark)).includes(true);
}

function announce(
  { store, log }: Pick<GatewayContext, "store" | "log">,
  kind: string,
  mark: string,
): boolean {
  const announced = Number(store.mark(mark) ?? 0);
  const alarms = store.eventsAfter(kind, announced, PART);
  for (const { ref = "", code, country, authority } of alarms) {
    const peer = country === undefined ? partnerOf(store, ref) : undefined;
    const told = Object.entries({ country, authority, code, peer });
    log({
      event: kind,
      ref,
      ...Object.fromEntries(told.filter(([, value]) => value !== undefined)),
    });
  }
  const last = alarms.at(-1);
  if (last !== undefined) store.setMark(mark, String(last.position));
  return alarms.length === PART;
}

/** Whose message an alarm is about, or for whom it was: named by its digest, or that of a package that was refused. */
function partnerOf(store: GatewayContext["store"], ref: string): string | undefined {
  return (
    store.findOutboxByDigest(ref)?.recipient ??
    store.findInboxByDigest(ref)?.sender ??
    store.findRefusal(ref)?.sender
  );
}

/**
 * Messages in quarantine that an accepted message mends: of the same sender, and named by it as
 * what it answers, or of the same exchange and type. Another message of the exchange, as a
 * certificate, is no reason to end an alarm.
 */
export function findMended(
  { store }: Pick<GatewayContext, "store">,
  { message: { clear, private: hidden }, sender }: OpenedMessage,
): readonly Pick<InboxRow, "digest">[] {
  const { "private.inReplyTo": inReplyTo = "", "private.exchangeId": exchangeId } = hidden;
  const messageType = clear["env.messageType"];
  return store
    .mendable({ sender: sender.entity, inReplyTo, exchangeId, messageType })
    .map((digest) => ({ digest }));
}

/** Records that messages were mended. Runs in the transaction that stores what mends them. */
export function recordMended(
  { store, clock }: GatewayContext,
  mended: readonly Pick<InboxRow, "digest">[],
  by: string,
): void {
  for (const { digest } of mended) {
    store.mendInbox(digest, by);
    store.addEvent({ kind: "mended", at: toInstant(clock.now()), ref: digest });
  }
}

/**
 * Records an alarm without content: a message that claims a threat to life was authentic and could
 * not be taken, or not be delivered. Once for each message. Runs in the transaction of what befell it: after that it is
 * announced, so that no alarm is lost with a process that dies.
 *
 * @param ref - Digest of the sealed package at the recipient, of the message at its sender.
 * @see `docs/adr/0009-emergencies-that-cannot-be-opened.md`
 */
export function recordEmergency(
  { store, clock }: Pick<GatewayContext, "store" | "clock">,
  kind: "emergencyRefused" | "emergencyUndelivered",
  { ref, code }: { readonly ref: string; readonly code: string },
): void {
  if (!store.hasEvent(kind, ref)) store.addEvent({ kind, at: toInstant(clock.now()), ref, code });
}

/** Whether a message says that a life is at stake. A private part that lacks it says nothing. */
export function claimsThreatToLife({ private: hidden }: Pick<DecodedMessage, "private">): boolean {
  return isThreatToLife(hidden["private.urgency"]);
}

function isSupervisor(
  registry: AgencyRegistry,
  entity: string,
  country: string,
  at: Date,
): boolean {
  try {
    const agency = registry.agencyAt(entity, at);
    return agency.country === country && agency.type === "dataProtectionAuthority";
  } catch {
    // Not registered at this time: it supervises nobody.
    return false;
  }
}

/** By the kind of an alarm: the mark that has the place of the last one that was handed to the operator. */
export const ALARM_MARKS = {
  quarantineAlarm: "alarmsAnnounced",
  emergencyRefused: "emergenciesRefusedAnnounced",
  emergencyUndelivered: "emergenciesUndeliveredAnnounced",
} as const;

/** Alarms that are handed over at once. */
const PART = 64;
