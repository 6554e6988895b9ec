import { useQueries } from "@tanstack/react-query";
import { messageQuery } from "../../../app/shared-queries.ts";
import type { Message } from "./queries.ts";

/** What the gateway tells of the first of some messages, as far as it has told. @param most - How many are asked about. */
export function useLookedUp(
  digests: readonly string[],
  most: number = MOST_LOOKED_UP,
): readonly Message[] {
  return useQueries({
    queries: [...new Set(digests)]
      .slice(0, most)
      .map((digest) => ({ ...messageQuery(digest), retry: false })),
  }).flatMap(({ data }) => data ?? []);
}

const MOST_LOOKED_UP = 8;
