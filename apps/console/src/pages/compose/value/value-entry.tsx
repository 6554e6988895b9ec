import { exampleOf, type FieldType, findField } from "@safepassage/schema";
import type { ReactNode } from "react";
import { Choice } from "../../../design/choice.tsx";
import { MomentEntry } from "../../../design/moment-entry.tsx";
import { TextEntry } from "../../../design/text-entry.tsx";
import { useNames } from "../../../words/names.ts";
import { useWords } from "../../../words/words.tsx";
import { AgencyEntry } from "./agency-entry.tsx";
import { compact } from "./compact.ts";
import type { EntryProps } from "./entry-props.ts";
import { ListedEntry } from "./listed-entry.tsx";
import { RecordEntry } from "./record-entry.tsx";

/** Lets somebody fill in a value of a field, in the form that its type in the catalogue asks for. */
export function FieldEntry({
  field,
  ...props
}: Omit<EntryProps, "type"> & { readonly field: string }): ReactNode {
  const type = findField(field)?.type ?? { t: "pattern", pattern: "" };
  return <ValueEntry type={type} {...props} />;
}

/** Lets somebody fill in a value of a type. */
function ValueEntry({ type, ...props }: EntryProps): ReactNode {
  const say = useWords("compose");
  const { value, onChange, label, isHidden = false, error } = props;
  const text = typeof value === "string" ? value : "";
  switch (type.t) {
    case "bool":
      return <YesNo {...props} type={type} />;
    case "enum":
    case "code":
    case "band":
      return <ListedEntry {...props} type={type} />;
    case "agency":
      return <AgencyEntry {...props} type={type} />;
    case "record":
    case "personName":
      return <RecordEntry {...props} type={type} Member={ValueEntry} />;
    case "choice":
      return <ChoiceEntry {...props} type={type} />;
    case "int":
      return (
        <TextEntry
          {...{ label, isHidden, error }}
          isLtr
          help={say("number", { min: type.min, max: type.max })}
          value={value === undefined ? "" : String(value)}
          onChange={(typed) => onChange(toNumber(typed))}
        />
      );
    case "date":
      return (
        <TextEntry
          {...{ label, isHidden, error, onChange }}
          isLtr
          help={say(`date.${profileOf(type.profile)}`)}
          value={text}
        />
      );
    case "instant":
      return <MomentEntry {...{ label, isHidden, error, onChange }} value={text} />;
    case "sameAs":
      return (
        <TextEntry
          {...{ label, isHidden, error }}
          help={say("json")}
          value={text}
          onChange={onChange}
        />
      );
    default: {
      const example = exampleOf(type);
      return (
        <TextEntry
          {...{ label, isHidden, error }}
          onChange={(typed) =>
            onChange(type.t === "pattern" ? compact(type.pattern, typed) : typed)
          }
          {...(example !== undefined && { help: say("forExample", { example }) })}
          isLtr={isId(type)}
          value={text}
        />
      );
    }
  }
}

function YesNo({ label, isHidden, value, onChange }: EntryProps): ReactNode {
  const say = useWords("case");
  return (
    <Choice
      label={label}
      isHidden={isHidden ?? false}
      options={[
        { value: "true", name: say("yes") },
        { value: "false", name: say("no") },
      ]}
      value={typeof value === "boolean" ? (value ? "true" : "false") : undefined}
      onChange={(chosen) => onChange(chosen === "true")}
    />
  );
}

/** `{kind, value}`: first the kind, then what it asks for. */
function ChoiceEntry({
  type,
  label,
  error,
  faulty,
  value,
  onChange,
}: EntryProps<Extract<FieldType, { readonly t: "choice" }>>): ReactNode {
  const names = useNames();
  const { kind, value: inner } = (value ?? {}) as {
    readonly kind?: string;
    readonly value?: unknown;
  };
  const chosen = kind === undefined ? undefined : type.of[kind];
  return (
    <div className="stack-tight">
      <Choice
        label={label}
        options={Object.keys(type.of).map((one) => ({ value: one, name: names.member(one) }))}
        value={kind}
        onChange={(next) => onChange({ kind: next })}
      />
      {chosen !== undefined && kind !== undefined && (
        <ValueEntry
          type={chosen}
          label={names.member(kind)}
          error={error}
          faulty={faulty}
          value={inner}
          onChange={(next) => onChange({ kind, value: next })}
        />
      )}
    </div>
  );
}

/** A number that is not one yet stays as it was typed: the gateway says what is wrong with it. */
function toNumber(typed: string): number | string | undefined {
  if (typed.trim() === "") return undefined;
  const number = Number(typed);
  return Number.isInteger(number) ? number : typed;
}

const PROFILES = ["day", "year", "asOf", "birth", "period"] as const;
const profileOf = (profile: string): (typeof PROFILES)[number] =>
  PROFILES.find((one) => one === profile) ?? "period";

const IDS: ReadonlySet<string> = new Set([
  "opaque",
  "uuid",
  "digest",
  "bytes",
  "path",
  "jws",
  "sdjwt",
]);
const isId = ({ t }: FieldType): boolean => IDS.has(t);
