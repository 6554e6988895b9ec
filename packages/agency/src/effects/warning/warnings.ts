import { createHmac } from "node:crypto";
import { encodeBase64url, sha256Base64url, toInstant } from "@safepassage/core";
import { type DecodedMessage, isDangerAlert } from "@safepassage/schema";
import { canRead } from "../../setting/can-read.ts";
import type { FactContext } from "../../setting/context.ts";
import { readOfficerRef } from "../../setting/officer-ref.ts";
import type { Tx } from "../../store/ports.ts";
import type { MessageRow } from "../../store/rows.ts";
import type { AlarmKind } from "../shared/alarm-kinds.ts";
import { type Effect, noteEvent } from "../shared/effect.ts";
import { HANDOVER } from "./answers.ts";
import { isWarning, supervisorEvent } from "./quarantine.ts";

/**
 * Counts a warning of immediate danger that is sent or taken in. More than three by one officer, or more than
 * ten by one agency, within 30 days raise an alarm for the supervisory authority of who warns: a warning opens what no
 * consent does, so it must not become a habit. The numbers are ours; no law sets them.
 *
 * A habit is told once a day, and only the last warnings are read: who sends thousands neither drowns other alarms nor
 * slows the count.
 */
export function countWarning(
  context: Pick<FactContext, "facts" | "registry" | "clock" | "self" | "officerKey">,
  message: DecodedMessage,
  digest: string,
): readonly Effect[] {
  if (!isDangerAlert(message.clear)) return [];
  const { facts, clock, self, officerKey } = context;
  const at = toInstant(clock.now());
  const since = toInstant(new Date(clock.now().getTime() - WINDOW_MS));
  const sender = message.clear["env.sender.agencyId"];
  const counted: readonly (readonly [kind: string, key: string, most: number])[] = [
    ["warned", sha256Base64url(sender), MOST_OF_AGENCY],
    // Who of another agency warned, only that agency knows.
    ...(sender === self
      ? [["warnedBy", officerName(message, officerKey), MOST_OF_OFFICER] as const]
      : []),
  ];
  return counted.flatMap(([kind, key, most]): Effect[] => {
    const earlier = facts.events.last(kind, key, most + 1).filter((event) => event.at > since);
    const wasTold = earlier.length > most && earlier[0]?.at.slice(0, DAY) === at.slice(0, DAY);
    const many = { kind: MANY[kind] ?? kind, ref: digest };
    return [
      noteEvent(kind, at, `${key} ${at} ${digest}`),
      ...(earlier.length >= most && !wasTold
        ? [supervisorEvent(context, many, message.clear["env.sender.country"]), ANNOUNCE]
        : []),
    ];
  });
}

/**
 * Records that a time for an answer has passed. For a warning and a handover that is an alarm: somebody must act without the answer, and
 * nobody knows who looks after a person.
 */
export async function unansweredEffects(
  { inbox, outbox }: Tx,
  at: string,
  ref: string,
): Promise<readonly Effect[]> {
  const log = { event: "answerOverdue", ref } as const;
  const sent = await outbox.findByDigest(ref);
  const row = sent ?? (await inbox.findByDigest(ref));
  const passed = noteEvent("answerOverdue", at, ref, { log });
  const kind = row && unansweredAlarm(row);
  if (kind === undefined) return [passed];
  const event = { kind, at, ref, code: sent === undefined ? "owed" : "awaited" };
  return [passed, { does: "event", event, once: true }, ANNOUNCE];
}

function unansweredAlarm(row: MessageRow): AlarmKind | undefined {
  const other = row.messageType === HANDOVER ? "handoverUnanswered" : undefined;
  // What cannot be read may be a warning: an alarm too many costs less than a life.
  if (!canRead(() => row.content)) return other ?? "warningUnanswered";
  const isAlarming = row.content !== undefined && isWarning(row.content.message);
  return isAlarming ? "warningUnanswered" : other;
}

/** A name for an officer that only this agency can make: the reference in each message is another. */
function officerName({ private: hidden }: DecodedMessage, key: Uint8Array): string {
  const staffId = readOfficerRef(hidden["private.officerRef"], key);
  return encodeBase64url(createHmac("sha256", key).update(`warns ${staffId}`).digest());
}

const ANNOUNCE: Effect = { does: "announce" };
const MANY: Readonly<Record<string, string>> = {
  warned: "manyWarnings",
  warnedBy: "manyWarningsByOfficer",
};
/** Characters of a day in an instant. */
const DAY = "2026-11-24".length;
const DAY_MS = 86_400_000;
const WINDOW_MS = 30 * DAY_MS;
const MOST_OF_AGENCY = 10;
const MOST_OF_OFFICER = 3;
