import { encodeUtf8 } from "@safepassage/core";
import type { ChangeFeed, PlacedChange } from "./change-feed.ts";

/** What a stream of events is made with. */
interface StreamOptions {
  readonly feed: ChangeFeed;
  /** The place of the last event that the follower has. */
  readonly from: number;
  /** The id of that event, or of the place before all of them. */
  readonly begins: string;
  /** Names an event for the follower. */
  readonly idOf: (change: PlacedChange) => string;
  /** Checks that the follower may still follow. Rejects if not. */
  readonly recheck: () => Promise<void>;
  /** Called once when the stream has ended. */
  readonly onEnd: () => void;
}

/**
 * Makes a stream of server-sent events (HTML, Section 9.2). It reads only what the follower takes: one that stalls costs no
 * memory, and is cut after a minute.
 */
export function openEventStream({
  feed,
  from,
  begins,
  idOf,
  recheck,
  onEnd,
}: StreamOptions): Response {
  const ended = new AbortController();
  let position = from;
  let checkedAt = performance.now();
  let stalled: NodeJS.Timeout | undefined;
  const end = (): void => {
    clearTimeout(stalled);
    if (ended.signal.aborted) return;
    ended.abort();
    onEnd();
  };
  /** Cuts the stream if nothing is taken of it from now on for a minute. */
  const watch = (controller: ReadableStreamDefaultController): void => {
    stalled = setTimeout(() => {
      controller.error(new Error("the follower takes nothing"));
      end();
    }, STALLED_MS);
  };
  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        watch(controller);
        // An id alone is no event, and is remembered: who has got nothing yet can go on from here.
        controller.enqueue(encodeUtf8(`retry: ${RETRY_MS}\nid: ${begins}\n\n`));
      },
      async pull(controller) {
        clearTimeout(stalled);
        try {
          const changes = await feed.next(position, BEAT_MS, ended.signal);
          if (ended.signal.aborted) return;
          // The gateway stops, and waits for no follower.
          if (feed.isClosed()) {
            controller.close();
            return end();
          }
          if (performance.now() - checkedAt >= BEAT_MS) {
            await recheck();
            checkedAt = performance.now();
          }
          position = changes.at(-1)?.position ?? position;
          const text = changes.map((change) => toText(change, idOf)).join("");
          controller.enqueue(encodeUtf8(text === "" ? BEAT : text));
          watch(controller);
        } catch {
          // Whoever may not follow any more is told by the next request.
          controller.close();
          end();
        }
      },
      cancel: end,
    },
    { highWaterMark: 1 },
  );
  return new Response(body, { headers: HEADERS });
}

function toText(change: PlacedChange, idOf: StreamOptions["idOf"]): string {
  const { position: _, kind, ...said } = change;
  const data = JSON.stringify({ event: kind, ...said });
  return `id: ${idOf(change)}\nevent: ${kind}\ndata: ${data}\n\n`;
}

const HEADERS = {
  "content-type": "text/event-stream",
  "cache-control": "no-store",
  // Else nginx keeps all of it until the stream ends.
  "x-accel-buffering": "no",
};
const BEAT = ": still here\n\n";
const BEAT_MS = 15_000;
const STALLED_MS = 60_000;
const RETRY_MS = 2000;
