import type { ReactNode } from "react";
import { flushSync } from "react-dom";
import { Button } from "../../../design/button.tsx";
import { useNames } from "../../../words/names.ts";
import { useWords } from "../../../words/words.tsx";
import type { Change } from "../state/change.ts";
import { additionOf } from "../state/missing-field.ts";
import { type Finding, REQUIRED } from "../state/outcomes.ts";
import type { WorkGroup } from "../state/work.ts";
import { focusEntry } from "./add-choice.tsx";

/** Adds the field that a message lacks, so that nobody has to know in which entry it stands. */
export function AddMissing({
  finding: { rule, field },
  groups,
  to,
  onChange,
}: {
  readonly finding: Finding;
  readonly groups: readonly WorkGroup[];
  /** Group ids of those whom a new entry is about. */
  readonly to: readonly string[];
  readonly onChange: (change: Change) => void;
}): ReactNode {
  const say = useWords("compose");
  const names = useNames();
  if (rule !== REQUIRED || field === undefined) return null;
  const addition = additionOf(field, groups, to);
  if (addition === undefined) return null;
  return (
    <div className="row">
      <Button
        onPress={() => {
          const before = new Set(rows());
          flushSync(() => onChange(addition));
          focusEntry(rows().find((row) => !before.has(row)));
        }}
      >
        {say("addMissing", { field: names.field(field) })}
      </Button>
    </div>
  );
}

const rows = (): readonly Element[] => [...document.querySelectorAll(".case-table .case-row")];
