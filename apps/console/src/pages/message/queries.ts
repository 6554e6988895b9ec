import { answerOf } from "@safepassage/client";
import { queryOptions } from "@tanstack/react-query";
import { type Answer, gateway } from "../../app/gateway.ts";

/** One message, sent or received, without what it says. */
export type Message = Answer<"getMessage">;

/** What a message says. It was read for a reason, and is kept nowhere. */
export type Content = Answer<"readContent">;

/** The signed message and its receipts: digests stand in place of its values. */
export const evidenceQuery = (digest: string) =>
  queryOptions({
    queryKey: ["message", digest, "evidence"],
    queryFn: () => answerOf(gateway.v1.messages[":digest"].evidence.$get({ param: { digest } })),
  });
