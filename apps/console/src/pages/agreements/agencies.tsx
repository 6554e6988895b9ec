import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useMemo, useState } from "react";
import { AgencyName, hostOf } from "../../app/agency-name.tsx";
import type { Answer } from "../../app/gateway.ts";
import { agreementsQuery, healthQuery, partnersQuery } from "../../app/shared-queries.ts";
import { Button } from "../../design/button.tsx";
import { Loading } from "../../design/loading.tsx";
import { Notice } from "../../design/notice.tsx";
import { Page } from "../../design/page.tsx";
import { Problem } from "../../design/problem.tsx";
import { Tag } from "../../design/tag.tsx";
import { TextEntry } from "../../design/text-entry.tsx";
import { useNames } from "../../words/names.ts";
import { useOrder } from "../../words/order.ts";
import { useWords } from "../../words/words.tsx";
import { Expiry } from "./expiry.tsx";
import { type Ending, endOfDay } from "./time-line-model.ts";
import "./agreements.css";

type Partner = Answer<"listPartners">["entries"][number];

/** The other agencies of the registry, and what ends soon. */
export function Agencies(): ReactNode {
  const say = useWords("agreements");
  // Waits for the names here: a part that waited would hide the heading, which has the focus.
  useNames();
  const { data, error, refetch } = useQuery(partnersQuery);
  return (
    <Page title={say("agencies")} lead={say("agenciesLead")}>
      {error !== null && <Problem error={error} onAgain={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data?.entries.length === 0 && (
        <Notice tone="warn" title={say("noAgencies")}>
          <p>{say("noAgenciesFix")}</p>
        </Notice>
      )}
      {data !== undefined && data.entries.length > 0 && <AgencyTable partners={data.entries} />}
      <Endings />
    </Page>
  );
}

function AgencyTable({ partners }: { readonly partners: readonly Partner[] }): ReactNode {
  const say = useWords("agreements");
  const names = useNames();
  const order = useOrder();
  const [sought, setSought] = useState("");
  const [shown, setShown] = useState(PAGE);
  const found = useMemo(
    () =>
      partners
        .filter(({ entity }) => hostOf(entity).includes(sought.trim().toLowerCase()))
        .sort((a, b) => order(hostOf(a.entity), hostOf(b.entity))),
    [partners, sought, order],
  );
  return (
    <section className="stack">
      <div className="row actions">
        <TextEntry label={say("findAgency")} value={sought} isLtr onChange={setSought} />
      </div>
      <p className="small soft" role="status">
        {say("foundAgencies", { count: found.length })}
      </p>
      {found.length > 0 && (
        <table className="table records panel" aria-label={say("agencies")}>
          <thead>
            <tr>
              <th scope="col">{say("agency")}</th>
              <th scope="col">{say("type")}</th>
              <th scope="col">{say("country")}</th>
              <th scope="col">{say("reachable")}</th>
              <th scope="col">{say("agreementsWith")}</th>
            </tr>
          </thead>
          <tbody>
            {found.slice(0, shown).map(({ entity, type, country, isReachable, agreements }) => (
              <tr key={entity}>
                <th scope="row">
                  <AgencyName entity={entity} />
                </th>
                <td data-label={say("type")}>{names.code("agency_type", type)}</td>
                <td data-label={say("country")}>{names.code("iso3166-1", country)}</td>
                <td data-label={say("reachable")}>
                  <Tag tone={isReachable ? "good" : "warn"}>
                    {say(isReachable ? "reachableYes" : "reachableNo")}
                  </Tag>
                </td>
                <td data-label={say("agreementsWith")}>
                  {agreements.length === 0 ? (
                    <span className="soft">{say("none")}</span>
                  ) : (
                    <ul className="plain">
                      {agreements.map((id) => (
                        <li key={id}>
                          <Link to="/agreements/$id" params={{ id }}>
                            <bdi dir="ltr">{id}</bdi>
                          </Link>
                        </li>
                      ))}
                      <li>
                        <Link to="/agreements" search={{ partner: entity }}>
                          {say("whatMayBeSent")}
                        </Link>
                      </li>
                    </ul>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {shown < found.length && (
        <div className="row">
          <Button onPress={() => setShown(shown + PAGE)}>{say("showMore")}</Button>
        </div>
      )}
    </section>
  );
}

/** What ends: agreements, and the registry if nobody renews it. */
function Endings(): ReactNode {
  const say = useWords("agreements");
  const agreements = useQuery(agreementsQuery);
  const health = useQuery(healthQuery);
  const endings = useMemo<readonly Ending[]>(() => {
    const usableUntil = health.data?.registry.usableUntil;
    return [
      ...(agreements.data?.entries ?? []).map(({ id, sha256, until }) => ({
        ...{ id: sha256, name: id, at: endOfDay(until), lastDay: until },
      })),
      ...(usableUntil === undefined
        ? []
        : [{ id: "registry", name: say("registry"), at: Date.parse(usableUntil) }]),
    ];
  }, [agreements.data, health.data, say]);
  const error = agreements.error ?? health.error;
  return (
    <>
      {endings.length > 0 && <Expiry endings={endings} />}
      {error !== null && (
        <Problem
          error={error}
          onAgain={() => {
            void agreements.refetch();
            void health.refetch();
          }}
        />
      )}
    </>
  );
}

const PAGE = 100;
