import { answerOf } from "@safepassage/client";
import { queryOptions } from "@tanstack/react-query";
import { gateway } from "./gateway.ts";

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
