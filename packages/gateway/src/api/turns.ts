import { ApiError, type OperationId } from "@safepassage/api";
import type { Caller } from "./caller.ts";
import { personName } from "./caller-name.ts";

/** Has what works long be done in turns, so that whoever asks for much of it keeps nobody else waiting. */
interface Turns {
  /**
   * Works once it is this caller's turn, and what else has arrived until then was seen to.
   *
   * @param signal - Of a request that only shows something, and that nobody misses once it is aborted: then it gives up its turn.
   * @returns `undefined` if it was aborted before its turn.
   * @throws ApiError `API_TURNS_FULL`; what `work` throws.
   */
  take<T>(caller: Caller, work: () => Promise<T>, signal?: AbortSignal): Promise<T | undefined>;
}

/** Operations that prepare a draft: that takes up to a second, in which the gateway does nothing else. */
export const IN_TURNS: ReadonlySet<OperationId> = new Set([
  ...(["preview", "previewDraft", "submitMessage", "submitDraft"] as const),
  ...(["approveDraft", "correctMessage", "previewWithdrawal", "withdraw"] as const),
]);

/** Those of them that change nothing: whoever has gone meanwhile does not miss them. */
export const ONLY_SHOWS: ReadonlySet<OperationId> = new Set([
  ...(["preview", "previewDraft", "previewWithdrawal"] as const),
]);

/** @param officerName - Names an officer: the same staff id in other letters is the same officer. */
export function createTurns(officerName: (id: string) => string): Turns {
  const lanes = new Map<string, Lane>();
  return {
    async take(caller, work, signal) {
      const person = personName(caller, officerName);
      const ofSystems = signal === undefined ? SENT_BY_SYSTEMS : SHOWN_TO_SYSTEMS;
      const { name, atOnce, waiting } =
        person === undefined ? ofSystems : { ...OF_ONE, name: person };
      const lane: Lane = lanes.get(name) ?? { running: 0, waiting: new Set() };
      if (lane.running < atOnce) {
        lane.running += 1;
        lanes.set(name, lane);
      } else if (lane.waiting.size < waiting) {
        if (!(await hasTurn(lane, signal))) return undefined;
      } else {
        throw new ApiError("API_TURNS_FULL", `${waiting} requests of one caller wait`);
      }
      try {
        await seeToOthers();
        return signal?.aborted === true ? undefined : await work();
      } finally {
        const [next] = lane.waiting;
        if (next !== undefined) {
          lane.waiting.delete(next);
          next();
        } else {
          lane.running -= 1;
          if (lane.running === 0) lanes.delete(name);
        }
      }
    },
  };
}

/** Requests of one caller. */
interface Lane {
  running: number;
  /** Gives the turn of one that has ended to the next. */
  readonly waiting: Set<() => void>;
}

/** Has what has arrived meanwhile go first: from a new connection to its answer in several steps. With nothing to do they take no time. */
async function seeToOthers(): Promise<void> {
  for (let step = 0; step < STEPS; step += 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Waits for a turn. Returns whether it has come: whoever asked may have gone. */
function hasTurn({ waiting }: Lane, signal: AbortSignal | undefined): Promise<boolean> {
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
/** Of one officer, or the holders of one role's token. */
const OF_ONE = { atOnce: 1, waiting: 16 } as const;
/** Of the agency's systems. What they submit at once is written to the disk at once. */
const SENT_BY_SYSTEMS = { name: "systems", atOnce: 16, waiting: 1024 } as const;
const SHOWN_TO_SYSTEMS = { name: "systems, shown", atOnce: 2, waiting: 256 } as const;
