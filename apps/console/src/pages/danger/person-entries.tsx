import type { ReactNode } from "react";
import { TextEntry } from "../../design/text-entry.tsx";
import { useWords } from "../../words/words.tsx";
import type { FormFaults } from "../compose/state/outcomes.ts";
import { compact } from "../compose/value/compact.ts";
import { FieldEntry } from "../compose/value/value-entry.tsx";
import type { WarningForm } from "./warning.ts";

/** Who is in danger and where: no more than it takes to find her. */
export function PersonEntries({
  form,
  faults,
  onChange,
}: {
  readonly form: WarningForm;
  readonly faults: FormFaults | undefined;
  readonly onChange: (change: Partial<WarningForm>) => void;
}): ReactNode {
  const say = useWords("danger");
  const text = (value: unknown): string | undefined =>
    typeof value === "string" ? value : undefined;
  const placeFault = faults?.ofLeaf.get("location.subjectCurrent");
  return (
    <section className="panel stack">
      <h2>{say("person")}</h2>
      <p className="soft small">{say("personLead")}</p>
      <div className="warning-entries">
        <FieldEntry
          field="subject.ageClass"
          label={say("ageClass")}
          value={form.ageClass}
          onChange={(value) => onChange({ ageClass: text(value) })}
        />
        <FieldEntry
          field="subject.ledCategory"
          label={say("category")}
          value={form.category}
          onChange={(value) => onChange({ category: text(value) ?? form.category })}
        />
        <FieldEntry
          field="danger.personInformed"
          label={say("informed")}
          value={form.informed}
          onChange={(value) => onChange({ informed: text(value) })}
        />
      </div>
      <h3>{say("find")}</h3>
      <p className="soft small">{say("findLead")}</p>
      <TextEntry
        label={say("phone")}
        help={say("phoneHelp")}
        isLtr
        mostUnits={32}
        error={faults?.ofLeaf.get("contact.phone")?.says}
        value={form.phone}
        onChange={(phone) => onChange({ phone: compact("e164", phone) })}
      />
      <FieldEntry
        field="location.subjectCurrent"
        label={say("place")}
        error={placeFault?.says}
        faulty={placeFault?.member}
        value={form.place}
        onChange={(place) => onChange({ place })}
      />
      <FieldEntry
        field="location.kind"
        label={say("placeKind")}
        value={form.placeKind}
        onChange={(value) => onChange({ placeKind: text(value) })}
      />
    </section>
  );
}
