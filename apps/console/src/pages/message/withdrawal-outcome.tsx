import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useRef } from "react";
import { AgencyName } from "../../app/agency-name.tsx";
import { messageQuery } from "../../app/shared-queries.ts";
import { useWords } from "../../words/words.tsx";
import { MessageLink } from "./message-link.tsx";

/** What becomes of a withdrawal: which erasures were asked for, and which are certified. It changes as certificates come. */
export function WithdrawalOutcome({
  requests,
}: {
  /** Digests of the requests for erasure. None: nobody had received anything. */
  readonly requests: readonly string[];
}): ReactNode {
  const say = useWords("message");
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section className="panel stack" data-outcome="withdrawal">
      <h2 ref={heading} tabIndex={-1}>
        {say("withdrawn")}
      </h2>
      {requests.length === 0 ? (
        <p className="measure">{say("withdrawnUnsent")}</p>
      ) : (
        <>
          <p className="measure">{say("withdrawnLead")}</p>
          <div className="table-scroll">
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">{say("withdrawnTo")}</th>
                  <th scope="col">{say("withdrawnAsked")}</th>
                  <th scope="col">{say("withdrawnState")}</th>
                  <th scope="col">{say("withdrawnCertificates")}</th>
                </tr>
              </thead>
              <tbody>
                {requests.map((digest) => (
                  <Request key={digest} digest={digest} />
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
    </section>
  );
}

function Request({ digest }: { readonly digest: string }): ReactNode {
  const say = useWords("message");
  const { data } = useQuery({
    ...messageQuery(digest),
    // The gateway tells of a certificate under the digest of the certificate, not of what it answers.
    refetchInterval: ({ state }) => (state.data?.answeredBy.length ? false : LOOK_MS),
  });
  return (
    <tr>
      <td>{data?.box === "outbox" && <AgencyName entity={data.recipient} />}</td>
      <td>
        <MessageLink digest={digest} />
      </td>
      <td>{data === undefined ? say("withdrawnLoading") : say(`state.${data.state}`)}</td>
      <td>
        {data === undefined || data.answeredBy.length === 0 ? (
          say("withdrawnWaiting")
        ) : (
          <ul className="plain-list">
            {data.answeredBy.map((answer) => (
              <li key={answer}>
                <MessageLink digest={answer} />
              </li>
            ))}
          </ul>
        )}
      </td>
    </tr>
  );
}

const LOOK_MS = 5_000;
