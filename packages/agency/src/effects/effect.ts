import { visible } from "@safepassage/core";
import { TrustError } from "@safepassage/trust";
import type { AgencyContext, LogEvent } from "../setting/context.ts";
import type { Tx } from "../store/ports.ts";
import type {
  AnswerClock,
  EventRow,
  NewInboxRow,
  NewOutboxRow,
  OutboxChange,
  Pause,
  PendingReply,
  RefusalRow,
} from "../store/rows.ts";
import { announceAlarms } from "./alarms.ts";

/**
 * One thing that follows from a message sent or taken in. Pure functions make lists of them, and the store carries out a
 * list in one transaction.
 */
export type Effect =
  /** Remembers a message received, so that it is taken once. */
  | { readonly does: "admit"; readonly arrival: Arrival }
  | { readonly does: "keep"; readonly row: NewInboxRow }
  | { readonly does: "refuse"; readonly row: RefusalRow }
  | { readonly does: "queue"; readonly row: NewOutboxRow }
  | { readonly does: "change"; readonly id: string; readonly change: OutboxChange }
  | Erasure
  /** Ends the waiting of a message in quarantine. */
  | { readonly does: "mend"; readonly digest: string; readonly by: string }
  | {
      readonly does: "clock";
      readonly box: "inbox" | "outbox";
      readonly digest: string;
      readonly clock: AnswerClock;
    }
  /** Has the sending loop send a message in return. */
  | { readonly does: "reply"; readonly reply: PendingReply }
  /** Has it try again later. */
  | { readonly does: "postpone"; readonly id: string; readonly pause: Pause }
  /** Ends that: the reply is in the outbox, or given up. */
  | { readonly does: "replied"; readonly id: string }
  /**
   * Notes something for good, and tells the operator: with `once`, unless the same kind is noted of the same `ref`.
   */
  | {
      readonly does: "event";
      readonly event: EventRow;
      readonly once?: true;
      readonly log?: LogEvent;
    }
  /** Tells the operator, after the transaction. */
  | { readonly does: "log"; readonly event: LogEvent }
  /** Hands the alarms that were noted to the operator, after the transaction. */
  | { readonly does: "announce" };

/** Destroys the content of a message. */
export interface Erasure {
  readonly does: "erase";
  readonly box: "inbox" | "outbox";
  readonly digest: string;
  readonly at: string;
  /** Digest of the recipient's erasure certificate, of a message sent. */
  readonly certificate?: string;
}

/** What a transaction works out: what is to be done, and what its caller is told. */
export interface Outcome<T> {
  readonly effects: readonly Effect[];
  readonly value: T;
}

/**
 * Reads, works something out and carries it out, in one transaction. Afterwards the files are scrubbed where something
 * was erased, and the operator is told.
 *
 * @param work - Reads only: what it wants done it returns.
 */
export async function carryOut<T>(
  context: Pick<AgencyContext, "store" | "reach" | "log">,
  work: (tx: Tx) => Promise<Outcome<T>>,
  inTransaction: () => void = () => {},
): Promise<T> {
  const { store, reach, log } = context;
  const { effects, value, lines } = await store.transaction(async (tx) => {
    const outcome = await work(tx);
    const told: (LogEvent | undefined)[] = [];
    for (const effect of outcome.effects) told.push(await apply(tx, effect));
    inTransaction();
    return { ...outcome, lines: told.filter((line) => line !== undefined) };
  });
  if (effects.some(({ does }) => does === "erase")) {
    reach("erasure.before-scrub");
    await store.scrub();
    reach("erasure.after-scrub");
  }
  for (const line of lines) log(line);
  if (effects.some(({ does }) => does === "announce")) await announceAlarms(context);
  return value;
}

/** Refusals without a known sender are anybody's to cause: only the newest are kept. */
const KEEP_REFUSALS = 1000;

/** Carries out one effect. Returns the line that tells the operator of it, when all is done. */
async function apply(tx: Tx, effect: Effect): Promise<LogEvent | undefined> {
  if (effect.does === "log") return effect.event;
  if (effect.does === "event") return addEvent(tx, effect);
  await write(tx, effect);
  return undefined;
}

function write(
  tx: Tx,
  effect: Exclude<Effect, { does: "log" | "event" }>,
): Promise<void> | undefined {
  switch (effect.does) {
    case "admit":
      return admit(tx, effect.arrival);
    case "keep":
      return tx.inbox.add(effect.row);
    case "refuse":
      return tx.inbox.addRefusal(effect.row, KEEP_REFUSALS);
    case "queue":
      return tx.outbox.add(effect.row);
    case "change":
      return tx.outbox.change(effect.id, effect.change);
    case "erase":
      return effect.box === "inbox"
        ? tx.inbox.erase(effect.digest, effect.at)
        : tx.outbox.erase(effect.digest, effect.at, effect.certificate);
    case "mend":
      return tx.quarantine.mend(effect.digest, effect.by);
    case "clock":
      return tx.answers.setClock(effect.box, effect.digest, effect.clock);
    case "reply":
      return tx.replies.add(effect.reply);
    case "postpone":
      return tx.replies.postpone(effect.id, effect.pause);
    case "replied":
      return tx.replies.remove(effect.id);
    case "announce":
      return undefined;
  }
}

async function addEvent(
  { events }: Tx,
  { event, once, log }: Extract<Effect, { does: "event" }>,
): Promise<LogEvent | undefined> {
  if (once === true && (await events.has(event.kind, event.ref ?? ""))) return undefined;
  await events.add(event);
  return log;
}

/** A message that came in. */
export interface Arrival {
  /** Entity id of its sender. */
  readonly iss: string;
  /** Id of the message, unique to its sender. */
  readonly jti: string;
  /** SHA-256 of the signed message, base64url. */
  readonly digest: string;
  /** The delivery deadline. Instant. */
  readonly deliverBy: string;
}

/**
 * Remembers a message, or refuses it. The id is kept until a day after the delivery deadline, when a late copy is refused
 * for its deadline already; the digest is kept for ever, so that erasing a message never lets it in again.
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

/**
 * A log that is told of nothing but what can be seen.
 *
 * Most of an event is ours; some of it another agency has sent, and an operator reads it on a screen.
 */
export function visibleLog(log: (event: LogEvent) => void): (event: LogEvent) => void {
  return (event) => {
    const told = Object.entries(event).map(([name, text]) => [
      name,
      typeof text === "string" ? visible(text) : text,
    ]);
    log(Object.fromEntries(told) as unknown as LogEvent);
  };
}
