import { ApiError, type OperationId } from "@safepassage/api";
import type { Caller } from "./caller.ts";
import { personName } from "./caller-name.ts";

/** Has what works long be done in turns, so that no person who asks for much of it keeps others waiting. */
export interface Turns {
  /**
   * Works once it is this person's turn, and what else has arrived until then was seen to. The systems of the agency wait for no turn:
   * what they submit at once is made durable at once.
   *
   * @param signal - Of a request that nobody misses once it is aborted: then it gives up its turn.
   * @returns `undefined` if it was aborted before its turn.
   * @throws ApiError `API_TURNS_FULL`; what `work` throws.
   */
  take<T>(caller: Caller, work: () => Promise<T>, signal?: AbortSignal): Promise<T | undefined>;
}

/** Operations that prepare a draft: that takes up to a second, in which the gateway does nothing else. */
export const IN_TURNS: ReadonlySet<OperationId> = new Set([
  ...(["preview", "previewDraft", "submitMessage", "submitDraft"] as const),
  ...(["approveDraft", "correctMessage", "withdraw"] as const),
]);

/** Those of them that change nothing: whoever has gone meanwhile does not miss them. */
export const ONLY_SHOWS: ReadonlySet<OperationId> = new Set(["preview", "previewDraft"]);

/** @param officerName - Names an officer: the same staff id in other letters is the same officer. */
export function createTurns(officerName: (id: string) => string): Turns {
  // Of each person whose request is worked on, those that wait.
  const lanes = new Map<string, Waiting>();
  const giveOn = (name: string): void => {
    const waiting = lanes.get(name);
    const [next] = waiting ?? [];
    if (next === undefined) {
      lanes.delete(name);
      return;
    }
    waiting?.delete(next);
    next();
  };
  return {
    async take(caller, work, signal) {
      const name = personName(caller, officerName);
      if (name === undefined) return work();
      const waiting = lanes.get(name);
      if (waiting === undefined) lanes.set(name, new Set());
      else if (waiting.size >= MOST_WAITING) {
        throw new ApiError("API_TURNS_FULL", `${MOST_WAITING} requests of one person wait`);
      } else if (!(await hasTurn(waiting, signal))) return undefined;
      try {
        await seeToOthers();
        return signal?.aborted === true ? undefined : await work();
      } finally {
        giveOn(name);
      }
    },
  };
}

/** What gives its turn to each request that waits. */
type Waiting = Set<() => void>;

/** Has what has arrived meanwhile go first: from a new connection to its answer in several steps. With nothing to do they take no time. */
async function seeToOthers(): Promise<void> {
  for (let step = 0; step < STEPS; step += 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Waits for a turn. Returns whether it has come: whoever asked may have gone. */
function hasTurn(waiting: Waiting, signal: AbortSignal | undefined): Promise<boolean> {
  return new Promise((resolve) => {
    const give = (): void => {
      signal?.removeEventListener("abort", leave);
      resolve(true);
    };
    const leave = (): void => {
      waiting.delete(give);
      resolve(false);
    };
    waiting.add(give);
    signal?.addEventListener("abort", leave, { once: true });
  });
}

/** Of the event loop. */
const STEPS = 16;
/** Of one officer, or the holders of one role's token. One more is worked on. */
const MOST_WAITING = 16;
