import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { hostOf } from "../../../app/agency-name.tsx";
import { Notice } from "../../../design/notice.tsx";
import { Problem } from "../../../design/problem.tsx";
import { useWords } from "../../../words/words.tsx";
import { type Message, reachQuery } from "../facts/queries.ts";
import type { WithdrawalBody } from "../facts/withdrawal.ts";

/** Says before a withdrawal what it destroys, and where. Where it is refused, that is said at once. */
export function WithdrawalConsequences({
  message,
  withdrawal,
}: {
  readonly message: Message;
  readonly withdrawal: WithdrawalBody;
}): ReactNode {
  const say = useWords("message");
  const { data: reach, error } = useQuery(reachQuery(withdrawal));
  const other = message.box === "outbox" ? message.recipient : message.sender;
  const isAnyAsked = reach !== undefined && reach.recipients.length > 0;
  const isUntold = reach?.untold.some(({ recipient }) => recipient === other);
  if (error !== null) return <Problem error={error} safe={say("withdrawSafe")} />;
  return (
    <Notice isStill tone="warn" title={say("withdrawFinal")}>
      {/* It changes with what is chosen: screen readers say what is new. */}
      <ul aria-live="polite">
        {reach !== undefined && (
          <li>
            {say("withdrawReach", { count: reach.messages })}
            <ul>
              {reach.recipients.map(({ recipient, messages }) => (
                <li key={recipient}>
                  {say("withdrawReachAt", { agency: hostOf(recipient), count: messages })}
                </li>
              ))}
            </ul>
          </li>
        )}
        {reach?.untold.map(({ recipient, messages }) => (
          <li key={recipient}>
            {say("withdrawReachUntold", { agency: hostOf(recipient), count: messages })}
          </li>
        ))}
        {withdrawal.everywhere === true
          ? isAnyAsked && <li>{say("withdrawThereAll")}</li>
          : isUntold === false && <li>{say("withdrawThere", { agency: hostOf(other) })}</li>}
        {reach !== undefined && reach.kept.length > 0 && (
          <li>{say("withdrawStays", { count: reach.kept.length })}</li>
        )}
        <li>{say("withdrawNot")}</li>
        <li>{say("withdrawRest")}</li>
      </ul>
    </Notice>
  );
}
