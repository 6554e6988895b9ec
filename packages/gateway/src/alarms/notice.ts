import { type EventName, type LogEvent, logEventRow, mayWait, partsOf } from "@safepassage/agency";
import { sha256Base64url, visible } from "@safepassage/core";
import { pageOf } from "./page-of.ts";
import type { Waiting } from "./share.ts";

/** An alarm as it is told. Codes, digests, States and entity ids; nothing of what a message says. */
export interface ToldAlarm extends Omit<LogEvent, "own" | "count"> {
  /** Stays the same when an alarm is told again, and over another way. */
  readonly id: string;
  /** When it was recorded. Instant. */
  readonly at: string;
  readonly says: string;
  /** What to do now. */
  readonly act?: string;
  /** It may wait until morning. */
  readonly mayWait?: true;
  /** Where officers see in the console what it is about, if there is a console. */
  readonly page?: string;
}

/** Whose gateway tells alarms. */
export interface Teller {
  readonly entity: string;
  /** The address of the console that officers type, if there is one. */
  readonly consoleUrl?: string | undefined;
}

/** What is told at once. */
export interface Notice {
  /** Made from the ids of its alarms. */
  readonly id: string;
  /** Entity id of the agency whose gateway tells it. */
  readonly entity: string;
  readonly at: string;
  /** The most urgent: at most 16 of one partner, and 64 in all. */
  readonly alarms: readonly ToldAlarm[];
  /** How many more there are, by event. */
  readonly more: Readonly<Partial<Record<EventName, number>>>;
  /** How many of these are of each partner, by its entity id. Left out if none is. */
  readonly moreOf?: Readonly<Partial<Record<string, number>>>;
}

/** A way to tell a person. */
export interface Channel {
  readonly name: "mail" | `mail ${number}` | "webhook";
  /** Where `agency.json` names it. */
  readonly place: string;
  /** Most milliseconds for one attempt. Default 30,000. */
  readonly patienceMs?: number;
  /** Tells, or throws. It ends when `signal` aborts. */
  send(notice: Notice, signal: AbortSignal): Promise<void>;
}

/** Makes an alarm out of an event. @param seed - What tells it from all other alarms of this agency. */
export function toAlarm(
  { entity, consoleUrl }: Teller,
  at: string,
  seed: string,
  event: LogEvent,
): ToldAlarm {
  const { own: _, count: __, ...members } = event;
  const page = pageOf(consoleUrl, event);
  return {
    ...{ id: sha256Base64url(`${entity} ${seed}`), at, ...members, ...partsOf(event) },
    ...(mayWait(event) && { mayWait: true as const }),
    ...(page !== undefined && { page }),
  };
}

/** Makes a notice. What does not fit is counted, by event and by partner. */
export function toNotice(
  entity: string,
  at: string,
  alarms: readonly ToldAlarm[],
  rest: readonly Waiting[],
): Notice {
  const more = countBy(rest.map(({ name }) => name));
  const moreOf = countBy(rest.flatMap(({ partner }) => partner ?? []));
  const seed = [...alarms.map((alarm) => alarm.id), JSON.stringify(more), JSON.stringify(moreOf)];
  const hasMore = Object.keys(moreOf).length > 0;
  return {
    id: sha256Base64url(seed.join(" ")),
    entity,
    at,
    alarms,
    more,
    ...(hasMore && { moreOf }),
  };
}

function countBy<Name extends string>(names: readonly Name[]): Partial<Record<Name, number>> {
  const counts: Partial<Record<Name, number>> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

/** Says a notice for a person, as a subject and lines. */
export function sayNotice({ entity, alarms, more, moreOf = {} }: Notice): {
  subject: string;
  lines: string[];
  /** Whether nobody has to be woken for it. */
  mayWait: boolean;
} {
  const count = alarms.length + Object.values(more).reduce((sum, one) => sum + one, 0);
  const [first] = alarms;
  const isDanger = alarms.some(({ says }) => says.startsWith(DANGER));
  const what = isDanger ? "a life may be in danger" : "the gateway needs you";
  const isAllOfDay =
    alarms.every((alarm) => alarm.mayWait === true) &&
    Object.keys(more).every((event) => logEventRow(event as EventName).mayWait === true);
  const others = Object.entries(more).map(([event, number]) => `- ${number} times ${event}`);
  const partners = Object.entries(moreOf).map(([peer, number]) => `- ${number} more of ${peer}`);
  return {
    subject: visible(
      `${isAllOfDay ? "TODAY" : "ALARM"} ${hostOf(entity)}: ${what}${count > 1 ? ` (${count} alarms)` : ""}`,
    ),
    mayWait: isAllOfDay,
    lines: [
      ...alarms.flatMap(({ id, at, event, says, act = "", page }) => [
        ...[says, ...(act === "" ? [] : [`What to do: ${act}`])],
        ...(page === undefined ? [] : [`Open it: ${page}`]),
        ...[`(${event}, ${at}, alarm ${id})`, ""],
      ]),
      ...(others.length === 0 ? [] : ["There are more alarms:", ...others, ""]),
      ...(partners.length === 0 ? [] : ["Call these agencies about them:", ...partners, ""]),
      `This mail comes from the gateway of ${entity}. It names no person and holds nothing of a message.`,
      ...(first === undefined ? [] : ["Look at the gateway's log for all of them."]),
    ].map(visible),
  };
}

const hostOf = (entity: string): string => URL.parse(entity)?.host ?? entity;
/** With these words the table of events begins each alarm about a life. */
const DANGER = "A life may be in danger";
