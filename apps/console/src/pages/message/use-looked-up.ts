import { useQueries } from "@tanstack/react-query";
import { messageQuery } from "../../app/shared-queries.ts";
import type { Message } from "./queries.ts";

/** What the gateway tells of the first of some messages, as far as it has told. */
export function useLookedUp(digests: readonly string[]): readonly Message[] {
  return useQueries({
    queries: [...new Set(digests)]
      .slice(0, MOST_LOOKED_UP)
      .map((digest) => ({ ...messageQuery(digest), retry: false })),
  }).flatMap(({ data }) => data ?? []);
}

const MOST_LOOKED_UP = 8;
