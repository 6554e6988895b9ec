import { GatewayProblem } from "@safepassage/client";
import type { ReactNode } from "react";
import { isSignedOut } from "../../../app/gateway.ts";
import { Button, ButtonLink } from "../../../design/button.tsx";
import { Notice } from "../../../design/notice.tsx";
import { Problem } from "../../../design/problem.tsx";
import { useWords } from "../../../words/words.tsx";
import { takenBy } from "../state/use-kept-draft.ts";

/** Why a message was not sent, or is not known to be. Where one has gone before as it stood then, this can go as another. */
export function SendProblem({
  error,
  onSend,
  onKeepOwn,
}: {
  readonly error: Error;
  readonly onSend: (how: { readonly isAnother: boolean }) => void;
  readonly onKeepOwn: () => void;
}): ReactNode {
  const say = useWords("compose");
  if (takenBy(error) === "closed") return <ClosedNotice onKeepOwn={onKeepOwn} />;
  // The page was covered until somebody had signed in again. An earlier try may have gone.
  if (isSignedOut(error)) return <Notice tone="warn" isUrgent title={say("sessionEnded")} />;
  if (!(error instanceof GatewayProblem) || error.code !== KEY_REUSED) {
    return <Problem error={error} isChange onAgain={() => onSend({ isAnother: false })} />;
  }
  return (
    <Notice tone="warn" isUrgent title={say("sentBefore")}>
      <p>{say("sentBeforeFix")}</p>
      <div className="row">
        <OutboxLink />
        <Button onPress={() => onSend({ isAnother: true })}>{say("sendAnother")}</Button>
      </div>
    </Notice>
  );
}

/** Says that somebody has sent or deleted the draft meanwhile, and how the text of this page can go on. */
export function ClosedNotice({ onKeepOwn }: { readonly onKeepOwn: () => void }): ReactNode {
  const say = useWords("compose");
  return (
    <Notice tone="warn" isUrgent title={say("closedElsewhere")}>
      <p>{say("closedElsewhereFix")}</p>
      <div className="row">
        <OutboxLink />
        <Button onPress={onKeepOwn}>{say("keepOwn")}</Button>
      </div>
    </Notice>
  );
}

/** In a tab of its own: what was typed stays here. */
function OutboxLink(): ReactNode {
  const say = useWords("shell");
  return (
    <ButtonLink href="/outbox" target="_blank">
      {say("outbox")}
    </ButtonLink>
  );
}

const KEY_REUSED = "GATEWAY_IDEMPOTENCY_KEY_REUSED";
