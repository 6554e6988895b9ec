import type { ReactNode } from "react";
import { Button, ButtonLink } from "../../design/button.tsx";
import { useWords } from "../../words/words.tsx";
import type { Action } from "./actions.ts";
import { LabelDialog } from "./label-dialog.tsx";
import type { Message } from "./queries.ts";
import { replyTo } from "./reply-address.ts";
import { ReviewDialog } from "./review-dialog.tsx";
import { WarningDialog } from "./warning-dialog.tsx";
import { WithdrawDialog } from "./withdraw-dialog.tsx";

/** What a person can do about a message. */
export function ActionBar({
  message,
  actions,
  consents,
  onCorrect,
  onWithdrawn,
}: {
  readonly message: Message;
  readonly actions: readonly Action[];
  /** References of the consents that it rests on, once somebody has read it. */
  readonly consents: readonly string[] | undefined;
  readonly onCorrect: () => void;
  readonly onWithdrawn: (requests: readonly string[]) => void;
}): ReactNode {
  const say = useWords("message");
  const { digest } = message;
  const isOwed = message.answerClock !== undefined && message.answerClock.answeredAt === undefined;
  return actions.map((action) => {
    switch (action) {
      case "answer":
        return (
          <ButtonLink
            key={action}
            weight={isOwed ? "main" : "plain"}
            href={replyTo(digest, "response")}
          >
            {say("action.answer")}
          </ButtonLink>
        );
      case "tellError":
        return (
          <ButtonLink key={action} href={replyTo(digest, "qualityNotice")}>
            {say("action.tellError")}
          </ButtonLink>
        );
      case "correct":
        return (
          <Button key={action} onPress={onCorrect}>
            {say("action.correct")}
          </Button>
        );
      case "withdraw":
        return <WithdrawDialog key={action} {...{ message, consents }} onDone={onWithdrawn} />;
      case "review":
        return <ReviewDialog key={action} message={message} />;
      case "reviewWarning":
        return <WarningDialog key={action} digest={digest} />;
      case "label":
        return <LabelDialog key={action} digest={digest} />;
      default:
        return action satisfies never;
    }
  });
}
