import type { HistoryStore } from "@safepassage/history";
import type { Events, Inbox, Outbox, Quarantine, ReplayMemory, Tx } from "./ports.ts";
import { createReplyChains, type ReplyChains } from "./reply-chains.ts";

/** What the store says, as functions that answer at once. */
export interface StoreFacts {
  readonly outbox: AtOnce<Outbox, "find" | "findByDigest" | "heldUnder">;
  readonly inbox: AtOnce<Inbox, "find" | "findByDigest" | "heldUnder">;
  readonly quarantine: AtOnce<Quarantine, "mendable" | "countUnmended">;
  readonly replay: AtOnce<ReplayMemory, "has">;
  readonly events: AtOnce<Events, "has">;
  readonly history: HistoryStore;
  readonly chains: AtOnce<ReplyChains, "from">;
}

type AtOnce<Port, Names extends keyof Port> = {
  readonly [Name in Names]: Port[Name] extends (...args: infer Args) => Promise<infer Result>
    ? (...args: Args) => Result
    : never;
};

/**
 * Works something out from what the store says, and reads just what that asks for.
 *
 * What is not read yet counts as absent at first, and is noted. It is read afterwards, and where something was there, the
 * work is done again with it, until nothing is missing. So the work itself stays a pure function, and may run more than once.
 *
 * @throws what `work` throws once nothing is missing.
 */
export async function workOut<T>(tx: Tx, work: (facts: StoreFacts) => T): Promise<T> {
  const known = new Map<string, unknown>();
  const chains = createReplyChains(tx);
  for (;;) {
    const missing = new Map<string, Question>();
    const outcome = outcomeOf(() => work(factsOf(known, missing)));
    let isOther = false;
    for (const [name, { port, method, args }] of missing) {
      const answer = await call(port === "chains" ? chains : tx[port], method, args);
      known.set(name, answer);
      isOther ||= !isAbsent(answer);
    }
    if (isOther) continue;
    if ("error" in outcome) throw outcome.error;
    return outcome.value;
  }
}

/** Something that was not read yet. */
interface Question {
  readonly port: keyof StoreFacts;
  readonly method: string;
  readonly args: readonly unknown[];
}

type Outcome<T> = { readonly value: T } | { readonly error: unknown };

function outcomeOf<T>(work: () => T): Outcome<T> {
  try {
    return { value: work() };
  } catch (error) {
    return { error };
  }
}

function factsOf(known: ReadonlyMap<string, unknown>, missing: Map<string, Question>): StoreFacts {
  const ports = Object.entries(ABSENT).map(([port, methods]) => [
    port,
    Object.fromEntries(
      Object.entries(methods).map(([method, absent]) => [
        method,
        (...args: readonly unknown[]) => {
          const name = JSON.stringify([port, method, args]);
          if (known.has(name)) return known.get(name);
          missing.set(name, { port: port as keyof StoreFacts, method, args });
          return absent;
        },
      ]),
    ),
  ]);
  return Object.fromEntries(ports) as StoreFacts;
}

function call(port: object, method: string, args: readonly unknown[]): Promise<unknown> {
  const ask = Reflect.get(port, method) as (...args: readonly unknown[]) => Promise<unknown>;
  return ask.apply(port, [...args]);
}

const isAbsent = (answer: unknown): boolean =>
  answer === undefined ||
  answer === false ||
  answer === 0 ||
  (Array.isArray(answer) && answer.length === 0);

/** What each function answers where there is nothing. */
const ABSENT: {
  readonly [Port in keyof StoreFacts]: Readonly<Record<keyof StoreFacts[Port], unknown>>;
} = {
  outbox: { find: undefined, findByDigest: undefined, heldUnder: [] },
  inbox: { find: undefined, findByDigest: undefined, heldUnder: [] },
  quarantine: { mendable: [], countUnmended: 0 },
  replay: { has: false },
  events: { has: false },
  history: {
    find: undefined,
    findById: undefined,
    under: [],
    digestsUnder: [],
    personBehind: undefined,
    mentionsOf: [],
    hasStrangers: false,
  },
  chains: { from: [] },
};
