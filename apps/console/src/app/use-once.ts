import { GatewayProblem } from "@safepassage/client";
import { type UseMutationResult, useMutation } from "@tanstack/react-query";
import { useRef } from "react";

/** What names a request, so that asking again after a lost answer does nothing twice. */
type OnceHeaders = Readonly<Record<"idempotency-key", string>>;

/**
 * Asks for a change that must happen once. Until the gateway has said what became of it, each try names the same request; what was refused was
 * not done, so the next try is another one.
 */
export function useOnce<Asked, Answered>(
  ask: (asked: Asked, headers: OnceHeaders) => Promise<Answered>,
  { onDone }: { readonly onDone?: (answered: Answered) => void } = {},
): UseMutationResult<Answered, Error, Asked> {
  const key = useRef(crypto.randomUUID());
  const renew = (): void => {
    key.current = crypto.randomUUID();
  };
  return useMutation({
    mutationFn: (asked: Asked) => ask(asked, { "idempotency-key": key.current }),
    onSuccess(answered) {
      renew();
      onDone?.(answered);
    },
    onError(error) {
      if (error instanceof GatewayProblem && error.status < 500) renew();
    },
    // What was asked may say something of a person.
    gcTime: 0,
  });
}
