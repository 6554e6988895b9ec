import type { Client } from "./client.ts";
import { GatewayProblem } from "./problem.ts";

/** Something that has happened, with the id to go on from. */
export interface Followed {
  readonly id: string;
  readonly event: string;
  /** When. Instant. */
  readonly at: string;
  /** Digest of the message, or of a refused package. */
  readonly ref: string;
  /** The state that it has now. */
  readonly code?: string;
}

/**
 * Follows the events of a gateway, and goes on by itself after a break: nothing is left out, and nothing comes twice.
 *
 * @param after - The id of the last event that the program has dealt with. Left out: what happens from now on.
 * @throws GatewayProblem where going on makes no sense, such as `API_EVENTS_GONE`.
 */
export async function* follow(
  client: Client,
  { after, signal }: { readonly after?: string; readonly signal?: AbortSignal } = {},
): AsyncGenerator<Followed, void> {
  let last = after;
  const isEnded = (): boolean => signal?.aborted === true;
  for (let failures = 0; !isEnded(); ) {
    try {
      for await (const event of stream(client, last, signal)) {
        failures = 0;
        last = event.id;
        yield event;
      }
    } catch (error) {
      if (error instanceof GatewayProblem && !AGAIN.has(error.status)) throw error;
      failures += 1;
    }
    if (!isEnded()) await pause(failures, signal);
  }
}

async function* stream(
  client: Client,
  after: string | undefined,
  signal: AbortSignal | undefined,
): AsyncGenerator<Followed> {
  const query = after === undefined ? {} : { after };
  const asked = client.v1.events.$get({ query }, { init: signal ? { signal } : {} });
  const response = (await asked) as unknown as Response;
  if (!response.ok) {
    const problem = (await response.json().catch(() => ({}))) as Record<string, unknown>;
    throw new GatewayProblem(response.status, problem);
  }
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  try {
    for (;;) {
      const { value, done } = (await reader?.read()) ?? { done: true, value: undefined };
      if (done) return;
      text += value;
      const blocks = text.split("\n\n");
      text = blocks.pop() ?? "";
      yield* blocks.flatMap(toEvent);
    }
  } finally {
    await reader?.cancel().catch(() => {});
  }
}

function toEvent(block: string): readonly Followed[] {
  const lines = new Map(
    block.split("\n").map((line) => {
      const end = line.indexOf(": ");
      return [line.slice(0, end), line.slice(end + 2)];
    }),
  );
  const [id, data] = [lines.get("id"), lines.get("data")];
  if (id === undefined || data === undefined) return [];
  return [{ id, ...(JSON.parse(data) as Omit<Followed, "id">) }];
}

function pause(failures: number, signal: AbortSignal | undefined): Promise<void> {
  const milliseconds = Math.min(30_000, 500 * 2 ** failures);
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** Statuses after which the same request may do better: a token that is over, a gateway that is busy or starts. */
const AGAIN: ReadonlySet<number> = new Set([401, 429, 500, 502, 503, 504]);
