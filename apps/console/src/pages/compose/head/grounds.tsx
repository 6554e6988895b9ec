import { memo, type ReactNode } from "react";
import { useWords } from "../../../words/words.tsx";
import type { Change } from "../state/change.ts";
import type { FormFaults } from "../state/outcomes.ts";
import type { Work } from "../state/work.ts";
import { type Entry, usePersons } from "../table/use-persons.ts";
import { ConsentPanel } from "./consent-panel.tsx";
import { Terms } from "./terms.tsx";

/** What the message rests on beside its legal basis: consents, urgency, conditions of use. */
export const Grounds = memo(function Grounds({
  head,
  entries,
  consents,
  urgency,
  conditions,
  sent,
  faults,
  onChange,
}: Pick<Work, "head" | "consents" | "urgency" | "conditions"> & {
  /** The conditions of use that would go along. */
  readonly sent: readonly string[];
  readonly entries: readonly Entry[];
  readonly faults: FormFaults | undefined;
  readonly onChange: (change: Change) => void;
}): ReactNode {
  const say = useWords("compose");
  const persons = usePersons(entries);
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
              consent={consents.find(({ subject }) => subject === person.gid)}
              head={head}
              groups={entries}
              faults={faults}
              onChange={onChange}
            />
          ))}
        </section>
      )}
      <section className="panel stack">
        <h2>{say("termsTitle")}</h2>
        <Terms work={{ urgency, conditions }} sent={sent} onChange={onChange} />
      </section>
    </>
  );
});
