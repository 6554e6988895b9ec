import { toInstant } from "@safepassage/core";
import { TrustError } from "@safepassage/trust";
import type { AgencyContext, FactContext } from "../../setting/context.ts";
import { FAILPOINTS, type Failpoint, type Reach, type Step } from "../../setting/failpoints.ts";
import type { LogEvent } from "../../setting/log-event.ts";
import { letOthers, STEPS } from "../../store/let-others.ts";
import type { Tx } from "../../store/ports.ts";
import type { AnswerClock, ChangeRow, EventRow } from "../../store/rows.ts";
import { ALARM_KINDS } from "./alarm-kinds.ts";
import { announceAlarms } from "./alarms.ts";
import type { Arrival, Effect, Erasure, EventEffect } from "./effect-types.ts";
import { showClock } from "./show-clock.ts";
import { TOLD_EVENTS } from "./told-events.ts";

export type { Arrival, Effect } from "./effect-types.ts";

/** Makes the effect that records an event about one `ref`. */
export const noteEvent = (
  kind: string,
  at: string,
  ref: string,
  more: Pick<EventEffect, "once" | "log"> = {},
): Effect => ({ does: "event", event: { kind, at, ref }, ...more });

/** How often something has happened, this time among them, and the effect that remembers it. */
export interface Tally {
  readonly count: number;
  readonly remember: Effect;
}

/**
 * Counts what happens within a time that begins with the first. What comes after that time begins another one, and so does
 * a clock that was set back: no wrong clock silences anything for longer than the time.
 *
 * @param name - Of what is counted, and of whom. One note of the store is kept for each name.
 * @param more - How much this time counts.
 */
export function tally(
  { facts, clock }: Pick<FactContext, "facts" | "clock">,
  name: string,
  lengthMs: number,
  more = 1,
): Tally {
  const now = clock.now().getTime();
  const { from, count } = readNote(facts.marks.get(name));
  const isWithin = from <= now && now < from + lengthMs;
  const next = isWithin ? { from, count: count + more } : { from: now, count: more };
  const value = `${toInstant(new Date(next.from))} ${next.count}`;
  return { count: next.count, remember: { does: "mark", name, value } };
}

/** A note that is not there, or cannot be read, counts as one of long ago. */
function readNote(note = ""): { readonly from: number; readonly count: number } {
  const [from = "", count] = note.split(" ");
  const at = Date.parse(from);
  return Number.isNaN(at) ? { from: -Infinity, count: 0 } : { from: at, count: Number(count) || 0 };
}

/** What a transaction decides: the effects to carry out, and the value for its caller. */
export interface Outcome<T> {
  readonly effects: readonly Effect[];
  readonly value: T;
  /** For tests: names the failpoints before, in and after the transaction. */
  readonly step?: Step;
}

/**
 * Reads, decides and carries out, in one transaction. Then tells the operator, and scrubs the files if something was
 * erased.
 *
 * @param work - Reads only, and returns the effects to carry out.
 */
export async function carryOut<T>(
  context: Pick<
    AgencyContext,
    "store" | "clock" | "reach" | "log" | "observe" | "wake" | "onChange"
  >,
  work: (tx: Tx) => Promise<Outcome<T>>,
): Promise<T> {
  const { store, reach, log, observe } = context;
  const { effects, value, step, lines, changes } = await store.transaction(async (tx) => {
    const outcome = await work(tx);
    pass(reach, "before", outcome.step);
    const at = toInstant(context.clock.now());
    const applied = await observe({ name: "write" }, () => applyAll(tx, outcome.effects, at));
    pass(reach, "in", outcome.step);
    return { ...outcome, ...applied };
  });
  if (changes > 0) context.onChange();
  for (const line of lines) log(line);
  if (effects.some(({ does }) => QUEUES.has(does))) context.wake();
  if (effects.some(({ does }) => does === "announce")) await announceAlarms(context);
  // Last: if it fails, as on a full disk, all that was committed is told, and maintenance scrubs again.
  if (effects.some(({ does }) => does === "erase" || does === "replace")) {
    reach("erasure.before-scrub");
    await store.scrub();
    reach("erasure.after-scrub");
  }
  pass(reach, "after", step);
  return value;
}

/** Reaches a failpoint of a step. Not every step has one in the transaction. */
function pass(reach: Reach, when: "before" | "in" | "after", step = ""): void {
  const point = step.replace(".", `.${when}-`);
  if (Object.hasOwn(FAILPOINTS, point)) reach(point as Failpoint);
}

/** Effects after which there is something to deliver. */
const QUEUES: ReadonlySet<Effect["does"]> = new Set(["queue", "replace", "reply"]);

/** Most refusals that are kept of one sender, and without a known one: whoever causes them fills no disk. */
const KEEP_REFUSALS = 1000;

/** Carries out effects. Returns the operator's log lines, and how much those who follow are told, after the transaction. */
async function applyAll(
  tx: Tx,
  effects: readonly Effect[],
  at: string,
): Promise<{ readonly lines: readonly LogEvent[]; readonly changes: number }> {
  const lines: LogEvent[] = [];
  const changes: ChangeRow[] = [];
  for (const [index, effect] of effects.entries()) {
    if (index % STEPS === STEPS - 1) await letOthers();
    const { line, told = [] } = await apply(tx, effect, at);
    if (line !== undefined) lines.push(line);
    changes.push(...told.map((one) => ({ ...one, at })));
  }
  if (changes.length > 0) await tx.changes.add(changes);
  return { lines, changes: changes.length };
}

/** What is told of one effect: to the operator, and to those who follow. */
interface Applied {
  readonly line?: LogEvent | undefined;
  readonly told?: readonly Told[];
}

async function apply(tx: Tx, effect: Effect, at: string): Promise<Applied> {
  if (effect.does === "log") return { line: effect.event };
  if (effect.does === "event") return addEvent(tx, effect, at);
  if (effect.does === "change") {
    return { told: toldOf(effect, at, await tx.outbox.change(effect.id, effect.change)) };
  }
  if (effect.does === "replace") {
    const { id, by } = effect;
    const before = await tx.outbox.find(id);
    await tx.outbox.replace(id, by, effect.at);
    return { told: toldOf(effect, at, before?.digest) };
  }
  if (effect.does === "erase" && effect.box === "outbox") return eraseSent(tx, effect);
  await write(tx, effect);
  return { told: toldOf(effect, at) };
}

async function eraseSent({ outbox }: Tx, effect: Erasure): Promise<Applied> {
  const { digest: ref, at, certificate } = effect;
  const told = toldOf(effect, at);
  if (!(await outbox.erase(ref, at, certificate))) return { told };
  return { line: { event: "unsent", ref }, told: [...told, { kind: "sent", ref, code: "unsent" }] };
}

function write(
  tx: Tx,
  effect: Exclude<Effect, { does: "log" | "event" | "change" | "replace" }>,
): Promise<void> | undefined {
  switch (effect.does) {
    case "admit":
      return admit(tx, effect.arrival);
    case "keep":
      return tx.inbox.add(effect.row);
    case "refuse":
      return tx.inbox.addRefusal(effect.row, KEEP_REFUSALS, effect.need);
    case "queue":
      return tx.outbox.add(effect.row);
    case "erase":
      return tx.inbox.erase(effect.digest, effect.at);
    case "retain":
      return tx[effect.box].retain(effect.digest, effect.eraseBy);
    case "mend":
      return tx.quarantine.mend(effect.digest, effect.by);
    case "clock":
      return tx.answers.setClock(effect.box, effect.digest, effect.clock);
    case "review":
      return tx.reviews.set(effect.digest, effect.by);
    case "ask":
      return tx.recalls.ask(effect.digest, effect.at);
    case "certify":
      return tx.recalls.certify(effect.digest, effect.certificate);
    case "reply":
      return tx.replies.add(effect.reply);
    case "postpone":
      return tx.replies.postpone(effect.id, effect.pause);
    case "replied":
      return tx.replies.remove(effect.id);
    case "mark":
      return tx.marks.set(effect.name, effect.value);
    case "announce":
      return undefined;
  }
}

/** What somebody who follows an agency's messages is told. */
type Told = Omit<ChangeRow, "at">;

/**
 * What an effect changes for those who follow: states and digests, nothing of what a message says.
 *
 * @param at - When.
 * @param before - Digest of the message whose state an effect has changed, or in whose place it has put another one; left out
 * if that state is as it was.
 */
function toldOf(effect: Effect, at: string, before?: string): readonly Told[] {
  switch (effect.does) {
    case "keep": {
      const { digest, state, clock } = effect.row;
      const begun = clock === undefined ? [] : [clockTold(digest, clock, at)];
      return [{ kind: "received", ref: digest, code: state }, ...begun];
    }
    case "refuse": {
      const { sealedDigest: ref, code } = effect.row;
      return effect.isTold ? [{ kind: "packageRefused", ref, code }] : [];
    }
    case "queue":
      return [{ kind: "sent", ref: effect.row.digest, code: "queued" }];
    case "change":
      // That it is being tried again tells nobody anything.
      return before === undefined || effect.change.state === "sending"
        ? []
        : [{ kind: "sent", ref: before, code: effect.change.state }];
    case "replace":
      return [
        // A program that waits for what becomes of it learns that it goes on as another one.
        ...(before === undefined ? [] : [{ kind: "sent", ref: before, code: "replaced" } as const]),
        { kind: "sent", ref: effect.by.digest, code: "queued" },
      ];
    case "erase": {
      const { digest: ref, isGone = false, certificate } = effect;
      if (!isGone) return [{ kind: "erased", ref }];
      return certificate === undefined ? [] : [{ kind: "certified", ref }];
    }
    case "certify":
      return [{ kind: "certified", ref: effect.digest }];
    case "retain":
      return [{ kind: "kept", ref: effect.digest }];
    case "mend":
      return [{ kind: "mended", ref: effect.digest }];
    case "clock":
      return [clockTold(effect.digest, effect.clock, at)];
    case "review": {
      const { digest: ref, by } = effect;
      return [{ kind: "review", ref, code: by === undefined ? "done" : "open" }];
    }
    case "event":
      return toldOfEvent(effect.event);
    default:
      return [];
  }
}

/** What those who follow learn of an event or an act. */
export function toldOfEvent({ kind, ref = "" }: Pick<EventRow, "kind" | "ref">): readonly Told[] {
  if (isAlarm(kind)) return [{ kind: "alarm", ref, code: kind }];
  const { [kind]: told } = TOLD_EVENTS;
  return told === undefined ? [] : [{ ...told, ref }];
}

/** How a clock stands now, so that nobody need ask before knowing whether it matters. */
function clockTold(ref: string, clock: AnswerClock, at: string): Told {
  return { kind: "answerClock", ref, code: showClock(clock, new Date(at)).state };
}

const isAlarm = (kind: string): boolean => (ALARM_KINDS as readonly string[]).includes(kind);

async function addEvent({ events }: Tx, effect: EventEffect, at: string): Promise<Applied> {
  const { event, once, log } = effect;
  if (once === true && (await events.has(event.kind, event.ref ?? ""))) return {};
  await events.add(event);
  return { line: log, told: toldOf(effect, at) };
}

/**
 * Remembers a message, or refuses a replay. The id is kept until a day after the delivery deadline: a later copy is
 * refused for its deadline. The digest is kept for ever, so that erasing a message never lets it in again.
 *
 * @throws TrustError `TRUST_REPLAYED`.
 */
export async function admit(
  { replay }: Pick<Tx, "replay">,
  { deliverBy, ...ids }: Arrival,
): Promise<void> {
  const keepUntil = new Date(Date.parse(deliverBy) + KEEP_AFTER_MS);
  const seen = await replay.insert({ ...ids, keepUntil });
  if (seen !== "new") throw new TrustError("TRUST_REPLAYED", `${seen} of ${ids.iss}`);
}

const KEEP_AFTER_MS = 86_400_000;
