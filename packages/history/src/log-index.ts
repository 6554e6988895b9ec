import type { CheckpointRecord, LogFacts, LogRecord } from "@safepassage/schema";

/** The agency's own log, as far as single messages need it. */
export interface LogIndex {
  add(record: LogRecord | CheckpointRecord): void;
  /** What the log says about a message of one's own; nothing if positions are missing. */
  factsOf(question: LogQuestion): LogFacts;
}

/** Which message, and what of the log it is about. */
export interface LogQuestion {
  readonly messageId: string;
  readonly recipient: string;
  readonly createdAt: string;
  /** Whether it was sent: until then nothing has to be in the log. */
  readonly isSent: boolean;
  /** The exchange, and the period asked about, where the message answers an audit query. */
  readonly audit?: { readonly exchangeId: string; readonly from: string; readonly to: string };
}

/** Makes an empty index. Memory grows with the log; the time of an answer does not. */
export function createLogIndex(): LogIndex {
  const origins = new Map<string, Origin>();
  const byMessage = new Map<string, Entries>();
  const readings = new Map<string, string[]>();

  function enter(record: LogRecord): void {
    const origin = originOf(record.origin);
    place(origin, record);
    const { step, message, exchangeId, use } = record;
    if (step === "reading" && exchangeId !== undefined && use !== undefined) {
      const uses = readings.get(exchangeId) ?? [];
      if (!uses.includes(use)) uses.push(use);
      readings.set(exchangeId, uses);
    }
    if (message === undefined || (step !== "intent" && step !== "outcome")) return;
    const known = byMessage.get(message) ?? {};
    // The first intent counts, and any outcome: a message may be sent again.
    if (step === "intent") known.intent ??= record;
    else known.outcome = record;
    byMessage.set(message, known);
  }

  function originOf(name: string): Origin {
    const known = origins.get(name) ?? { first: undefined, times: [], early: new Map(), size: 0 };
    origins.set(name, known);
    return known;
  }

  return {
    add(record) {
      if (record.record === "log") return enter(record);
      const origin = originOf(record.origin);
      if (record.cosigned) origin.size = Math.max(origin.size, record.size);
    },
    factsOf({ messageId, recipient, createdAt, isSent, audit }) {
      const all = [...origins.values()];
      if (all.length === 0 || all.some(({ early }) => early.size > 0)) return {};
      const { intent, outcome } = byMessage.get(messageId) ?? {};
      const isUnder = (entry: LogRecord | undefined): boolean =>
        entry !== undefined && entry.index < originOf(entry.origin).size;
      const uses = audit === undefined ? {} : auditFacts(audit, origins, readings);
      if (intent === undefined && !isSent) return uses;
      return {
        intentPrecedes: isComplete(intent, recipient) && intent.at <= createdAt,
        outcomeFollows: outcome !== undefined,
        cosigned: isUnder(intent) && isUnder(outcome),
        ...uses,
      };
    },
  };
}

/** One log: times by position, counted from the first that is still kept. */
interface Origin {
  first: number | undefined;
  readonly times: string[];
  /** Entries that came before one with a lower position: as long as there are any, there is a gap. */
  readonly early: Map<number, string>;
  /** Entries under the newest checkpoint that others cosigned. */
  size: number;
}

interface Entries {
  intent?: LogRecord;
  outcome?: LogRecord;
}

function place(origin: Origin, { index, at }: LogRecord): void {
  origin.first ??= index;
  const next = origin.first + origin.times.length;
  if (index !== next) {
    if (index > next) origin.early.set(index, at);
    return;
  }
  origin.times.push(at);
  for (let i = next + 1; origin.early.size > 0; i++) {
    const time = origin.early.get(i);
    if (time === undefined) return;
    origin.early.delete(i);
    origin.times.push(time);
  }
}

function isComplete(intent: LogRecord | undefined, recipient: string): intent is LogRecord {
  return (
    intent !== undefined &&
    intent.recipient === recipient &&
    intent.justified === true &&
    (intent.fields ?? 0) > 0
  );
}

/** What an audit answer must hold. With several logs nobody can say which one was asked about. */
function auditFacts(
  { exchangeId, from, to }: NonNullable<LogQuestion["audit"]>,
  origins: ReadonlyMap<string, Origin>,
  readings: ReadonlyMap<string, readonly string[]>,
): LogFacts {
  const uses = { readings: readings.get(exchangeId) ?? [] };
  const [only, ...others] = origins;
  if (only === undefined || others.length > 0) return uses;
  const [origin, { first = 0, times }] = only;
  const begin = lowerBound(times, from);
  const end = lowerBound(times, `${to}~`);
  if (begin >= end) return uses;
  return { ...uses, interval: { origin, from: first + begin, to: first + end - 1 } };
}

/** How many of the sorted times lie before the given one. */
function lowerBound(times: readonly string[], time: string): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? "") < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
