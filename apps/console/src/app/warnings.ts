import { answerOf } from "@safepassage/client";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { readFirstPages } from "./first-pages.ts";
import { gateway, isSignedOut } from "./gateway.ts";
import { type OpenWarning, openOf } from "./open-warnings.ts";

/** Warnings that wait for an answer, the one that is due first at the beginning. */
export interface Warnings {
  /** Of which this agency owes the answer. `undefined` until it is known. */
  readonly owed: readonly OpenWarning[] | undefined;
  /** Of which this agency waits for it. */
  readonly awaited: readonly OpenWarning[] | undefined;
  /** Whether the gateway did not answer when it was asked last: others may wait that nobody sees. */
  readonly isUnknown: boolean;
}

/** Follows the warnings that wait for an answer. */
export function useWarnings(): Warnings {
  const arrived = useQuery(arrivedQuery);
  const sent = useQuery(sentQuery);
  const owed = useMemo(
    () =>
      arrived.data &&
      openOf(
        arrived.data.entries
          // The warning that mended it has a clock of its own.
          .filter(({ mendedBy }) => mendedBy === undefined)
          .map((entry) => ({ ...entry, other: entry.sender })),
      ),
    [arrived.data],
  );
  const awaited = useMemo(
    () =>
      sent.data && openOf(sent.data.entries.map((entry) => ({ ...entry, other: entry.recipient }))),
    [sent.data],
  );
  return { owed, awaited, isUnknown: isAway(arrived.error) || isAway(sent.error) };
}

/** Where nobody is signed in any more, the page says that. */
const isAway = (error: Error | null): boolean => error !== null && !isSignedOut(error);

const ASKED = { purpose: "IMMEDIATE_DANGER", messageType: "alert", erased: false } as const;

/** Under "inbox" and "outbox", so that they are asked for again with these. */
const arrivedQuery = queryOptions({
  queryKey: ["inbox", "warnings"],
  queryFn: () =>
    readFirstPages((place) => answerOf(gateway.v1.inbox.$get({ query: { ...ASKED, ...place } }))),
  refetchInterval: () => AGAIN_MS,
  refetchIntervalInBackground: true,
});
const sentQuery = queryOptions({
  queryKey: ["outbox", "warnings"],
  queryFn: () =>
    readFirstPages((place) => answerOf(gateway.v1.outbox.$get({ query: { ...ASKED, ...place } }))),
  refetchInterval: () => AGAIN_MS,
});

const AGAIN_MS = 30_000;
