import { findCodeList } from "@safepassage/schema";
import type { ReactNode } from "react";
import { CheckBox } from "../../design/check-box.tsx";
import { useNames } from "../../words/names.ts";
import { useWords } from "../../words/words.tsx";
import { FieldEntry } from "../compose/value/value-entry.tsx";
import type { WarningForm } from "./warning.ts";

/** What the danger is, how soon, from whom, and how it is known. */
export function DangerEntries({
  form,
  onChange,
}: {
  readonly form: WarningForm;
  readonly onChange: (change: Partial<WarningForm>) => void;
}): ReactNode {
  const say = useWords("danger");
  const names = useNames();
  const text = (value: unknown): string | undefined =>
    typeof value === "string" ? value : undefined;
  return (
    <section className="panel stack">
      <h2>{say("what")}</h2>
      <fieldset className="warning-kinds">
        <legend>{say("kinds")}</legend>
        {(findCodeList("danger_kind")?.codes ?? []).map(({ code }) => (
          <CheckBox
            key={code}
            isSelected={form.kinds.includes(code)}
            onChange={(isSelected) =>
              onChange({
                kinds: isSelected
                  ? [...form.kinds, code]
                  : form.kinds.filter((one) => one !== code),
              })
            }
          >
            {names.code("danger_kind", code)}
          </CheckBox>
        ))}
      </fieldset>
      <div className="warning-entries">
        <FieldEntry
          field="danger.imminence"
          label={say("imminence")}
          value={form.imminence}
          onChange={(value) => onChange({ imminence: text(value) })}
        />
        <FieldEntry
          field="danger.source"
          label={say("source")}
          value={form.source}
          onChange={(value) => onChange({ source: text(value) })}
        />
        <FieldEntry
          field="danger.fromWhom"
          label={say("fromWhom")}
          value={form.fromWhom}
          onChange={(value) => onChange({ fromWhom: text(value) })}
        />
      </div>
    </section>
  );
}
