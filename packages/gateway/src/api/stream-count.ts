import { ApiError } from "@safepassage/api";
import type { Caller } from "./caller.ts";
import { personName } from "./caller-name.ts";

/** Counts streams, so that there are never too many, and that nobody takes those of others. */
export interface StreamCount {
  /**
   * Counts one more.
   *
   * @returns How its end is told.
   * @throws ApiError `API_STREAMS_OWN_FULL`, `API_STREAMS_FULL`.
   */
  take(caller: Caller): () => void;
}

/** How many streams are open at once: more than an agency has programs and open pages. */
const MOST_STREAMS = {
  inAll: 256,
  /** Of one officer, or of the holders of one role's token. */
  ofOne: 8,
  /** Of all people: the rest is kept for the systems of the agency. */
  ofPeople: 224,
  /** Of its systems: the rest is kept for people. */
  ofSystems: 128,
} as const;

/** @param officerName - Names an officer: the same staff id in other letters is the same officer. */
export function createStreamCount(officerName: (id: string) => string): StreamCount {
  const open = new Map<string, number>();
  const countOf = (name: string): number => open.get(name) ?? 0;
  const add = (names: readonly string[], more: 1 | -1): void => {
    for (const name of names) {
      const count = countOf(name) + more;
      if (count === 0) open.delete(name);
      else open.set(name, count);
    }
  };
  return {
    take(caller) {
      const own = personName(caller, officerName);
      const [kind, most] =
        own === undefined
          ? (["systems", MOST_STREAMS.ofSystems] as const)
          : (["people", MOST_STREAMS.ofPeople] as const);
      const names = ["all", kind, ...(own === undefined ? [] : [own])];
      if (own !== undefined && countOf(own) >= MOST_STREAMS.ofOne) {
        throw new ApiError("API_STREAMS_OWN_FULL", `${MOST_STREAMS.ofOne} streams of one are open`);
      }
      if (countOf("all") >= MOST_STREAMS.inAll || countOf(kind) >= most) {
        throw new ApiError("API_STREAMS_FULL", `${countOf("all")} streams are open`);
      }
      add(names, 1);
      return () => add(names, -1);
    },
  };
}
