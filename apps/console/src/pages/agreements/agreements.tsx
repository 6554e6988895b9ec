import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { AgencyName } from "../../app/agency-name.tsx";
import { useSession } from "../../app/session.tsx";
import { agreementsQuery } from "../../app/shared-queries.ts";
import { Loading } from "../../design/loading.tsx";
import { Notice } from "../../design/notice.tsx";
import { Page } from "../../design/page.tsx";
import { Problem } from "../../design/problem.tsx";
import { useNames } from "../../words/names.ts";
import { useWords } from "../../words/words.tsx";
import { goesFirst } from "./second-officer.ts";
import { Sendable } from "./sendable.tsx";
import { UntilDay } from "./until-day.tsx";
import "./agreements.css";

/** The agreements in force, and what may be sent under them. */
export function Agreements(): ReactNode {
  const say = useWords("agreements");
  const names = useNames();
  const { me } = useSession();
  const { data, error, refetch } = useQuery(agreementsQuery);
  return (
    <Page title={say("agreements")} lead={say("agreementsLead")}>
      {error !== null && <Problem error={error} onAgain={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data?.entries.length === 0 && (
        <Notice tone="warn" title={say("noAgreements")}>
          <p>{say("noAgreementsFix")}</p>
        </Notice>
      )}
      {data !== undefined && data.entries.length > 0 && (
        <table className="table records panel">
          <caption className="small soft">{say("inForce")}</caption>
          <thead>
            <tr>
              <th scope="col">{say("agreement")}</th>
              <th scope="col">{say("with")}</th>
              <th scope="col">{say("purposes")}</th>
              <th scope="col">{say("until")}</th>
            </tr>
          </thead>
          <tbody>
            {data.entries.map(({ id, sha256, parties, purposes, until, secondOfficer }) => (
              <tr key={sha256}>
                <th scope="row">
                  <Link to="/agreements/$id" params={{ id }}>
                    <bdi dir="ltr">{id}</bdi>
                  </Link>
                </th>
                <td data-label={say("with")}>
                  <ul className="plain">
                    {parties
                      .filter((party) => party !== me.entity)
                      .map((party) => (
                        <li key={party}>
                          <AgencyName entity={party} />
                        </li>
                      ))}
                  </ul>
                </td>
                <td data-label={say("purposes")}>
                  <ul className="plain">
                    {purposes.map((purpose) => (
                      <li key={purpose}>
                        {names.purpose(purpose)}
                        {secondOfficer.includes(purpose) && (
                          <span className="small soft">
                            {" "}
                            {say(
                              goesFirst(purpose) ? "withSecondOfficerAfter" : "withSecondOfficer",
                            )}
                          </span>
                        )}
                      </li>
                    ))}
                  </ul>
                </td>
                <td data-label={say("until")}>
                  <UntilDay day={until} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {(error === null || data !== undefined) && <Sendable />}
    </Page>
  );
}
