import { findExchanged } from "./find-exchanged.ts";
import { letOthers, STEPS } from "./let-others.ts";
import type { AgencyStore, Tx } from "./ports.ts";
import type { MessageRow } from "./rows.ts";

/** The store's reading functions, without promises: those that {@link ABSENT} lists. */
export type StoreFacts = {
  readonly [Port in keyof typeof ABSENT]: AtOnce<
    (Tx & { readonly chains: ReplyChains })[Port],
    keyof (typeof ABSENT)[Port]
  >;
};

type AtOnce<Port, Names> = {
  readonly [Name in Names & keyof Port]: Port[Name] extends (
    ...args: infer Args
  ) => Promise<infer R>
    ? (...args: Args) => R
    : never;
};

/**
 * Runs a pure function on what the store knows, and reads only what the function asks for.
 *
 * An answer that is not read yet counts as absent. It is then read; if it was there, the function runs again, until
 * nothing is missing. So the work is a pure function, and may run more than once.
 *
 * @param first - A cheap function that asks for much of the same, so that an expensive `work` runs once.
 * @throws what `work` throws once nothing is missing.
 */
export function workOutIn<Context extends { readonly store: AgencyStore }, T>(
  context: Context,
  tx: Tx,
  work: (context: WithFacts<Context>) => T,
  first?: (context: WithFacts<Context>) => unknown,
): Promise<T> {
  return createReader(context, tx)(work, first);
}

/**
 * Makes a {@link workOutIn} for several functions that ask for much of the same: each answer is read once. Nothing may be
 * written between them.
 */
export function createReader<Context extends { readonly store: AgencyStore }>(
  { store: _, ...context }: Context,
  tx: Tx,
): Reader<Context> {
  const stored = new Map<string, unknown>();
  const missing = new Map<string, Question>();
  const known = { ...context, facts: factsOf(stored, missing) };
  const chains = createReplyChains(tx);
  const until = async <R>(some: (context: WithFacts<Context>) => R): Promise<Outcome<R>> => {
    for (;;) {
      const outcome = outcomeOf(() => some(known));
      const asked = [...missing];
      // Before anything is waited for: another function may ask meanwhile.
      missing.clear();
      let isOther = false;
      for (const [index, [name, { port, method, args }]] of asked.entries()) {
        if (index % STEPS === STEPS - 1) await letOthers();
        const answer = await call(port === "chains" ? chains : tx[port], method, args);
        stored.set(name, answer);
        isOther ||= !isAbsent(answer);
      }
      if (!isOther) return outcome;
    }
  };
  return async (work, first) => {
    // Ignore what it throws: `work` throws it too.
    if (first !== undefined) await until(first);
    const outcome = await until(work);
    if ("error" in outcome) throw outcome.error;
    return outcome.value;
  };
}

/** Runs a pure function on what the store knows, as {@link workOutIn} does. */
export type Reader<Context> = <T>(
  work: (context: WithFacts<Context>) => T,
  first?: (context: WithFacts<Context>) => unknown,
) => Promise<T>;

/** A context with facts instead of the store. */
type WithFacts<Context> = Omit<Context, "store"> & { readonly facts: StoreFacts };

/** A call whose answer is not read yet. */
interface Question {
  readonly port: PortName;
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

/** What is known of the store. A port is made when it is first asked: most functions ask two or three of them. */
class Known {
  readonly #ask: Ask;
  readonly #made: Partial<Record<PortName, object>> = {};

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  port(port: PortName): object {
    this.#made[port] ??= Object.fromEntries(
      Object.entries(ABSENT[port]).map(([method, absent]) => [
        method,
        (...args: readonly unknown[]) => this.#ask({ port, method, args }, absent),
      ]),
    );
    return this.#made[port];
  }
}

type PortName = keyof StoreFacts;
/** Answers a question, or notes it and answers what the store would if nothing were there. */
type Ask = (question: Question, absent: unknown) => unknown;

function factsOf(stored: ReadonlyMap<string, unknown>, missing: Map<string, Question>): StoreFacts {
  const known = new Known((question, absent) => {
    const name = JSON.stringify([question.port, question.method, question.args]);
    if (stored.has(name)) return stored.get(name);
    missing.set(name, question);
    return absent;
  });
  return known as unknown as StoreFacts;
}

function call(port: object, method: string, args: readonly unknown[]): Promise<unknown> {
  const ask = Reflect.get(port, method) as (...args: readonly unknown[]) => Promise<unknown>;
  return ask.apply(port, [...args]);
}

const isAbsent = (answer: unknown): boolean =>
  answer === undefined || answer === false || (Array.isArray(answer) && answer.length === 0);

/** What each function answers if nothing is there. */
const ABSENT = {
  outbox: { find: undefined, findByDigest: undefined, heldUnder: [], heldOn: [], heldIn: [] },
  inbox: {
    ...{ find: undefined, findByDigest: undefined, heldUnder: [], heldIn: [] },
    wasRefused: false,
  },
  quarantine: { mendable: [] },
  replay: { has: false, hasDigest: false },
  marks: { get: undefined },
  recalls: { of: [], on: [] },
  consents: { refsOn: [], recordsOf: [] },
  labels: { find: [], noted: [] },
  events: { has: false, about: [], last: [], before: [] },
  history: {
    find: undefined,
    findById: undefined,
    chainFrom: [],
    under: [],
    digestsUnder: [],
    personBehind: undefined,
    mentionsOf: [],
    hasStrangers: false,
  },
  chains: { from: [] },
};

for (const port of Object.keys(ABSENT) as PortName[]) {
  Object.defineProperty(Known.prototype, port, {
    get(this: Known) {
      return this.port(port);
    },
  });
}

interface Answering {
  readonly digest: string;
  readonly inReplyTo: string | undefined;
}

/** Follows chains of replies between this agency and another. */
interface ReplyChains {
  /**
   * Digests of the messages that a message answers, directly or not, nearest first.
   *
   * @param other - Entity id of the other party.
   * @param inReplyTo - Id of the message that it answers.
   */
  from(other: string, inReplyTo: string): Promise<readonly string[]>;
}

/** Makes a reader of reply chains, which reads each message once. */
function createReplyChains({ outbox, inbox, history }: Tx): ReplyChains {
  const read = new Map<string, Answering | undefined>();
  // The note of an erased message still says what it answered.
  const answeredBy = async ({ digest, content }: MessageRow) =>
    content === undefined
      ? (await history.find(digest))?.record.inReplyTo
      : content.message.private["private.inReplyTo"];
  const find = async (other: string, id: string): Promise<Answering | undefined> => {
    const row = await findExchanged({ outbox, inbox }, other, id);
    return row && { digest: row.digest, inReplyTo: await answeredBy(row) };
  };
  return {
    async from(other, inReplyTo) {
      const chain: string[] = [];
      let id: string | undefined = inReplyTo;
      while (id !== undefined && chain.length < MOST_STEPS) {
        const name = `${other} ${id}`;
        if (!read.has(name)) read.set(name, await find(other, id));
        const at = read.get(name);
        if (at === undefined) break;
        chain.push(at.digest);
        id = at.inReplyTo;
      }
      return chain;
    },
  };
}

/** Longest chain that is followed; people's chains are far shorter. Messages beyond it are left to a person. */
const MOST_STEPS = 256;
