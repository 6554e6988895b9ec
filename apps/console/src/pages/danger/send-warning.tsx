import type { Draft } from "@safepassage/api";
import { answerOf, GatewayProblem } from "@safepassage/client";
import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useRef } from "react";
import { gateway, queries } from "../../app/gateway.ts";
import { useOnce } from "../../app/use-once.ts";
import { Button } from "../../design/button.tsx";
import { FootBar } from "../../design/foot-bar.tsx";
import { Notice } from "../../design/notice.tsx";
import { Problem } from "../../design/problem.tsx";
import { useWords } from "../../words/words.tsx";
import type { Prepared } from "../compose/state/use-preview.ts";
import type { Missing } from "./warning.ts";

/** What a warning lacks still, and the means to send it. Stays in sight while somebody types. */
export function SendWarning({
  prepared,
  missing,
  onNext,
}: {
  readonly prepared: Prepared;
  readonly missing: readonly Missing[];
  /** Gets the address of the page that goes on, once the warning is sent or kept. */
  readonly onNext: (path: string) => void;
}): ReactNode {
  const say = useWords("danger");
  // The same key until it is sent: asking again after a lost answer warns nobody twice.
  const key = useRef(crypto.randomUUID());
  const { written, preview, isCurrent } = prepared;
  const draft = written?.draft;
  const sending = useMutation({
    mutationFn() {
      if (draft === undefined) throw new TypeError("there is no warning to send");
      const headers = { "idempotency-key": key.current };
      return answerOf(
        gateway.v1.messages.$post({ json: { draft, mode: "minimise" } }, { headers }),
      );
    },
    onSuccess({ digest }) {
      void queries.invalidateQueries({ queryKey: ["outbox"] });
      onNext(`/danger/${digest}`);
    },
    gcTime: 0,
  });
  const keeping = useOnce(
    (json: Draft, headers) =>
      answerOf(gateway.v1.drafts.$post({ json: { draft: json } }, { headers })),
    {
      onDone({ id }) {
        void queries.invalidateQueries({ queryKey: ["drafts"] });
        onNext(`/drafts/${id}`);
      },
    },
  );
  const keep = (): void => {
    if (draft !== undefined) keeping.mutate(draft);
  };
  const isWhole = missing.length === 0;
  const maySend = isWhole && isCurrent && preview?.maySend === true;
  const isPreparing = isWhole && readiness() === "preparing";
  return (
    <>
      <FootBar
        name="warning-bar"
        news={
          <>
            <SendProblem
              error={sending.error}
              maySend={maySend}
              onAgain={() => sending.mutate()}
              onAsNew={() => {
                key.current = crypto.randomUUID();
                sending.mutate();
              }}
            />
            {keeping.error !== null && (
              <Problem error={keeping.error} safe={say("notSent")} onAgain={keep} />
            )}
          </>
        }
      >
        <div className="warning-bar-says" role="status" aria-atomic>
          {isWhole ? (
            <p>{say(readiness())}</p>
          ) : (
            <>
              <strong>{say("missing")}</strong>
              <ul>
                {missing.map((name) => (
                  <li key={name}>{say(`missing.${name}`)}</li>
                ))}
              </ul>
            </>
          )}
        </div>
        <Button
          weight="danger"
          // Pending, and not disabled: Tab passes over a disabled button, and one that becomes disabled loses the focus.
          isDisabled={!maySend && !isPreparing}
          isPending={sending.isPending || keeping.isPending || isPreparing}
          onPress={() => sending.mutate()}
        >
          {say("send")}
        </Button>
      </FootBar>
      <div className="row">
        <Button
          weight="quiet"
          // What is on its way is not kept to be sent once more.
          isDisabled={draft === undefined || sending.isPending}
          isPending={keeping.isPending}
          onPress={keep}
        >
          {say("full")}
        </Button>
      </div>
    </>
  );

  function readiness(): "ready" | "readyWithFault" | "unready" | "preparing" {
    if (!isCurrent)
      return prepared.error === undefined && prepared.faults === undefined
        ? "preparing"
        : "unready";
    if (!maySend) return "unready";
    return preview.judgement.verdict === "quarantine" ? "readyWithFault" : "ready";
  }
}

/** Why a warning was not sent. Where one has gone before with other words, it can go as a new one. */
function SendProblem({
  error,
  maySend,
  onAgain,
  onAsNew,
}: {
  readonly error: Error | null;
  /** Whether the page shows what would leave of the warning as it stands now: it may be another one since. */
  readonly maySend: boolean;
  readonly onAgain: () => void;
  readonly onAsNew: () => void;
}): ReactNode {
  const say = useWords("danger");
  if (error === null) return null;
  if (!(error instanceof GatewayProblem) || error.code !== KEY_REUSED) {
    const again = maySend && { onAgain };
    return <Problem error={error} safe={say("notSureSent")} {...again} />;
  }
  return (
    <Notice tone="warn" isUrgent title={say("sentBefore")}>
      <p>{say("sentBeforeFix")}</p>
      <div className="row">
        <Button isDisabled={!maySend} onPress={onAsNew}>
          {say("sendAnother")}
        </Button>
      </div>
    </Notice>
  );
}

const KEY_REUSED = "GATEWAY_IDEMPOTENCY_KEY_REUSED";
