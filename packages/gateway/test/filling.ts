import { noteOf } from "@safepassage/history";
import { randomId } from "@safepassage/message";
import type { DecodedMessage } from "@safepassage/schema";
import type { GatewayStore, InboxRow } from "../src/index.ts";
import { inside } from "../test/inside.ts";

/**
 * Has a store hold a received message as many times more, under other ids and in the same exchange. Returns the
 * digests. A flood over HTTP would take minutes.
 */
export function fillInbox(
  store: GatewayStore,
  row: InboxRow | undefined,
  count: number,
  self = "https://ngo-c.test",
): readonly string[] {
  if (row?.content === undefined) throw new TypeError("the message is not held");
  const { content, erasedAt: _, mendedBy: __, ...rest } = row;
  const message = JSON.parse(content.message) as DecodedMessage;
  return store.transaction(() =>
    Array.from({ length: count }, () => {
      const [id, digest] = [crypto.randomUUID(), randomId().padEnd(43, "A")];
      const named = { ...message, clear: { ...message.clear, "env.messageId": id } };
      const at = row.receivedAt;
      await inside(store).inbox.add({
        ...{ ...rest, id, digest, sealedDigest: digest },
        content: { ...content, message: JSON.stringify(named) },
        history: row.state === "accepted" ? noteOf(named, { self, digest, at }) : undefined,
      });
      return digest;
    }),
  );
}

/** Counts from now on the questions to a store, and the rows that they are answered with. */
export function countReads(store: GatewayStore): () => number {
  let count = 0;
  const methods = Object.entries(store).filter(
    (entry): entry is [string, (...given: unknown[]) => unknown] =>
      typeof entry[1] === "function" && !NO_READS.has(entry[0]),
  );
  for (const [name, ask] of methods) {
    const counted = (...given: unknown[]): unknown => {
      const answer = ask(...given);
      count += 1 + rowsIn(answer);
      return answer;
    };
    Object.assign(store, { [name]: counted });
  }
  return () => count;
}

function rowsIn(answer: unknown): number {
  if (Array.isArray(answer)) return answer.length;
  const { inbox, outbox } = (answer ?? {}) as { inbox?: unknown; outbox?: unknown };
  return [inbox, outbox].reduce<number>(
    (sum, list) => sum + (Array.isArray(list) ? list.length : 0),
    0,
  );
}

const NO_READS: ReadonlySet<string> = new Set(["transaction", "counts", "scrub", "close"]);
