import { answerOf } from "@safepassage/client";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { AgencyName } from "../../app/agency-name.tsx";
import { type Answer, gateway } from "../../app/gateway.ts";
import { Loading } from "../../design/loading.tsx";
import { Problem } from "../../design/problem.tsx";
import { Countdown } from "../../design/time.tsx";
import { useNames } from "../../words/names.ts";
import { useWords } from "../../words/words.tsx";

/**
 * Answers that the law gives a time for: how many are owed and awaited, and those whose time ends first. Certificates of
 * erasure are awaited too, and reviews of what was received are due by a day.
 */
export function Answers({
  answers,
  certificates,
  reviews,
}: Pick<Answer<"readHealth">, "answers" | "certificates" | "reviews">): ReactNode {
  const say = useWords("operations");
  const names = useNames();
  const { data, error, refetch } = useQuery({
    queryKey: ["requests", "first"],
    queryFn: () => answerOf(gateway.v1.requests.$get({ query: { limit: SHOWN } })),
  });
  return (
    <section className="panel stack">
      <h2>{say("answers")}</h2>
      {answers === undefined ? (
        <p>{say("storeUnknown")}</p>
      ) : (
        <dl className="facts">
          {(["owed", "awaited"] as const).map((side) => (
            <div key={side} className="fact">
              <dt>{say(`answers.${side}`)}</dt>
              <dd className="number">{say("answersSay", { ...answers[side] })}</dd>
            </div>
          ))}
          {reviews !== undefined && (
            <div className="fact">
              <dt>{say("reviews")}</dt>
              <dd className="number">{say("answersSay", { ...reviews })}</dd>
            </div>
          )}
          {certificates !== undefined && (
            <div className="fact">
              <dt>{say("certificates")}</dt>
              <dd className="number">{say("answersSay", { ...certificates })}</dd>
            </div>
          )}
        </dl>
      )}
      {error !== null && <Problem error={error} onAgain={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data?.entries.length === 0 && <p className="soft">{say("noRequests")}</p>}
      {data !== undefined && data.entries.length > 0 && (
        <table className="table records">
          <caption className="small soft">{say("firstToEnd")}</caption>
          <thead>
            <tr>
              <th scope="col">{say("request")}</th>
              <th scope="col">{say("side")}</th>
              <th scope="col">{say("timeLeft")}</th>
            </tr>
          </thead>
          <tbody>
            {data.entries.map(({ digest, messageType, side, other, answerClock }) => (
              <tr key={digest}>
                <th scope="row">
                  <Link to={messageAt(digest)}>
                    <AgencyName entity={other} />
                  </Link>
                  <div className="small soft">{names.message({ messageType })}</div>
                </th>
                <td data-label={say("side")}>{say(`side.${side}`)}</td>
                <td data-label={say("timeLeft")}>
                  <Countdown by={answerClock.by} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

const messageAt = (digest: string): string => `/messages/${digest}`;
const SHOWN = 10;
