import { FIELDS, type FieldEntry, findField, KINDS } from "@safepassage/schema";
import { memo, type ReactNode, useCallback, useMemo, useRef } from "react";
import { Button } from "../../../design/button.tsx";
import { CheckBox } from "../../../design/check-box.tsx";
import { useNames } from "../../../words/names.ts";
import { useWords } from "../../../words/words.tsx";
import type { Change } from "../state/change.ts";
import type { FormFaults, Outcomes } from "../state/outcomes.ts";
import type { WorkGroup, WorkReason } from "../state/work.ts";
import { ListedEntry } from "../value/listed-entry.tsx";
import { AddChoice } from "./add-choice.tsx";
import { OutcomeCell } from "./outcome-cell.tsx";
import { ValueRow } from "./value-row.tsx";

/** A person of the case, by its group id and the number that the page gives her. */
export interface PersonEntry {
  readonly gid: string;
  readonly name: string;
}

/** One entry of the case: its values on the left, what becomes of each on the right. */
export const GroupCard = memo(function GroupCard({
  group,
  title,
  persons,
  outcomes,
  faults,
  isStopped,
  necessity,
  onChange,
}: {
  readonly group: WorkGroup;
  readonly title: string;
  readonly persons: readonly PersonEntry[];
  readonly outcomes: Outcomes | undefined;
  readonly faults: FormFaults | undefined;
  /** Whether nothing can be worked out until something is done. */
  readonly isStopped: boolean;
  readonly necessity: readonly WorkReason[];
  readonly onChange: (change: Change) => void;
}): ReactNode {
  const say = useWords("compose");
  const names = useNames();
  const card = useRef<HTMLElement>(null);
  const { gid, kind, leaves, headers } = group;
  // Whom an entry is about is asked where it can be about somebody.
  const isAbout = KINDS[kind]?.person !== true && KINDS[kind]?.links.to.length !== 0;
  return (
    <section ref={card} className="panel case-group" aria-label={title} tabIndex={-1}>
      <header className="case-group-head">
        <h3>{title}</h3>
        <Button
          weight="quiet"
          aria-label={`${say("dropGroup")}: ${title}`}
          onPress={() => {
            // The button goes with its entry: the focus stays in the case.
            card.current?.closest<HTMLElement>(".case-table")?.focus();
            onChange({ do: "dropGroup", gid });
          }}
        >
          {say("dropGroup")}
        </Button>
      </header>
      {isAbout && persons.length > 0 && (
        <fieldset className="links">
          <legend className="small soft">{say("links")}</legend>
          {persons.map(({ gid: person, name }) => (
            <CheckBox
              key={person}
              isSelected={group.links.includes(person)}
              onChange={(isSelected) =>
                onChange({
                  ...{ do: "links", gid },
                  links: isSelected
                    ? [...group.links, person]
                    : group.links.filter((one) => one !== person),
                })
              }
            >
              {name}
            </CheckBox>
          ))}
        </fieldset>
      )}
      {headersOf(kind).map(({ id, type }) => {
        const name = id.slice(id.indexOf(".") + 1);
        if (type.t !== "enum") return null;
        return (
          <div
            key={id}
            className="case-row"
            data-outcome={outcomes?.ofHeader[`${gid}/${id}`]?.entry?.outcome ?? "unknown"}
          >
            <div className="case-own">
              <ListedEntry
                type={type}
                label={names.field(id)}
                value={headers[name]}
                onChange={(v) => onChange({ do: "header", gid, name, v })}
              />
            </div>
            <OutcomeCell
              path={`${gid}/${id}`}
              field={id}
              value={headers[name]}
              outcome={outcomes?.ofHeader[`${gid}/${id}`]}
              reason={undefined}
              waits={isStopped ? "elsewhere" : undefined}
              isOpen={false}
              onOpen={() => {}}
              onChange={onChange}
            />
          </div>
        );
      })}
      {leaves.map((leaf) => (
        <ValueRow
          key={leaf.key}
          gid={gid}
          leaf={leaf}
          outcome={outcomes?.ofLeaf[leaf.key]}
          fault={faults?.ofLeaf.get(leaf.key)}
          isStopped={isStopped}
          reason={necessity.find(({ path }) => path === `${gid}/${leaf.f}`)?.reason}
          onChange={onChange}
        />
      ))}
      <AddValue group={group} onChange={onChange} />
    </section>
  );
});

function AddValue({
  group,
  onChange,
}: {
  readonly group: WorkGroup;
  readonly onChange: (change: Change) => void;
}): ReactNode {
  const say = useWords("compose");
  const names = useNames();
  const { gid } = group;
  const fields = addable(group).join(" ");
  const options = useMemo(
    () =>
      fields
        .split(" ")
        .filter((id) => id !== "")
        .map((id) => ({ value: id, name: names.field(id) })),
    [fields, names],
  );
  const add = useCallback((f: string) => onChange({ do: "addValue", gid, f }), [gid, onChange]);
  return <AddChoice label={say("addValue")} options={options} onChoose={add} />;
}

/** Fields that the group may have one more value of. */
function addable({ kind, leaves }: WorkGroup): readonly string[] {
  return (KINDS[kind]?.fields ?? []).filter((id) => {
    const most = findField(id)?.card.max ?? 1;
    return leaves.filter(({ f }) => f === id).length < most;
  });
}

/** Members of a person that stand beside her values, such as her age class. */
function headersOf(kind: string): readonly FieldEntry[] {
  const ids = (KINDS[kind]?.header ?? []).map((id) => id.replace(/\?$/, ""));
  return FIELDS.filter(({ id, group }) => ids.includes(id) && group !== "meta");
}
