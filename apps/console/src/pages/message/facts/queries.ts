import { answerOf } from "@safepassage/client";
import { queryOptions } from "@tanstack/react-query";
import { type Answer, gateway } from "../../../app/gateway.ts";
import type { WithdrawalBody } from "./withdrawal.ts";

/** One message, sent or received, without what it says. */
export type Message = Answer<"getMessage">;

/** What a message says. It was read for a reason, and is kept nowhere. */
export type Content = Answer<"readContent">;

/** What a withdrawal would reach. It may be another a moment later, so it is asked for each time. */
export const reachQuery = (json: WithdrawalBody) =>
  queryOptions({
    queryKey: ["withdrawal", json],
    queryFn: () => answerOf(gateway.v1.withdrawals.preview.$post({ json })),
    ...{ staleTime: 0, gcTime: 0, retry: false },
  });

/** The signed message and its receipts: digests stand in place of its values. */
export const evidenceQuery = (digest: string) =>
  queryOptions({
    queryKey: ["message", digest, "evidence"],
    queryFn: () => answerOf(gateway.v1.messages[":digest"].evidence.$get({ param: { digest } })),
  });
