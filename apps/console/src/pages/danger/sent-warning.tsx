import { answerOf } from "@safepassage/client";
import { useQuery } from "@tanstack/react-query";
import { Navigate, useParams } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { AgencyName, hostOf } from "../../app/agency-name.tsx";
import { gateway } from "../../app/gateway.ts";
import { ButtonLink } from "../../design/button.tsx";
import { Loading } from "../../design/loading.tsx";
import { Notice } from "../../design/notice.tsx";
import { Page } from "../../design/page.tsx";
import { Problem } from "../../design/problem.tsx";
import { Tag } from "../../design/tag.tsx";
import { Countdown, Time } from "../../design/time.tsx";
import type { Tone } from "../../design/tone.ts";
import { useNow } from "../../words/clock.ts";
import { useWords } from "../../words/words.tsx";
import { useLookedUp } from "../message/facts/use-looked-up.ts";
import { mustCall, type SentWarningView, type Stage, stagesOf } from "./stages.ts";
import "./danger.css";

/** What became of a warning that was sent, with the hour in which the answer is due. */
export function SentWarning(): ReactNode {
  const { digest = "" } = useParams({ strict: false });
  const say = useWords("danger");
  const { data, error, refetch } = useQuery({
    queryKey: ["message", digest],
    queryFn: () => answerOf(gateway.v1.messages[":digest"].$get({ param: { digest } })),
    refetchInterval: AGAIN_MS,
  });
  // Another one went in its place, and is followed: this one says nothing any more.
  if (data?.box === "outbox" && data.replacedBy !== undefined) {
    return <Navigate to="/danger/$digest" params={{ digest: data.replacedBy }} replace />;
  }
  return (
    <Page title={say("sentTitle")} lead={say("sentLead")}>
      {error !== null && (
        <Problem error={error} safe={say("sentSafe")} onAgain={() => void refetch()} />
      )}
      {data === undefined && error === null && <Loading />}
      {data?.box === "inbox" && (
        <Notice title={say("received")}>
          <p>
            <ButtonLink href={`/messages/${digest}`}>{say("openMessage")}</ButtonLink>
          </p>
        </Notice>
      )}
      {data?.box === "outbox" && <Clock warning={data} />}
    </Page>
  );
}

function Clock({ warning }: { readonly warning: SentWarningView }): ReactNode {
  const say = useWords("danger");
  const { recipient, answerClock, answeredBy, digest } = warning;
  const agency = hostOf(recipient);
  const stages = stagesOf(warning, useNow());
  const isAnswered = answerClock?.answeredAt !== undefined;
  // Messages of this agency itself are among them.
  const answer = useLookedUp(isAnswered ? answeredBy : []).find(({ box }) => box === "inbox");
  return (
    <>
      <section className="panel warning-clock">
        <h2>
          <AgencyName entity={recipient} />
        </h2>
        {isAnswered && (
          <>
            <Tag tone="good">{say("isAnswered")}</Tag>
            <p>{say("isAnsweredLead")}</p>
            {answer !== undefined && (
              <ButtonLink weight="main" href={`/messages/${answer.digest}`}>
                {say("openAnswer")}
              </ButtonLink>
            )}
          </>
        )}
        {!isAnswered && answerClock !== undefined && (
          <>
            <Countdown by={answerClock.by} />
            <p>
              {say("dueBy")} <Time at={answerClock.by} />
            </p>
          </>
        )}
        {!isAnswered && answerClock === undefined && <p>{say("clockWaits", { agency })}</p>}
      </section>
      {!isAnswered && (
        <Notice
          tone={mustCall(stages) ? "bad" : "warn"}
          isUrgent={mustCall(stages)}
          title={say(mustCall(stages) ? "callNow" : "callLater", { agency })}
        >
          <p>{say("callFix")}</p>
        </Notice>
      )}
      <section className="panel stack">
        <h2>{say("steps")}</h2>
        <ol className="warning-stages">
          {stages.map((stage) => (
            <StageRow key={stage.name} stage={stage} agency={agency} />
          ))}
        </ol>
        <p className="soft">{say("reviewLead")}</p>
        <div className="row">
          <ButtonLink href={`/messages/${digest}`}>{say("openMessage")}</ButtonLink>
          <ButtonLink weight="quiet" href="/danger">
            {say("another")}
          </ButtonLink>
        </div>
      </section>
    </>
  );
}

function StageRow({
  stage,
  agency,
}: {
  readonly stage: Stage;
  readonly agency: string;
}): ReactNode {
  const say = useWords("danger");
  const { state, says, at } = stage;
  return (
    <li>
      <span>
        <Tag tone={TONES[state]}>{say(`stage.${state}`)}</Tag>
      </span>
      <span role="status">
        {say(`says.${says}`, { agency })} {at !== undefined && <Time at={at} />}
      </span>
    </li>
  );
}

const TONES = { done: "good", waiting: "plain", failed: "bad" } as const satisfies Record<
  string,
  Tone
>;
const AGAIN_MS = 5_000;
