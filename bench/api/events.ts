import type { ChildProcess } from "node:child_process";
import { createClient, follow } from "@safepassage/client";
import { draftRequests } from "../exchange/drafts.ts";
import { post } from "../exchange/processes.ts";
import { median } from "../timing.ts";

/** How long after a commit its event reaches a subscriber, over server-sent events. Milliseconds. */
export interface EventFigures {
  readonly events: number;
  readonly ms: number;
  readonly p95: number;
  /** From the moment at which the request is sent. */
  readonly fromRequestMs: number;
}

/** Milliseconds after the commit in which the event reaches a subscriber, as the median. */
export const EVENT_LIMIT_MS = 100;

/**
 * Submits messages one after the other, and waits for the event of each. Its time begins when the transaction of the
 * message is durable, as the process of the gateway says (both read the same monotonic clock), and ends when `follow` of
 * the client yields it.
 */
export async function timeEvents(
  { child, localUrl }: { readonly child: ChildProcess; readonly localUrl: string },
  { token, events }: { token: string; events: number },
): Promise<EventFigures> {
  const ended = new AbortController();
  const commits = waitFor<string>();
  const arrivals = waitFor<bigint>();
  const look = ({ committed }: { committed?: { digest: string; at: string } }): void => {
    if (committed !== undefined) commits.tell(committed.digest, committed.at);
  };
  child.on("message", look);
  const following = (async () => {
    const client = createClient({ url: localUrl, token });
    for await (const { event, code, ref } of follow(client, { signal: ended.signal })) {
      if (event === "sent" && (code ?? "queued") === "queued") {
        arrivals.tell(ref, process.hrtime.bigint());
      }
    }
  })();
  const drafts = draftRequests();
  const took: number[] = [];
  const fromRequest: number[] = [];
  // Events are told from the time on at which somebody follows.
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  for (let turn = -WARM_UP; turn < events; turn++) {
    const body = JSON.stringify({ draft: drafts.next().value, mode: "minimise" });
    const sent = process.hrtime.bigint();
    const { status, text } = await post(`${localUrl}/v1/messages`, body, {
      authorization: `Bearer ${token}`,
    });
    if (status !== 201) throw new Error(`${status} ${text}`);
    const { digest } = JSON.parse(text) as { digest: string };
    const [arrived, committed] = await Promise.all([arrivals.of(digest), commits.of(digest)]);
    if (turn < 0) continue;
    took.push(Number(arrived - BigInt(committed)) / 1e6);
    fromRequest.push(Number(arrived - sent) / 1e6);
  }
  ended.abort();
  child.off("message", look);
  await following;
  took.sort((a, b) => a - b);
  const p95 = took[Math.floor(took.length * 0.95)] ?? Number.NaN;
  return { events, ms: median(took), p95, fromRequestMs: median(fromRequest) };
}

/** The time of a commit by its name, whether it is told before or after somebody waits for it. */
function waitFor<T>() {
  const told = new Map<string, PromiseWithResolvers<T>>();
  const at = (name: string): PromiseWithResolvers<T> => {
    const known = told.get(name) ?? Promise.withResolvers<T>();
    told.set(name, known);
    return known;
  };
  return {
    tell: (name: string, value: T): void => at(name).resolve(value),
    of: (name: string): Promise<T> => at(name).promise,
  };
}

const WARM_UP = 10;
const SETTLE_MS = 300;
