import type { ReactNode } from "react";
import { useWords } from "../../words/words.tsx";
import type { Change } from "./change.ts";
import { ConsentPanel } from "./consent-panel.tsx";
import { Terms } from "./terms.tsx";
import { usePersons } from "./use-persons.ts";
import type { Work } from "./work.ts";

/** What the message rests on beside its legal basis: consents, urgency, conditions of use. */
export function Grounds({
  work,
  onChange,
}: {
  readonly work: Work;
  readonly onChange: (change: Change) => void;
}): ReactNode {
  const say = useWords("compose");
  const persons = usePersons(work.groups);
  return (
    <>
      {persons.length > 0 && (
        <section className="panel stack">
          <h2>{say("consent")}</h2>
          <p className="soft">{say("consentHelp")}</p>
          {persons.map((person) => (
            <ConsentPanel
              key={person.gid}
              person={person}
              consent={work.consents.find(({ subject }) => subject === person.gid)}
              head={work.head}
              groups={work.groups}
              onChange={onChange}
            />
          ))}
        </section>
      )}
      <section className="panel stack">
        <h2>{say("termsTitle")}</h2>
        <Terms work={work} onChange={onChange} />
      </section>
    </>
  );
}
