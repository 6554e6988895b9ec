import type { ReactNode } from "react";
import { AgencyName } from "../../app/agency-name.tsx";
import { Tag } from "../../design/tag.tsx";
import { Unfold } from "../../design/unfold.tsx";
import { useList } from "../../words/lists.ts";
import { useNames } from "../../words/names.ts";
import { useTimes } from "../../words/times.ts";
import { useWords } from "../../words/words.tsx";
import { BasisText } from "../case/basis-text.tsx";
import { Fact } from "../case/fact.tsx";
import type { Envelope } from "./facts/envelope.ts";
import type { Message } from "./facts/queries.ts";

/** What is known of a message beside its content, and seldom needed: how long it is held, its numbers, its law and agreement. */
export function MessageDetails({
  message,
  envelope,
}: {
  readonly message: Message;
  readonly envelope: Envelope | undefined;
}): ReactNode {
  const say = useWords("message");
  const { day, instant } = useTimes();
  const { digest, id, erasedAt, eraseBy } = message;
  return (
    <Unfold title={say("details")} level={2} className="panel message-details">
      <dl className="facts">
        {message.box === "inbox" ? (
          <Fact name={say("from")}>
            <AgencyName entity={message.sender} />
          </Fact>
        ) : (
          <Fact name={say("to")}>
            <AgencyName entity={message.recipient} />
          </Fact>
        )}
        {message.box === "inbox" && message.state === "accepted" && (
          <Fact name={say("state")}>
            <Tag tone="good">{say("state.accepted")}</Tag>
          </Fact>
        )}
        <Fact name={say("held")}>
          {erasedAt === undefined
            ? say("heldUntil", { day: day(eraseBy) })
            : say("erasedAt", { time: instant(erasedAt) })}
        </Fact>
        {envelope !== undefined && <EnvelopeFacts envelope={envelope} />}
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
      </dl>
    </Unfold>
  );
}

function EnvelopeFacts({
  envelope: { legalBases, conditions, agreement },
}: {
  readonly envelope: Envelope;
}): ReactNode {
  const say = useWords("message");
  const names = useNames();
  const list = useList();
  return (
    <>
      <Fact name={say("bases")}>
        {legalBases.map((basis) => (
          <div className="basis" key={basis}>
            <BasisText basis={basis} />
          </div>
        ))}
      </Fact>
      <Fact name={say("conditions")}>
        {conditions.length === 0
          ? say("none")
          : list(conditions.map((code) => names.code("handling_conditions", code)))}
      </Fact>
      <Fact name={say("agreement")}>
        <bdi dir="ltr">{agreement}</bdi>
      </Fact>
    </>
  );
}
