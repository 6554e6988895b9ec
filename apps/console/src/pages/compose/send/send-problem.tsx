import { GatewayProblem } from "@safepassage/client";
import type { ReactNode } from "react";
import { isSignedOut } from "../../../app/gateway.ts";
import { Button, ButtonLink } from "../../../design/button.tsx";
import { Notice } from "../../../design/notice.tsx";
import { Problem } from "../../../design/problem.tsx";
import { useWords } from "../../../words/words.tsx";
import { type KeptDraft, takenBy } from "../state/use-kept-draft.ts";

/** Why a message was not sent, or is not known to be. Where one has gone before as it stood then, this can go as another. */
export function SendProblem({
  error,
  maySend,
  onSend,
  onKeepOwn,
}: {
  readonly error: Error;
  /** Whether the page shows what would leave of the draft as it stands now: it may be another one since. */
  readonly maySend: boolean;
  readonly onSend: (how: { readonly isAnother: boolean }) => void;
  readonly onKeepOwn: () => void;
}): ReactNode {
  const say = useWords("compose");
  const taken = takenBy(error);
  if (taken === "closed") return <ClosedNotice onKeepOwn={onKeepOwn} />;
  if (taken === "changed") return <ChangedNotice onKeepOwn={onKeepOwn} />;
  // The page was covered until somebody had signed in again. An earlier try may have gone.
  if (isSignedOut(error)) return <Notice tone="warn" isUrgent title={say("sessionEnded")} />;
  if (!(error instanceof GatewayProblem) || error.code !== KEY_REUSED) {
    const again = maySend && { onAgain: () => onSend({ isAnother: false }) };
    return <Problem error={error} isChange {...again} />;
  }
  return (
    <Notice tone="warn" isUrgent title={say("sentBefore")}>
      <p>{say("sentBeforeFix")}</p>
      <div className="row">
        <OutboxLink />
        <Button isDisabled={!maySend} onPress={() => onSend({ isAnother: true })}>
          {say("sendAnother")}
        </Button>
      </div>
    </Notice>
  );
}

/** Why a draft is not kept. Where somebody else has changed it, either text can go on. */
export function KeptProblem({ kept }: { readonly kept: KeptDraft }): ReactNode {
  if (kept.error === undefined) return null;
  const keepOwn = () => void kept.keepOwn().catch(() => {});
  switch (kept.taken) {
    case undefined:
      return <Problem error={kept.error} onAgain={() => void kept.keep().catch(() => {})} />;
    case "closed":
      return <ClosedNotice onKeepOwn={keepOwn} />;
    case "changed":
      return <ChangedNotice onKeepOwn={keepOwn} />;
  }
}

/** Says that somebody has changed the draft meanwhile, and lets either text go on. */
function ChangedNotice({ onKeepOwn }: { readonly onKeepOwn: () => void }): ReactNode {
  const say = useWords("compose");
  return (
    <Notice tone="warn" isUrgent title={say("changedElsewhere")}>
      <p>{say("changedElsewhereFix")}</p>
      <div className="row">
        <Button onPress={onKeepOwn}>{say("keepOwn")}</Button>
        <Button weight="quiet" onPress={() => location.reload()}>
          {say("takeOther")}
        </Button>
      </div>
    </Notice>
  );
}

/** Says that somebody has sent or deleted the draft meanwhile, and how the text of this page can go on. */
function ClosedNotice({ onKeepOwn }: { readonly onKeepOwn: () => void }): ReactNode {
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
