import type { ReactNode } from "react";
import { Notice } from "../../design/notice.tsx";
import { useWords } from "../../words/words.tsx";
import { type ExchangeNews, newsOf } from "./exchange-news.ts";
import { MessageLink } from "./facts/message-link.tsx";
import type { Message } from "./facts/queries.ts";
import { useLookedUp } from "./facts/use-looked-up.ts";

/** Says what later messages mean for this one: that the person was located, that a value is said to be wrong, that it is recalled, that another agency takes over. */
export function ExchangeNotices({ message }: { readonly message: Message }): ReactNode {
  const say = useWords("message");
  const others = useLookedUp(message.answeredBy);
  const handovers = others.filter(({ messageType }) => messageType === "handover");
  const answers = useLookedUp(handovers.flatMap(({ answeredBy }) => answeredBy));
  return newsOf(message, others, answers).map(({ news, digests }) => (
    <Notice key={news} isStill tone={TONES[news]} title={say(`news.${news}`)}>
      <p>{say(`newsText.${news}`)}</p>
      {digests.length > 0 && (
        <ul className="plain-list">
          {digests.map((digest) => (
            <li key={digest}>
              <MessageLink digest={digest} />
            </li>
          ))}
        </ul>
      )}
    </Notice>
  ));
}

const TONES = {
  located: "warn",
  faultTold: "warn",
  faultCorrected: "plain",
  recalled: "warn",
  takenBack: "plain",
  copiesKept: "warn",
  handoverAsked: "warn",
  handoverOffered: "warn",
  handoverAnswered: "plain",
  handoverRefused: "warn",
  onwardAsked: "warn",
  onwardOffered: "warn",
  onwardAnswered: "plain",
} as const satisfies Record<ExchangeNews["news"], string>;
