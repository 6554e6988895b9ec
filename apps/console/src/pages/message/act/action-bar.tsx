import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useMay } from "../../../app/session.tsx";
import { draftsQuery } from "../../../app/shared-queries.ts";
import { Button, ButtonLink } from "../../../design/button.tsx";
import { useWords } from "../../../words/words.tsx";
import type { Envelope } from "../facts/envelope.ts";
import type { Message } from "../facts/queries.ts";
import type { Withdrawn } from "../facts/withdrawal.ts";
import type { Action } from "./actions.ts";
import { keptAnswersTo } from "./kept-answers.ts";
import { LabelDialog } from "./label-dialog.tsx";
import { RecallDialog } from "./recall-dialog.tsx";
import { answerTo, passOnFrom, replyTo, writeAgain } from "./reply-address.ts";
import { ReviewDialog } from "./review-dialog.tsx";
import { WarningDialog } from "./warning-dialog.tsx";
import { WithdrawDialog } from "./withdraw-dialog.tsx";

/** What a person can do about a message. */
export function ActionBar({
  message,
  actions,
  consents,
  envelope,
  onCorrect,
  onTellFault,
  onWithdrawn,
}: {
  readonly message: Message;
  readonly actions: readonly Action[];
  /** References of the consents that it rests on, once somebody has read it. */
  readonly consents: readonly string[] | undefined;
  /** `undefined` while it is not known. */
  readonly envelope: Envelope | undefined;
  readonly onCorrect: () => void;
  readonly onTellFault: () => void;
  readonly onWithdrawn: (withdrawn: Withdrawn) => void;
}): ReactNode {
  const say = useWords("message");
  const { digest } = message;
  return actions.map((action) => {
    switch (action) {
      case "answer":
        return <AnswerLinks key={action} message={message} />;
      case "showTold":
        return (
          <ButtonLink key={action} weight="main" href={`/messages/${message.inReplyTo}`}>
            {say("action.showTold")}
          </ButtonLink>
        );
      case "tellError":
        return (
          <Button key={action} onPress={onTellFault}>
            {say("action.tellError")}
          </Button>
        );
      case "goOn":
        return (
          <ButtonLink key={action} href={replyTo(digest, "update")}>
            {say("action.goOn")}
          </ButtonLink>
        );
      case "passOn":
        return (
          <ButtonLink key={action} href={passOnFrom(digest)}>
            {say("action.passOn")}
          </ButtonLink>
        );
      case "writeAgain":
        return (
          <ButtonLink key={action} href={writeAgain(digest)}>
            {say("action.writeAgain")}
          </ButtonLink>
        );
      case "recall":
        return (
          message.box === "outbox" &&
          envelope !== undefined && <RecallDialog key={action} {...{ message, envelope }} />
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

/** Leads to an answer: first to one that is kept already, so that nobody writes it twice. */
function AnswerLinks({ message }: { readonly message: Message }): ReactNode {
  const say = useWords("message");
  const may = useMay();
  const { data } = useQuery({ ...draftsQuery, enabled: may("changeDraft") });
  const { digest, answerClock } = message;
  const isAnswered = answerClock?.answeredAt !== undefined;
  const isOwed = answerClock !== undefined && !isAnswered;
  const [kept, ...others] =
    isAnswered || message.box === "outbox" ? [] : keptAnswersTo(message, data?.entries ?? []);
  const empty = answerTo(digest, message.messageType);
  if (kept === undefined) {
    return (
      <ButtonLink weight={isOwed ? "main" : "plain"} href={empty}>
        {say("action.answer")}
      </ButtonLink>
    );
  }
  return (
    <>
      <ButtonLink weight="main" href={others.length === 0 ? `/drafts/${kept.id}` : "/drafts"}>
        {say("action.openDraft", { count: others.length + 1 })}
      </ButtonLink>
      <ButtonLink href={empty}>{say("action.answerAnew")}</ButtonLink>
    </>
  );
}
