import type { AgencyStore, InboxRow, Tx } from "@safepassage/agency";
import { noteOf } from "@safepassage/history";
import { randomId } from "@safepassage/message";

/**
 * Copies a received message in a store many times, under other ids and in the same exchange. Returns the digests. A flood
 * over HTTP would take minutes.
 */
export async function fillInbox(
  store: AgencyStore,
  row: InboxRow | undefined,
  count: number,
  self = "https://ngo-c.test",
): Promise<readonly string[]> {
  if (row?.content === undefined) throw new TypeError("the message is not held");
  const { content, erasedAt: _, mendedBy: __, ...rest } = row;
  const { message } = content;
  return store.transaction(async ({ inbox }) => {
    const digests: string[] = [];
    for (let i = 0; i < count; i++) {
      const [id, digest] = [crypto.randomUUID(), randomId().padEnd(43, "A")];
      const named = { ...message, clear: { ...message.clear, "env.messageId": id } };
      const at = row.receivedAt;
      await inbox.add({
        ...{ ...rest, id, digest, sealedDigest: digest },
        content: { ...content, message: named },
        history: row.state === "accepted" ? noteOf(named, { self, digest, at }) : undefined,
      });
      digests.push(digest);
    }
    return digests;
  });
}

/** Copies an open draft in a store many times. */
export function copyDraft(store: AgencyStore, id: string, count: number): Promise<void> {
  return store.transaction(async ({ drafts }) => {
    const row = await drafts.find(id);
    if (row === undefined) throw new TypeError("there is no such draft");
    for (let copies = 0; copies < count; copies++) await drafts.add({ ...row, id: randomId() });
  });
}

/** Counts the questions to a store from now on, and the rows of the answers. */
export function countReads(store: AgencyStore): () => number {
  let count = 0;
  watchCalls(store, (method, answer) => {
    count += method === "counts" ? 0 : 1 + rowsIn(answer);
  });
  return () => count;
}

/** Reports each call of a store's ports from now on, with its answer. */
export function watchCalls(
  store: AgencyStore,
  onAnswer: (method: string, answer: unknown) => void,
): void {
  const { transaction } = store;
  const watched = (port: object): object =>
    new Proxy(port, {
      get: (_, name) => {
        const ask: unknown = Reflect.get(port, name);
        if (typeof ask !== "function") return ask;
        return async (...given: readonly unknown[]): Promise<unknown> => {
          const answer: unknown = await Reflect.apply(ask, port, given);
          onAnswer(String(name), answer);
          return answer;
        };
      },
    });
  Object.assign(store, {
    transaction: <T>(work: (tx: Tx) => Promise<T>): Promise<T> =>
      transaction((tx) => {
        const ports = Object.entries(tx).map(([name, port]) => [name, watched(port)]);
        return work(Object.fromEntries(ports) as Tx);
      }),
  });
}

const rowsIn = (answer: unknown): number => (Array.isArray(answer) ? answer.length : 0);
