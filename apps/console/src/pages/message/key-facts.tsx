import type { ReactNode } from "react";
import { Tag } from "../../design/tag.tsx";
import { Countdown, endOfDay, Time } from "../../design/time.tsx";
import { useNames } from "../../words/names.ts";
import { useTimes } from "../../words/times.ts";
import { useWords } from "../../words/words.tsx";
import { Fact } from "../case/fact.tsx";
import { DeliveryFacts } from "./facts/delivery-facts.tsx";
import type { Message } from "./facts/queries.ts";

/** What somebody has to know before reading a message: when it came or went, how it stands, and by when something is due. */
export function KeyFacts({ message }: { readonly message: Message }): ReactNode {
  return (
    <dl className="key-facts">
      {message.box === "inbox" ? (
        <ArrivalFacts message={message} />
      ) : (
        <DeliveryFacts message={message} />
      )}
      <AnswerFacts message={message} />
      {message.box === "inbox" ? (
        <ReviewFacts message={message} />
      ) : (
        <SecondReviewFacts message={message} />
      )}
    </dl>
  );
}

function ArrivalFacts({
  message: { receivedAt, state, mendBy, mendedBy },
}: {
  readonly message: Extract<Message, { readonly box: "inbox" }>;
}): ReactNode {
  const say = useWords("message");
  return (
    <>
      <Fact name={say("arrived")}>
        <Time at={receivedAt} />
      </Fact>
      {state !== "accepted" && (
        <Fact name={say("state")}>
          <Tag tone="warn">{say(`state.${state}`)}</Tag>
        </Fact>
      )}
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

/** By which day this agency reviews whether it still needs the content. Once it has, nothing is due. */
function ReviewFacts({
  message: { review },
}: {
  readonly message: Extract<Message, { readonly box: "inbox" }>;
}): ReactNode {
  const say = useWords("message");
  const { day } = useTimes();
  if (review === undefined) return null;
  return (
    <Fact name={say("reviewDue")}>
      {say("reviewDueBy", { day: day(review.by) })} <Countdown by={endOfDay(review.by)} />
    </Fact>
  );
}

/** Until when a second officer looks at what went first, or how that one saw it. */
function SecondReviewFacts({
  message: { secondReview },
}: {
  readonly message: Extract<Message, { readonly box: "outbox" }>;
}): ReactNode {
  const say = useWords("message");
  const names = useNames();
  const { instant } = useTimes();
  if (secondReview === undefined) return null;
  const { by, outcome } = secondReview;
  return (
    <Fact name={say("secondReview")}>
      {outcome === undefined ? (
        <>
          {say("answerBy", { time: instant(by) })} <Countdown by={by} />
        </>
      ) : (
        names.code("review_outcome", outcome)
      )}
    </Fact>
  );
}
