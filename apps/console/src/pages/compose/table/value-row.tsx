import { memo, type ReactNode, useEffect, useId, useRef, useState } from "react";
import { Button } from "react-aria-components/Button";
import { useColon } from "../../../words/colon.ts";
import { useNames } from "../../../words/names.ts";
import { useWords } from "../../../words/words.tsx";
import { ValueText } from "../../case/value-text.tsx";
import type { Change } from "../state/change.ts";
import type { FormFault, ValueOutcome } from "../state/outcomes.ts";
import { isFinished, type WorkLeaf } from "../state/work.ts";
import { FieldEntry } from "../value/value-entry.tsx";
import { afterPress } from "./after-press.ts";
import { OutcomeCell } from "./outcome-cell.tsx";

/** One value of the case on the left, and what becomes of it on the right. */
export const ValueRow = memo(function ValueRow({
  gid,
  leaf,
  outcome,
  fault,
  isStopped,
  reason,
  onChange,
}: {
  readonly gid: string;
  readonly leaf: WorkLeaf;
  readonly outcome: ValueOutcome | undefined;
  readonly fault: FormFault | undefined;
  /** Whether nothing can be worked out until something is done. */
  readonly isStopped: boolean;
  /** Why the field is needed, as far as somebody has stated it. */
  readonly reason: string | undefined;
  readonly onChange: (change: Change) => void;
}): ReactNode {
  const names = useNames();
  const label = names.field(leaf.f);
  const [hasFocus, setFocus] = useState(false);
  const [isOpen, setOpen] = useState(false);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would name each value twice
    <div
      role="group"
      aria-label={label}
      className="case-row"
      data-outcome={fault === undefined ? (outcome?.entry?.outcome ?? "unknown") : "unknown"}
      data-faulty={fault === undefined ? undefined : true}
      onFocus={() => setFocus(true)}
      onBlur={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget)) afterPress(() => setFocus(false));
      }}
    >
      <OwnValue gid={gid} leaf={leaf} label={label} fault={fault} onChange={onChange} />
      <OutcomeCell
        path={`${gid}/${leaf.f}`}
        field={leaf.f}
        value={leaf.v}
        outcome={outcome}
        reason={reason}
        waits={fault !== undefined ? "here" : isStopped ? "elsewhere" : undefined}
        isOpen={hasFocus || isOpen}
        onOpen={setOpen}
        onChange={onChange}
      />
    </div>
  );
});

/** The value as the file has it; to be changed once somebody asks for it, or where nothing is filled in. */
function OwnValue({
  gid,
  leaf,
  label,
  fault,
  onChange,
}: {
  readonly gid: string;
  readonly leaf: WorkLeaf;
  readonly label: string;
  readonly fault: FormFault | undefined;
  readonly onChange: (change: Change) => void;
}): ReactNode {
  const say = useWords("compose");
  const names = useNames();
  const colon = useColon();
  const [isEdited, setEdited] = useState(!isFinished(leaf.v));
  const entry = useRef<HTMLDivElement>(null);
  const own = useId();
  // A case has several values of one field: which is meant is heard with each button.
  const described = isEdited ? {} : { "aria-describedby": own };
  const wasEdited = useRef(isEdited);
  useEffect(() => {
    if (isEdited === wasEdited.current) return;
    wasEdited.current = isEdited;
    entry.current?.querySelector<HTMLElement>("input, textarea, button")?.focus();
  }, [isEdited]);
  return (
    <div className="case-own" ref={entry}>
      {isEdited ? (
        <FieldEntry
          field={leaf.f}
          label={label}
          error={fault?.says}
          faulty={fault?.member}
          value={leaf.v}
          onChange={(v) => onChange({ do: "value", gid, key: leaf.key, v })}
        />
      ) : (
        <div>
          <div className="soft small">{label}</div>
          <div id={own}>
            <ValueText field={leaf.f} value={leaf.v} />
          </div>
          {fault !== undefined && (
            <p className="field-error">
              {fault.member !== undefined && names.member(fault.member) + colon}
              {fault.says}
            </p>
          )}
        </div>
      )}
      <div className="case-own-do">
        <Button
          className="why"
          aria-label={`${say(isEdited ? "done" : "edit")}: ${label}`}
          {...described}
          isDisabled={isEdited && !isFinished(leaf.v)}
          onPress={() => setEdited(!isEdited)}
        >
          {say(isEdited ? "done" : "edit")}
        </Button>
        <Button
          className="drop"
          aria-label={`${say("dropValue")}: ${label}`}
          {...described}
          onPress={() => {
            // The button goes with its row: the focus stays in the entry.
            entry.current?.closest<HTMLElement>(".case-group")?.focus();
            onChange({ do: "dropValue", gid, key: leaf.key });
          }}
        >
          <span aria-hidden="true">×</span>
        </Button>
      </div>
    </div>
  );
}
