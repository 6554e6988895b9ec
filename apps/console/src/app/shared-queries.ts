import { answerOf } from "@safepassage/client";
import { queryOptions } from "@tanstack/react-query";
import { readFirstPages } from "./first-pages.ts";
import { type Answer, gateway } from "./gateway.ts";

/** A draft that is kept, without what it says. */
export type DraftEntry = Answer<"listDrafts">["entries"][number];

/** The other agencies of the registry. */
export const partnersQuery = queryOptions({
  queryKey: ["partners"],
  queryFn: () => answerOf(gateway.v1.partners.$get()),
  staleTime: 300_000,
});

/** What may be sent to an agency, under each agreement with it. */
export const sendableQuery = (recipient: string) =>
  queryOptions({
    queryKey: ["sendable", recipient],
    queryFn: () => answerOf(gateway.v1.partners.sendable.$get({ query: { recipient } })),
    staleTime: 300_000,
  });

/** The agreements in force. */
export const agreementsQuery = queryOptions({
  queryKey: ["agreements"],
  queryFn: () => answerOf(gateway.v1.agreements.$get()),
  staleTime: 300_000,
});

/** What became of a message, without its content. */
export const messageQuery = (digest: string) =>
  queryOptions({
    queryKey: ["message", digest],
    queryFn: () => answerOf(gateway.v1.messages[":digest"].$get({ param: { digest } })),
  });

/** How the gateway is. */
export const healthQuery = queryOptions({
  queryKey: ["health"],
  queryFn: () => answerOf(gateway.v1.health.$get()),
});

/** The newest alarms, as many as the menu counts. */
export const recentAlarmsQuery = queryOptions({
  queryKey: ["alarms", "recent"],
  queryFn: () => answerOf(gateway.v1.alarms.$get({ query: { limit: 50 } })),
});

/** The drafts that are open, the newest first; of very many the newest only. They are asked for again also while a page hears no events. */
export const draftsQuery = queryOptions({
  queryKey: ["drafts", "all"],
  queryFn: () => readFirstPages((query) => answerOf(gateway.v1.drafts.$get({ query }))),
  refetchInterval: () => DRAFTS_AGAIN_MS,
});

const DRAFTS_AGAIN_MS = 20_000;
