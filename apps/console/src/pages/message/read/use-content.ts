import type { Reason } from "@safepassage/api";
import { answerOf } from "@safepassage/client";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { gateway, queries } from "../../../app/gateway.ts";
import { useSession } from "../../../app/session.tsx";
import { messageQuery } from "../../../app/shared-queries.ts";
import { byGateway } from "../../../words/clock.ts";
import type { Content, Message } from "../facts/queries.ts";

/** What a message says, from when somebody reads it until it leaves the screen. */
export interface Reading {
  readonly content: Content | undefined;
  /** With which reason, and when. */
  readonly reason: Reason | undefined;
  readonly readAt: string;
  /** How the message stood when it was read. */
  readonly seen: Message | undefined;
  readonly isReading: boolean;
  readonly error: Error | null;
  read(reason: Reason): void;
  hide(): void;
}

/**
 * Reads a message for a reason, once for each time that somebody asks. The content is in no cache: it is gone when it is hidden, when the page is
 * left, and when the session is covered.
 */
export function useContent(digest: string): Reading {
  const { state } = useSession();
  const { mutate, reset, data, variables, submittedAt, isPending, error } = useMutation({
    async mutationFn(reason: Reason) {
      const headers = { "safepassage-reason": reason };
      const content = await answerOf(
        gateway.v1.messages[":digest"].content.$get({ param: { digest } }, { headers }),
      );
      return { content, seen: queries.getQueryData(messageQuery(digest).queryKey) };
    },
    onSettled: () => void queries.invalidateQueries({ queryKey: ["message", digest] }),
    gcTime: 0,
  });
  useEffect(() => {
    if (state !== "open") reset();
  }, [state, reset]);
  const router = useRouter();
  // At once, and not only when the next page is there: somebody may turn back before.
  useEffect(() => router.subscribe("onBeforeNavigate", reset), [router, reset]);
  return {
    content: data?.content,
    reason: data === undefined ? undefined : variables,
    readAt: new Date(byGateway(submittedAt)).toISOString(),
    seen: data?.seen,
    isReading: isPending,
    error,
    read: mutate,
    hide: reset,
  };
}
