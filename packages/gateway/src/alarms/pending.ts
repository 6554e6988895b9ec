import {
  type AgencyStore,
  ALARM_KINDS,
  type AlarmKind,
  alarmOf,
  type LogEvent,
  mayWait,
  type PlacedEvent,
  type Tx,
} from "@safepassage/agency";
import { toInstant } from "@safepassage/core";
import type { Condition } from "./conditions.ts";
import { type Notice, type Teller, type ToldAlarm, toAlarm, toNotice } from "./notice.ts";
import { shareRoom, type Waiting } from "./share.ts";

/** What one way has told: the place of the last recorded alarm of each kind, and when it told of each condition. */
export interface Told {
  readonly places: Readonly<Record<AlarmKind, number>>;
  readonly conditions: Readonly<Record<string, number>>;
}

/** What a way has not told yet, the most urgent first. */
export interface Pending {
  readonly waiting: readonly Untold[];
  /** Whether more waits than one notice counts. Whom the rest is about is not known yet. */
  readonly hasMore: boolean;
  /**
   * Who has a pace of its own: each partner that it is about; `undefined` for this agency itself; its officers, for what they alone
   * cause.
   */
  readonly partners: ReadonlySet<string | undefined>;
}

/** What a way has told, and its text as the store has it. */
export interface ReadTold {
  readonly told: Told;
  /** `undefined` if it lacks a kind of alarm: a later reading would begin at another place. */
  readonly kept: string | undefined;
}

/** Reads what a way has told, as the store has kept it. A new way begins with the alarms of the last day. */
export async function readTold(
  store: AgencyStore,
  channel: string,
  now: number,
): Promise<ReadTold> {
  return store.transaction(async ({ marks, events }) => {
    const stored = await marks.get(markOf(channel));
    const { places = {}, conditions = {} } = (
      stored === undefined ? {} : JSON.parse(stored)
    ) as Partial<Told>;
    const since = toInstant(new Date(now - DAY_MS));
    const all: Partial<Record<AlarmKind, number>> = { ...places };
    const isWhole = ALARM_KINDS.every((kind) => all[kind] !== undefined);
    for (const kind of ALARM_KINDS) all[kind] ??= await placeBefore({ events }, kind, since);
    const told = { places: all as Told["places"], conditions };
    return { told, kept: isWhole ? stored : undefined };
  });
}

/** Keeps what a way has told. @returns Its text. */
export async function keepTold(store: AgencyStore, channel: string, told: Told): Promise<string> {
  const text = JSON.stringify(told);
  await store.transaction(({ marks }) => marks.set(markOf(channel), text));
  return text;
}

/** Whether the store still has what was kept last: another state of the database has other alarms at the same places. */
export const isStillKept = (store: AgencyStore, channel: string, kept: string): Promise<boolean> =>
  store.transaction(async ({ marks }) => (await marks.get(markOf(channel))) === kept);

/** Finds all that a way has not told. */
export async function findPending(
  store: AgencyStore,
  { now, told, conditions }: { readonly now: number; readonly told: Told } & Lasting,
): Promise<Pending> {
  const { found, hasMore } = await store.transaction((tx) => readRecorded(tx, told));
  return toPending([...found, ...untold(conditions, told.conditions, now)], hasMore);
}

/** Finds what lasts and was not told, where the store cannot be read. */
export const findUntold = ({
  now,
  told,
  conditions,
}: { readonly now: number; readonly told: Told["conditions"] } & Lasting): Pending =>
  toPending(untold(conditions, told, now));

/** Makes a notice of all that is pending. @param store - Not asked where nothing recorded is pending. */
export async function composeNotice(
  store: AgencyStore,
  { waiting }: Pending,
  {
    teller,
    now,
    onError,
  }: {
    readonly teller: Teller;
    readonly now: number;
    readonly onError: (error: unknown) => void;
  },
): Promise<Notice> {
  const { shown, rest } = shareRoom(waiting);
  const tell = async (tx: Tx, event: Recorded): Promise<ToldAlarm> => {
    const { kind, position, at, ref = "" } = event;
    const seed = `${kind} ${position} ${at} ${ref}`;
    return toAlarm(teller, at, seed, await alarmOf(tx, kind, event, onError));
  };
  const recorded = shown.flatMap((one) => ("recorded" in one ? [one.recorded] : []));
  const lasting = shown.flatMap((one) => ("condition" in one ? [one.condition] : []));
  const alarms: ToldAlarm[] = [];
  if (recorded.length > 0) {
    await store.transaction(async (tx) => {
      for (const one of recorded) alarms.push(await tell(tx, one));
    });
  }
  alarms.push(...lasting.map((condition) => alarmAbout(teller, condition, now)));
  return toNotice(teller.entity, toInstant(new Date(now)), alarms, rest);
}

/** What a way has told once it has told all that was pending: in full, or in the number of a partner. */
export function afterTelling(told: Told, { waiting }: Pending, now: number): Told {
  const places = { ...told.places };
  for (const one of waiting) {
    if (!("recorded" in one)) continue;
    const { kind, position } = one.recorded;
    places[kind] = Math.max(places[kind], position);
  }
  return { places, conditions: afterTellingLasting(told.conditions, { waiting }, now) };
}

/** The same for what lasts alone. */
export const afterTellingLasting = (
  told: Told["conditions"],
  { waiting }: Pick<Pending, "waiting">,
  now: number,
): Told["conditions"] => ({
  ...told,
  ...Object.fromEntries(
    waiting.flatMap((one) => ("condition" in one ? [[one.condition.key, now]] : [])),
  ),
});

interface Lasting {
  readonly conditions: readonly Condition[];
}

/** An alarm that was not told yet. */
type Untold = Waiting & ({ readonly recorded: Recorded } | { readonly condition: Condition });

const toPending = (waiting: readonly Untold[], hasMore = false): Pending => ({
  ...{ waiting, hasMore },
  // An officer who raises one alarm after another about messages of a partner must not hold back what that partner warns of.
  partners: new Set(
    waiting.map(({ name, partner }) => (BY_OFFICERS.has(name) ? OFFICERS : partner)),
  ),
});

/** Alarms that an officer can cause as often as that one likes. */
const BY_OFFICERS: ReadonlySet<string> = new Set<AlarmKind>([
  "draftWaits",
  "glassBroken",
  "reviewedAgain",
]);
/** No agency is called so. */
const OFFICERS = "officers";

const untold = (
  conditions: readonly Condition[],
  told: Told["conditions"],
  now: number,
): readonly Untold[] =>
  conditions
    .filter(({ key, since }) => {
      const last = told[key];
      // A condition that was over and is back is another one.
      if (last === undefined || last < since) return true;
      // By a clock that is set back since, nobody knows how long ago it was told.
      return last > now || now - last >= REMIND_MS;
    })
    .map((condition) => ({
      ...{ name: condition.event.event, partner: condition.event.peer, condition },
    }));

/** What lasts is another alarm on each day: who drops what is known must not drop a reminder. */
const alarmAbout = (teller: Teller, { key, event, since }: Condition, now: number): ToldAlarm => {
  const day = Math.max(0, Math.floor((now - since) / REMIND_MS));
  return toAlarm(teller, toInstant(new Date(since)), `${key} ${since} ${day}`, event);
};

type Recorded = PlacedEvent & { readonly kind: AlarmKind };

/**
 * Recorded alarms after the places, the most urgent kinds first, and what may wait until morning last, also of one kind. Of a flood, the
 * rest comes with the next notice.
 */
async function readRecorded(
  { events }: Pick<Tx, "events">,
  { places }: Told,
): Promise<{ readonly found: readonly Untold[]; readonly hasMore: boolean }> {
  const found: (Waiting & { readonly recorded: Recorded })[] = [];
  let hasMore = false;
  for (const kind of BY_URGENCY) {
    let after = places[kind];
    for (let read = 0; ; read += MANY) {
      if (read === MOST_READ) {
        hasMore = true;
        break;
      }
      const rows = await events.after(kind, after, MANY);
      const partners = await events.partners(rows.flatMap(({ ref }) => ref ?? []));
      for (const row of rows) {
        const partner = partners.get(row.ref ?? "");
        found.push({ name: kind, partner, recorded: { ...row, kind } });
      }
      after = rows.at(-1)?.position ?? after;
      if (rows.length < MANY) break;
    }
  }
  const inOrder = [false, true].flatMap((isOfDay) =>
    found.filter((one) => isOfDay === mayWaitAs(one)),
  );
  return { found: inOrder, hasMore };
}

const mayWaitAs = ({ recorded: { kind: event, code } }: { readonly recorded: Recorded }): boolean =>
  mayWait({ event, ...(code !== undefined && { code }) } as LogEvent);

async function placeBefore(
  { events }: Pick<Tx, "events">,
  kind: AlarmKind,
  since: string,
): Promise<number> {
  let before = Number.MAX_SAFE_INTEGER;
  for (;;) {
    const rows = await events.before(kind, before, PART);
    const older = rows.find(({ at }) => at < since);
    if (older !== undefined) return older.position;
    const last = rows.at(-1);
    if (last === undefined || rows.length < PART) return 0;
    before = last.position;
  }
}

const markOf = (channel: string): string => `alarmsTold ${channel}`;

/** What the recipient of a warning must know comes first. */
const FIRST: readonly AlarmKind[] = [
  ...([
    "emergencyArrived",
    "emergencyRefused",
    "manyEmergenciesRefused",
    "emergencyUndelivered",
  ] as const),
  ...(["quarantineAlarm", "warningUnanswered"] as const),
];
const BY_URGENCY: readonly AlarmKind[] = [
  ...FIRST,
  ...ALARM_KINDS.filter((kind) => !FIRST.includes(kind)),
];
const DAY_MS = 86_400_000;
/** What lasts is told once a day. */
const REMIND_MS = DAY_MS;
/** Most recorded alarms of a kind that one notice counts. */
const MOST_READ = 16_384;
const MANY = 1024;
const PART = 64;
