import type { ReactNode } from "react";
import { Countdown, Time } from "../../design/time.tsx";
import { useTimes } from "../../words/times.ts";
import { useWords } from "../../words/words.tsx";
import { Cited } from "../rule-law.tsx";
import type { AnsweredPart, Clocks, RunningPart } from "../tour-api.ts";
import { Fact } from "./fact.tsx";

/** Who has to answer, and how soon. */
export function RunningText({
  part: { period, clocks },
}: {
  readonly part: RunningPart;
}): ReactNode {
  const say = useWords("tour");
  const { span } = useTimes();
  const { answerer: agency } = clocks.between;
  return <p>{say("running.says", { agency, span: span(period.hours * SECONDS_AN_HOUR) })}</p>;
}

/** How much of the time the answer took. */
export function AnsweredText({ part: { clocks } }: { readonly part: AnsweredPart }): ReactNode {
  const say = useWords("tour");
  const { span } = useTimes();
  const { from, by, answeredAt = from } = clocks.answerer;
  const after = span(secondsBetween(from, answeredAt));
  return <p>{say("answered.says", { after, of: span(secondsBetween(from, by)) })}</p>;
}

/** Until when the law wants an answer, and how much of the time is left. */
export function Running({ part: { period, clocks } }: { readonly part: RunningPart }): ReactNode {
  const say = useWords("tour");
  const { from, by } = clocks.answerer;
  return (
    <section className="stack-tight">
      <h3>{say("running")}</h3>
      <p>{say("running.hours", { hours: period.hours })}</p>
      <dl className="facts">
        <Fact name={say("running.arrived")}>
          <Time at={from} />
        </Fact>
        <Fact name={say("running.by")}>
          <Time at={by} />
        </Fact>
        <Fact name={say("running.left")}>
          <Countdown by={by} />
        </Fact>
        <Owed clocks={clocks} />
      </dl>
      <Cited citation={period.citation} citationStatus={period.citationStatus} />
    </section>
  );
}

/** When the answer came. */
export function Answered({ part: { clocks } }: { readonly part: AnsweredPart }): ReactNode {
  const say = useWords("tour");
  const { span } = useTimes();
  const { from, by, answeredAt = from } = clocks.answerer;
  return (
    <section className="stack-tight">
      <h3>{say("answered")}</h3>
      <dl className="facts">
        <Fact name={say("answered.at")}>
          <Time at={answeredAt} />
        </Fact>
        <Fact name={say("running.by")}>
          <Time at={by} />
        </Fact>
        <Fact name={say("answered.used")}>{span(secondsBetween(from, answeredAt))}</Fact>
        <Owed clocks={clocks} />
      </dl>
    </section>
  );
}

function Owed({ clocks: { between, owed, awaited } }: { readonly clocks: Clocks }): ReactNode {
  const say = useWords("tour");
  return (
    <>
      <Fact name={say("running.owes", { agency: between.answerer })}>
        {say("running.count", { ...owed })}
      </Fact>
      <Fact name={say("running.awaits", { agency: between.asker })}>
        {say("running.count", { ...awaited })}
      </Fact>
    </>
  );
}

const secondsBetween = (from: string, to: string): number =>
  (Date.parse(to) - Date.parse(from)) / 1000;

const SECONDS_AN_HOUR = 3600;
