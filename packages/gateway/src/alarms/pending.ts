import {
  type AgencyStore,
  ALARM_KINDS,
  type AlarmKind,
  alarmOf,
  type EventName,
  type PlacedEvent,
  type Tx,
} from "@safepassage/agency";
import { toInstant } from "@safepassage/core";
import type { Condition } from "./conditions.ts";
import { type Notice, type ToldAlarm, toAlarm, toNotice } from "./notice.ts";

/** What one way has told: the place of the last recorded alarm of each kind, and when it told of each condition. */
export interface Told {
  readonly places: Readonly<Record<AlarmKind, number>>;
  readonly conditions: Readonly<Record<string, number>>;
}

/** A notice of all that a way has not told, and what it has told once that is sent. */
export interface Pending {
  readonly notice: Notice;
  readonly count: number;
  readonly next: Told;
}

/** Reads what a way has told, as the store has kept it. A new way begins with the alarms of the last day. */
export async function readTold(store: AgencyStore, channel: string, now: number): Promise<Told> {
  return store.transaction(async ({ marks, events }) => {
    const stored = await marks.get(markOf(channel));
    const { places = {}, conditions = {} } = (
      stored === undefined ? {} : JSON.parse(stored)
    ) as Partial<Told>;
    const since = toInstant(new Date(now - DAY_MS));
    const all: Partial<Record<AlarmKind, number>> = { ...places };
    for (const kind of ALARM_KINDS) all[kind] ??= await placeBefore({ events }, kind, since);
    return { places: all as Told["places"], conditions };
  });
}

/** Keeps what a way has told. */
export const keepTold = (store: AgencyStore, channel: string, told: Told): Promise<void> =>
  store.transaction(({ marks }) => marks.set(markOf(channel), JSON.stringify(told)));

/** Finds all that a way has not told; `undefined` if that is nothing. */
export async function findPending(
  store: AgencyStore,
  {
    entity,
    now,
    told,
    conditions,
    onError,
  }: {
    readonly entity: string;
    readonly now: number;
    readonly told: Told;
    readonly conditions: readonly Condition[];
    readonly onError: (error: unknown) => void;
  },
): Promise<Pending | undefined> {
  const lasting = untold(conditions, told.conditions, now);
  return store.transaction(async (tx) => {
    const recorded = await readRecorded(tx, told);
    const count = recorded.length + lasting.length;
    if (count === 0) return undefined;
    const alarms: ToldAlarm[] = [];
    for (const event of recorded.slice(0, MOST_ALARMS)) {
      const { kind, position, at, ref = "" } = event;
      const seed = `${kind} ${position} ${at} ${ref}`;
      alarms.push(toAlarm(entity, at, seed, await alarmOf(tx, kind, event, onError)));
    }
    const rest = lasting.slice(0, MOST_ALARMS - alarms.length);
    alarms.push(...rest.map((condition) => alarmAbout(entity, condition)));
    const more: Partial<Record<EventName, number>> = {};
    const left = [
      ...recorded.slice(MOST_ALARMS).map(({ kind }) => kind),
      ...lasting.slice(alarms.length - Math.min(recorded.length, MOST_ALARMS)).map(nameOf),
    ];
    for (const name of left) more[name] = (more[name] ?? 0) + 1;
    const places = { ...told.places };
    for (const { kind, position } of recorded) places[kind] = Math.max(places[kind], position);
    const toldNow = Object.fromEntries(lasting.map(({ key }) => [key, now]));
    const next: Told = { places, conditions: { ...told.conditions, ...toldNow } };
    const notice = toNotice(entity, toInstant(new Date(now)), alarms, more);
    return { notice, count, next };
  });
}

/** Makes a notice of what lasts alone, where the store cannot be read. */
export function findUntold({
  entity,
  now,
  told,
  conditions,
}: {
  readonly entity: string;
  readonly now: number;
  readonly told: Told["conditions"];
  readonly conditions: readonly Condition[];
}):
  | { readonly notice: Notice; readonly count: number; readonly next: Told["conditions"] }
  | undefined {
  const lasting = untold(conditions, told, now).slice(0, MOST_ALARMS);
  if (lasting.length === 0) return undefined;
  const alarms = lasting.map((condition) => alarmAbout(entity, condition));
  const notice = toNotice(entity, toInstant(new Date(now)), alarms, {});
  const next = { ...told, ...Object.fromEntries(lasting.map(({ key }) => [key, now])) };
  return { notice, count: lasting.length, next };
}

const untold = (
  conditions: readonly Condition[],
  told: Told["conditions"],
  now: number,
): readonly Condition[] =>
  conditions.filter(({ key, since }) => {
    const last = told[key];
    // A condition that was over and is back is another one.
    return last === undefined || last < since || now - last >= REMIND_MS;
  });

const alarmAbout = (entity: string, { key, event, since }: Condition): ToldAlarm =>
  toAlarm(entity, toInstant(new Date(since)), `${key} ${since}`, event);

/** Counts what a way has not told. */
export async function countUntold(
  store: AgencyStore,
  {
    now,
    told,
    conditions,
  }: {
    readonly now: number;
    readonly told: Told;
    readonly conditions: readonly Condition[];
  },
): Promise<number> {
  const recorded = await store.transaction(async (tx) => (await readRecorded(tx, told)).length);
  return recorded + untold(conditions, told.conditions, now).length;
}

type Recorded = PlacedEvent & { readonly kind: AlarmKind };

/** Recorded alarms after the places, the most urgent kinds first. Of a flood, the rest comes with the next notice. */
async function readRecorded(
  { events }: Pick<Tx, "events">,
  { places }: Told,
): Promise<readonly Recorded[]> {
  const found: Recorded[] = [];
  for (const kind of BY_URGENCY) {
    const rows = await events.after(kind, places[kind], MOST_READ);
    found.push(...rows.map((row) => ({ ...row, kind })));
  }
  return found;
}

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

const nameOf = ({ event }: Condition): EventName => event.event;
const markOf = (channel: string): string => `alarmsTold ${channel}`;

/** What the recipient of a warning must know comes first. */
const BY_URGENCY: readonly AlarmKind[] = [
  ...(["emergencyRefused", "emergencyUndelivered", "warningUnanswered"] as const),
  ...ALARM_KINDS.filter(
    (kind) => !/^(?:emergencyRefused|emergencyUndelivered|warningUnanswered)$/.test(kind),
  ),
];
const DAY_MS = 86_400_000;
/** What lasts is told once a day. */
const REMIND_MS = DAY_MS;
/** Most alarms that a notice has in full. */
const MOST_ALARMS = 16;
/** Most recorded alarms of a kind that one notice counts. */
const MOST_READ = 1024;
const PART = 64;
