import { answerOf } from "@safepassage/client";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useId } from "react";
import { hostOf } from "../../app/agency-name.tsx";
import { gateway } from "../../app/gateway.ts";
import { ButtonLink } from "../../design/button.tsx";
import { Problem } from "../../design/problem.tsx";
import { useNames } from "../../words/names.ts";
import { useTimes } from "../../words/times.ts";
import { useWords } from "../../words/words.tsx";
import { newsOf } from "../message/exchange-news.ts";
import type { Message } from "../message/queries.ts";
import { useLookedUp } from "../message/use-looked-up.ts";

/** Lists the latest handovers that nobody has answered, sent and received. They have no deadline: only this list reminds of them. If there are none, it shows nothing. */
export function OpenHandovers(): ReactNode {
  const say = useWords("requests");
  const heading = useId();
  const { data, error, refetch } = useQuery({
    queryKey: ["handovers"],
    async queryFn() {
      const query = { messageType: "handover", limit: MOST } as const;
      const [received, sent] = await Promise.all([
        answerOf(gateway.v1.inbox.$get({ query: { ...query, state: "accepted" } })),
        answerOf(gateway.v1.outbox.$get({ query })),
      ]);
      return [...received.entries, ...sent.entries].map(({ digest }) => digest);
    },
  });
  const handovers = useLookedUp(data ?? [], 2 * MOST);
  const answers = useLookedUp(
    handovers.flatMap(({ answeredBy }) => answeredBy),
    4 * MOST,
  );
  const open = handovers.flatMap((message) => {
    const found = newsOf(message, answers, []).map(({ news }) => news);
    const news = OPEN.find((one) => found.includes(one));
    return news === undefined || message.erasedAt !== undefined ? [] : [{ message, news }];
  });
  if (error === null && open.length === 0) return null;
  return (
    <section className="stack" aria-labelledby={heading}>
      <h2 id={heading}>{say("handovers")}</h2>
      {error !== null && <Problem error={error} onAgain={() => void refetch()} />}
      {open.length > 0 && <p>{say("handoversLead")}</p>}
      <ul className="requests" aria-labelledby={heading}>
        {open.map((one) => (
          <HandoverCard key={one.message.digest} {...one} />
        ))}
      </ul>
    </section>
  );
}

function HandoverCard({
  message,
  news,
}: {
  readonly message: Message;
  readonly news: (typeof OPEN)[number];
}): ReactNode {
  const say = useWords("requests");
  const { instant } = useTimes();
  const heading = useId();
  const names = useNames();
  const isReceived = message.box === "inbox";
  const agency = hostOf(isReceived ? message.sender : message.recipient);
  const time = instant(isReceived ? message.receivedAt : message.createdAt);
  return (
    <li className="panel request">
      <div className="stack-tight">
        <h3 className="request-title" id={heading}>
          {say(`title.${news}`, { agency })}
        </h3>
        <p>
          <strong>{names.message(message)}</strong>
          {" · "}
          {names.purpose(message.purpose)}
        </p>
        <span>{say("handoverSince", { time })}</span>
      </div>
      <div className="row">
        <ButtonLink href={`/messages/${message.digest}`} aria-describedby={heading}>
          {say("show")}
        </ButtonLink>
      </div>
    </li>
  );
}

const OPEN = ["handoverOffered", "handoverAsked"] as const;
/** The last ones of each side. */
const MOST = 10;
