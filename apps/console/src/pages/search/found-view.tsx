import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { AgencyName } from "../../app/agency-name.tsx";
import type { Answer } from "../../app/gateway.ts";
import { Time } from "../../design/time.tsx";
import { useNames } from "../../words/names.ts";
import { useTimes } from "../../words/times.ts";
import { useWords } from "../../words/words.tsx";

/** The messages that a search has found, received and sent. */
export function FoundView({ found }: { readonly found: Answer<"findByCase"> }): ReactNode {
  const say = useWords("search");
  const received = found.received.map((entry) => ({
    ...entry,
    at: entry.receivedAt,
    agency: entry.sender,
  }));
  const sent = found.sent.map((entry) => ({
    ...entry,
    at: entry.createdAt,
    agency: entry.recipient,
  }));
  return (
    <>
      {received.length > 0 && <FoundTable title={say("received")} entries={received} />}
      {sent.length > 0 && <FoundTable title={say("sent")} entries={sent} />}
    </>
  );
}

interface Found {
  readonly digest: string;
  readonly messageType: string;
  readonly withdrawsConsent?: true | undefined;
  readonly purpose: string;
  readonly at: string;
  readonly agency: string;
  readonly eraseBy: string;
  readonly erasedAt?: string | undefined;
}

function FoundTable({
  title,
  entries,
}: {
  readonly title: string;
  readonly entries: readonly Found[];
}): ReactNode {
  const say = useWords("search");
  const names = useNames();
  const { day } = useTimes();
  return (
    <section className="panel stack">
      <h2>{title}</h2>
      <div className="table-scroll">
        <table className="table table-stack found">
          <thead>
            <tr>
              <th scope="col">{say("message")}</th>
              <th scope="col">{say("agency")}</th>
              <th scope="col">{say("when")}</th>
              <th scope="col">{say("content")}</th>
            </tr>
          </thead>
          <tbody>
            {entries.map(({ digest, purpose, agency, at, eraseBy, erasedAt, ...entry }) => (
              <tr key={digest}>
                <td data-label={say("message")}>
                  <Link className="found-link" to="/messages/$digest" params={{ digest }}>
                    {names.message(entry)}
                  </Link>
                  <span className="small soft">{names.purpose(purpose)}</span>
                </td>
                <td data-label={say("agency")}>
                  <AgencyName entity={agency} />
                </td>
                <td data-label={say("when")}>
                  <Time at={at} />
                </td>
                <td data-label={say("content")}>
                  {erasedAt === undefined
                    ? say("heldUntil", { day: day(eraseBy) })
                    : say("erased", { day: day(erasedAt.slice(0, 10)) })}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
