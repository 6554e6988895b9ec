import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useMay } from "../../app/session.tsx";
import { healthQuery, partnersQuery, recentAlarmsQuery } from "../../app/shared-queries.ts";
import { Button } from "../../design/button.tsx";
import { Loading } from "../../design/loading.tsx";
import { Page } from "../../design/page.tsx";
import { Problem } from "../../design/problem.tsx";
import { byGateway } from "../../words/clock.ts";
import { useTimes } from "../../words/times.ts";
import { useWords } from "../../words/words.tsx";
import { Answers } from "./answers.tsx";
import { ClockPart } from "./clock-part.tsx";
import { Facts } from "./facts.tsx";
import { Queue } from "./queue.tsx";
import { Readiness } from "./readiness.tsx";
import "./operations.css";

/** How the gateway is, for those who run it and those who watch it. */
export function Operations(): ReactNode {
  const say = useWords("operations");
  const { instant } = useTimes();
  const { data, error, refetch, isFetching, dataUpdatedAt } = useQuery({
    ...healthQuery,
    refetchInterval: LOOK_MS,
  });
  return (
    <Page
      title={say("title")}
      lead={say("lead")}
      actions={
        <Button isPending={isFetching} onPress={() => void refetch()}>
          {say("lookAgain")}
        </Button>
      }
    >
      {error !== null && <Problem error={error} onAgain={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data !== undefined && (
        <>
          <p className="small soft">
            {say("asOf", { time: instant(new Date(byGateway(dataUpdatedAt)).toISOString()) })}
          </p>
          <Readiness health={data} />
          <ClockPart health={data} />
          <div className="operate-parts">
            <div className="stack">
              <Queue outbox={data.outbox} />
              <Facts health={data} />
            </div>
            <div className="stack">
              <Answers
                answers={data.answers}
                certificates={data.certificates}
                reviews={data.reviews}
              />
              <Watch />
            </div>
          </div>
        </>
      )}
    </Page>
  );
}

/** Where the rest is: alarms, refusals, agencies. */
function Watch(): ReactNode {
  const say = useWords("operations");
  const may = useMay();
  const { instant } = useTimes();
  const alarms = useQuery(recentAlarmsQuery);
  const partners = useQuery(partnersQuery);
  const [newest] = alarms.data?.entries ?? [];
  const entries = partners.data?.entries ?? [];
  return (
    <section className="panel stack">
      <h2>{say("watch")}</h2>
      <dl className="facts">
        <dt>
          <Link to="/alarms">{say("alarms")}</Link>
        </dt>
        <dd>
          {alarms.error !== null && say("unknown")}
          {alarms.data !== undefined &&
            (newest === undefined
              ? say("noAlarm")
              : say("newestAlarm", { time: instant(newest.at) }))}
        </dd>
        <dt>
          <Link to="/refusals">{say("refusals")}</Link>
        </dt>
        <dd>{say("refusalsSay")}</dd>
        <dt>
          <Link to="/agencies">{say("partners")}</Link>
        </dt>
        <dd>
          {partners.error !== null
            ? say("unknown")
            : say("partnersSay", {
                count: entries.length,
                reachable: entries.filter(({ isReachable }) => isReachable).length,
                agreed: entries.filter(({ agreements }) => agreements.length > 0).length,
              })}
        </dd>
        {may("listLocks") && (
          <>
            <dt>
              <Link to="/locks">{say("locks")}</Link>
            </dt>
            <dd>{say("locksSay")}</dd>
          </>
        )}
      </dl>
    </section>
  );
}

const LOOK_MS = 15_000;
