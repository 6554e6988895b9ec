import { memo, type ReactNode, useState } from "react";
import { Button } from "react-aria-components/Button";
import { useNames } from "../../words/names.ts";
import { useWords } from "../../words/words.tsx";
import type { Change } from "./change.ts";
import { OutcomeCell } from "./outcome-cell.tsx";
import type { ValueOutcome } from "./outcomes.ts";
import { FieldEntry } from "./value/value-entry.tsx";
import type { WorkLeaf } from "./work.ts";

/** One value of the case on the left, and what becomes of it on the right. */
export const ValueRow = memo(function ValueRow({
  gid,
  leaf,
  outcome,
  fault,
  reason,
  isCurrent,
  onChange,
}: {
  readonly gid: string;
  readonly leaf: WorkLeaf;
  readonly outcome: ValueOutcome | undefined;
  readonly fault: string | undefined;
  /** Why the field is needed, as far as somebody has stated it. */
  readonly reason: string | undefined;
  readonly isCurrent: boolean;
  readonly onChange: (change: Change) => void;
}): ReactNode {
  const say = useWords("compose");
  const names = useNames();
  const [isOpen, setOpen] = useState(false);
  const label = names.field(leaf.f);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would name each value twice
    <div
      role="group"
      aria-label={label}
      className="case-row"
      data-outcome={outcome?.entry?.outcome ?? "unknown"}
      onFocus={() => setOpen(true)}
      onBlur={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget)) setOpen(false);
      }}
    >
      <div className="case-own">
        <FieldEntry
          field={leaf.f}
          label={label}
          error={fault}
          value={leaf.v}
          onChange={(v) => onChange({ do: "value", gid, key: leaf.key, v })}
        />
        <Button
          className="drop"
          aria-label={`${say("dropValue")}: ${label}`}
          onPress={() => onChange({ do: "dropValue", gid, key: leaf.key })}
        >
          <span aria-hidden="true">×</span>
        </Button>
      </div>
      <OutcomeCell
        path={`${gid}/${leaf.f}`}
        field={leaf.f}
        value={leaf.v}
        outcome={outcome}
        reason={reason}
        isOpen={isOpen}
        isCurrent={isCurrent}
        onOpen={setOpen}
        onChange={onChange}
      />
    </div>
  );
});
