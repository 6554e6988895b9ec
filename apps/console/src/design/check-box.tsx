import type { ReactNode } from "react";
import { Checkbox } from "react-aria-components/Checkbox";

/** A box that somebody ticks. */
export function CheckBox({
  isSelected,
  onChange,
  children,
}: {
  readonly isSelected: boolean;
  readonly onChange: (isSelected: boolean) => void;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <Checkbox className="check" isSelected={isSelected} onChange={onChange}>
      <span className="check-box" aria-hidden="true">
        {isSelected ? "✓" : ""}
      </span>
      <span>{children}</span>
    </Checkbox>
  );
}
