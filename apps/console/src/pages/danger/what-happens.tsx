import type { ReactNode } from "react";
import { hostOf } from "../../app/agency-name.tsx";
import { useTimes } from "../../words/times.ts";
import { useWords } from "../../words/words.tsx";

/** What happens once a warning is sent, step by step. @param eraseBy - `YYYY-MM-DD`, if it is known. */
export function WhatHappens({
  recipient,
  eraseBy,
}: {
  readonly recipient: string | undefined;
  readonly eraseBy: string | undefined;
}): ReactNode {
  const say = useWords("danger");
  const { day } = useTimes();
  const agency = recipient === undefined ? say("theAgency") : hostOf(recipient);
  return (
    <section className="panel stack-tight">
      <h2>{say("next")}</h2>
      <ol className="warning-steps">
        <li>{say("next1")}</li>
        <li>{say("next2", { agency })}</li>
        <li>{say("next3", { agency })}</li>
        <li>{say("next4")}</li>
        <li>{eraseBy === undefined ? say("next5") : say("next5Day", { day: day(eraseBy) })}</li>
      </ol>
    </section>
  );
}
