import type { FieldType } from "@safepassage/schema";
import type { ComponentType, ReactNode } from "react";
import { useNames } from "../../../words/names.ts";
import { useWords } from "../../../words/words.tsx";
import type { EntryProps } from "./entry-props.ts";

type RecordType = Extract<FieldType, { readonly t: "record" | "personName" }>;

/**
 * Lets somebody fill in a value with members. Those that may be left out say so.
 *
 * @param Member - Lets somebody fill in one of them.
 */
export function RecordEntry({
  type,
  label,
  error,
  faulty,
  value,
  onChange,
  Member,
}: EntryProps<RecordType> & { readonly Member: ComponentType<EntryProps> }): ReactNode {
  const names = useNames();
  const say = useWords("compose");
  const members = (value ?? {}) as Readonly<Record<string, unknown>>;
  const set = (id: string, next: unknown): void => {
    const kept = Object.entries({ ...members, [id]: next }).filter(
      ([, one]) => one !== undefined && one !== "",
    );
    onChange(kept.length === 0 ? undefined : Object.fromEntries(kept));
  };
  return (
    <fieldset className="record">
      <legend>{label}</legend>
      {type.members.map(({ id, type: of, card }) => (
        <Member
          key={id}
          type={of}
          error={id === faulty ? error : undefined}
          label={card.min === 0 ? say("optional", { name: names.member(id) }) : names.member(id)}
          value={card.max > 1 ? firstOf(members[id]) : members[id]}
          onChange={(next) => set(id, card.max > 1 ? listOf(members[id], next) : next)}
        />
      ))}
      {error !== undefined && !type.members.some(({ id }) => id === faulty) && (
        <p className="field-error">{error}</p>
      )}
    </fieldset>
  );
}

const firstOf = (value: unknown): unknown => (Array.isArray(value) ? value[0] : value);

/** A member with several values is changed at its first; the others stay. */
function listOf(value: unknown, next: unknown): unknown {
  const [, ...others] = Array.isArray(value) ? (value as readonly unknown[]) : [];
  const list = next === undefined || next === "" ? others : [next, ...others];
  return list.length === 0 ? undefined : list;
}
