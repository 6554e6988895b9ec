import type { ChangeKind } from "@safepassage/api";
import { attemptsAtDoor, type Client } from "./client.ts";
import { openHearing } from "./hearing.ts";
import { GatewayProblem, type Other } from "./problem.ts";

/** Something that has happened, with the id to go on from. */
export interface Followed {
  readonly id: string;
  /** A newer gateway may have others: pass over those that you do not know. */
  readonly event: ChangeKind | Other;
  /** When. Instant. */
  readonly at: string;
  /** Digest of the message, or of a refused package; id of a draft. */
  readonly ref: string;
  /** The state that it has now. */
  readonly code?: string;
}

/**
 * The place from which {@link follow} tells all that happens from now on.
 *
 * @throws GatewayProblem for whatever is refused.
 */
export async function placeNow(client: Client): Promise<string> {
  for await (const { id } of blocks(client, undefined, undefined)) return id;
  throw new GatewayProblem(503, { title: "the stream of events ended at once" });
}

/**
 * Follows the events of a gateway, and goes on by itself after a break: nothing is left out, and nothing comes twice.
 *
 * @param after - The id of the last event that the program has dealt with. Left out: what happens from now on.
 * @throws GatewayProblem where going on makes no sense, such as `API_EVENTS_GONE`, or a token that is refused. Where a function
 * gets the token, a new one is tried first. A page goes on, since somebody may sign in again.
 */
export async function* follow(
  client: Client,
  { after, signal }: { readonly after?: string; readonly signal?: AbortSignal } = {},
): AsyncGenerator<Followed, void> {
  let last = after;
  const isEnded = (): boolean => signal?.aborted === true;
  for (let failures = 0, refusals = 0; !isEnded(); ) {
    try {
      for await (const { id, data } of blocks(client, last, signal)) {
        failures = 0;
        refusals = 0;
        last = id;
        if (data !== undefined) yield { id, ...(JSON.parse(data) as Omit<Followed, "id">) };
      }
    } catch (error) {
      if (error instanceof GatewayProblem) {
        const { status } = error;
        const mayDoBetter =
          status === UNAUTHORISED ? ++refusals < attemptsAtDoor(client) : AGAIN.has(status);
        if (!mayDoBetter) throw error;
      }
      failures += 1;
    }
    if (!isEnded()) await pause(failures, signal);
  }
}

/** A block of the stream. The first has no data: it names the place where the stream begins. */
interface Block {
  readonly id: string;
  readonly data: string | undefined;
}

async function* blocks(
  client: Client,
  after: string | undefined,
  signal: AbortSignal | undefined,
): AsyncGenerator<Block> {
  const query = after === undefined ? {} : { after };
  const heard = openHearing(signal);
  let reader: ReadableStreamDefaultReader<string> | undefined;
  try {
    const asked = client.v1.events.$get({ query }, { init: { signal: heard.signal } });
    const response = (await asked) as unknown as Response;
    if (!response.ok) {
      const problem = (await response.json().catch(() => ({}))) as Record<string, unknown>;
      throw new GatewayProblem(response.status, problem);
    }
    reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    for (;;) {
      heard.wait();
      const { value, done } = (await reader?.read()) ?? { done: true, value: undefined };
      if (done) return;
      heard.rest();
      text += value;
      const parts = text.split("\n\n");
      text = parts.pop() ?? "";
      yield* parts.flatMap(toBlock);
    }
  } finally {
    heard.end();
    await reader?.cancel().catch(() => {});
  }
}

function toBlock(text: string): readonly Block[] {
  const lines = new Map(
    text.split("\n").map((line) => {
      const end = line.indexOf(": ");
      return [line.slice(0, end), line.slice(end + 2)];
    }),
  );
  const id = lines.get("id");
  return id === undefined ? [] : [{ id, data: lines.get("data") }];
}

function pause(failures: number, signal: AbortSignal | undefined): Promise<void> {
  const milliseconds = Math.min(30_000, 500 * 2 ** failures);
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      // A signal may live as long as the program: it keeps nothing of a pause that is over.
      signal?.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal?.addEventListener("abort", end);
  });
}

const UNAUTHORISED = 401;
/** Statuses after which the same request may do better: a gateway that is busy or starts. */
const AGAIN: ReadonlySet<number> = new Set([429, 500, 502, 503, 504]);
