import { KINDS } from "@safepassage/schema";
import { type ReactNode, useCallback, useMemo } from "react";
import { useNames } from "../../../words/names.ts";
import { useWords } from "../../../words/words.tsx";
import { FindingText } from "../../case/finding-text.tsx";
import type { Change } from "../state/change.ts";
import type { Prepared } from "../state/use-preview.ts";
import type { Work } from "../state/work.ts";
import { AddChoice } from "./add-choice.tsx";
import { AddMissing } from "./add-missing.tsx";
import { GroupCard } from "./group-card.tsx";
import { StaysNeeded } from "./stays-needed.tsx";
import { type Entry, useGroupTitles, usePersons } from "./use-persons.ts";

/** All entries of the case, each value beside what becomes of it. */
export function CaseTable({
  work,
  entries,
  prepared,
  onChange,
}: {
  readonly work: Work;
  readonly entries: readonly Entry[];
  readonly prepared: Prepared;
  readonly onChange: (change: Change) => void;
}): ReactNode {
  const say = useWords("compose");
  const names = useNames();
  const { groups } = work;
  const titles = useGroupTitles(entries);
  const persons = usePersons(entries);
  const firstPerson = useMemo(() => persons.slice(0, 1).map(({ gid }) => gid), [persons]);
  const kinds = useMemo(
    () => Object.keys(KINDS).map((kind) => ({ value: kind, name: names.kind(kind) })),
    [names],
  );
  const addGroup = useCallback(
    (kind: string) => {
      const to = KINDS[kind]?.person === true ? [] : firstPerson;
      onChange({ do: "addGroup", kind, to });
    },
    [firstPerson, onChange],
  );
  const { outcomes, faults, isCurrent, stopped } = prepared;
  return (
    <section
      className="stack case-table"
      aria-label={say("own")}
      data-old={!isCurrent}
      tabIndex={-1}
    >
      <div className="case-heads" aria-hidden="true">
        <h2>{say("asked")}</h2>
        <h2>{say("leaves")}</h2>
      </div>
      {outcomes !== undefined && outcomes.elsewhere.length + outcomes.staysNeeded.length > 0 && (
        <div className="stack-tight">
          <h3>{say("findingsElsewhere")}</h3>
          <StaysNeeded findings={outcomes.staysNeeded} />
          {outcomes.elsewhere.map((finding) => (
            <FindingText key={`${finding.code} ${finding.pointer}`} finding={finding}>
              <AddMissing {...{ finding, groups, onChange }} to={firstPerson} />
            </FindingText>
          ))}
        </div>
      )}
      {groups.map((group) => (
        <GroupCard
          key={group.gid}
          group={group}
          title={titles.get(group.gid) ?? ""}
          persons={persons}
          outcomes={outcomes}
          faults={faults}
          isStopped={stopped !== undefined}
          necessity={work.necessity}
          onChange={onChange}
        />
      ))}
      <AddChoice label={say("addGroup")} options={kinds} onChoose={addGroup} />
    </section>
  );
}
