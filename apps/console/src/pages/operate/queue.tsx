import { Link } from "@tanstack/react-router";
import { type ReactNode, useId } from "react";
import type { Answer } from "../../app/gateway.ts";
import { useLocale, useWords } from "../../words/words.tsx";
import { barsOf } from "./bars-model.ts";

/** The messages sent, by where they are: bars, and the numbers beside them. Each state leads to its messages. */
export function Queue({ outbox }: { readonly outbox: Answer<"readHealth">["outbox"] }): ReactNode {
  const say = useWords("operations");
  const { locale, dir } = useLocale();
  const id = useId();
  if (outbox === undefined) {
    return (
      <section className="panel stack">
        <h2>{say("queue")}</h2>
        <p>{say("storeUnknown")}</p>
      </section>
    );
  }
  const counts = STATES.map((state) => ({ id: state, count: outbox[state] ?? 0 }));
  const bars = barsOf(counts, dir === "rtl");
  const number = new Intl.NumberFormat(locale);
  return (
    <section className="panel stack">
      <h2 id={id}>{say("queue")}</h2>
      <table className="table bars" aria-labelledby={id}>
        <thead>
          <tr>
            <th scope="col">{say("queueState")}</th>
            <th scope="col">{say("queueCount")}</th>
            <td aria-hidden="true" />
          </tr>
        </thead>
        <tbody>
          {STATES.map((state, index) => {
            const bar = bars[index];
            return (
              <tr key={state}>
                <th scope="row">
                  <Link to="/outbox" search={{ state }}>
                    {say(`state.${state}`)}
                  </Link>
                </th>
                <td className="number">{number.format(bar?.count ?? 0)}</td>
                <td className="bar-cell" aria-hidden="true">
                  <svg className="count-bar" data-state={state} aria-hidden="true">
                    <rect x={`${bar?.start ?? 0}%`} width={`${bar?.length ?? 0}%`} height="100%" />
                  </svg>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

const STATES = [
  "queued",
  "sending",
  "delivered",
  "decided",
  "refused",
  "expired",
  "unsent",
  "replaced",
] as const;
