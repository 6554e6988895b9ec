import type { Draft } from "@safepassage/api";
import { answerOf } from "@safepassage/client";
import type { UseMutationResult } from "@tanstack/react-query";
import { type Answer, gateway, queries } from "../../../app/gateway.ts";
import { useOnce } from "../../../app/use-once.ts";

/** Sends a message about another one, once. @param digest - Of the other one, whose page then shows it. */
export function useSendDraft(
  digest: string,
  onDone?: () => void,
): UseMutationResult<Answer<"submitMessage">, Error, Draft> {
  return useOnce(
    (draft: Draft, headers) =>
      answerOf(gateway.v1.messages.$post({ json: { draft, mode: "minimise" } }, { headers })),
    {
      onDone() {
        onDone?.();
        void queries.invalidateQueries({ queryKey: ["message", digest] });
        void queries.invalidateQueries({ queryKey: ["outbox"] });
      },
    },
  );
}
