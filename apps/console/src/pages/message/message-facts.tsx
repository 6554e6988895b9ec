import type { ReactNode } from "react";
import { AgencyName } from "../../app/agency-name.tsx";
import { Tag } from "../../design/tag.tsx";
import { Countdown, Time } from "../../design/time.tsx";
import { useList } from "../../words/lists.ts";
import { useNames } from "../../words/names.ts";
import { useTimes } from "../../words/times.ts";
import { useWords } from "../../words/words.tsx";
import { BasisText } from "../case/basis-text.tsx";
import { Fact } from "../case/fact.tsx";
import { DeliveryFacts } from "./delivery-facts.tsx";
import type { Envelope } from "./envelope.ts";
import type { Message } from "./queries.ts";

/** What a message is, without its content. */
export function MessageFacts({
  message,
  envelope,
}: {
  readonly message: Message;
  readonly envelope: Envelope | undefined;
}): ReactNode {
  const say = useWords("message");
  const names = useNames();
  const list = useList();
  const { day, instant } = useTimes();
  const { digest, id, erasedAt, eraseBy } = message;
  return (
    <section className="panel stack">
      <h2>{say("facts")}</h2>
      <dl className="facts">
        {message.box === "inbox" ? (
          <ArrivalFacts message={message} />
        ) : (
          <DeliveryFacts message={message} />
        )}
        <AnswerFacts message={message} />
        <Fact name={say("held")}>
          {erasedAt === undefined
            ? say("heldUntil", { day: day(eraseBy) })
            : say("erasedAt", { time: instant(erasedAt) })}
        </Fact>
        <Fact name={say("digest")}>
          <bdi dir="ltr" className="digest">
            {digest}
          </bdi>
        </Fact>
        <Fact name={say("messageId")}>
          <bdi dir="ltr" className="digest">
            {id}
          </bdi>
        </Fact>
        {envelope !== undefined && (
          <>
            <Fact name={say("bases")}>
              {envelope.legalBases.map((basis) => (
                <div className="basis" key={basis}>
                  <BasisText basis={basis} />
                </div>
              ))}
            </Fact>
            <Fact name={say("conditions")}>
              {envelope.conditions.length === 0
                ? say("none")
                : list(envelope.conditions.map((code) => names.code("handling_conditions", code)))}
            </Fact>
            <Fact name={say("agreement")}>
              <bdi dir="ltr">{envelope.agreement}</bdi>
            </Fact>
          </>
        )}
      </dl>
    </section>
  );
}

function ArrivalFacts({
  message,
}: {
  readonly message: Extract<Message, { readonly box: "inbox" }>;
}): ReactNode {
  const say = useWords("message");
  const { sender, receivedAt, state, mendBy, mendedBy } = message;
  return (
    <>
      <Fact name={say("from")}>
        <AgencyName entity={sender} />
      </Fact>
      <Fact name={say("arrived")}>
        <Time at={receivedAt} />
      </Fact>
      <Fact name={say("state")}>
        <Tag tone={state === "accepted" ? "good" : "warn"}>{say(`state.${state}`)}</Tag>
      </Fact>
      {mendBy !== undefined && mendedBy === undefined && (
        <Fact name={say("mendBy")}>
          <Time at={mendBy} /> <Countdown by={mendBy} />
        </Fact>
      )}
    </>
  );
}

/** The time that the law gives for the answer: it counts down until there is one. */
function AnswerFacts({ message }: { readonly message: Message }): ReactNode {
  const say = useWords("message");
  const { instant } = useTimes();
  const { answerClock } = message;
  if (answerClock === undefined) return null;
  const { by, answeredAt, state } = answerClock;
  return (
    <Fact name={say("answerUntil")}>
      {say("answerBy", { time: instant(by) })}{" "}
      {answeredAt === undefined ? (
        <Countdown by={by} />
      ) : (
        <Tag tone={state === "answered" ? "good" : "warn"}>
          {say("answeredAt", { time: instant(answeredAt) })}
        </Tag>
      )}
    </Fact>
  );
}
