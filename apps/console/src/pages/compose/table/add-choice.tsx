import { memo, type ReactNode, useEffect, useRef, useState } from "react";
import { Button } from "react-aria-components/Button";
import { ComboBox } from "react-aria-components/ComboBox";
import { Label } from "react-aria-components/Label";
import { ListBox, ListBoxItem } from "react-aria-components/ListBox";
import { Popover } from "react-aria-components/Popover";
import type { Option } from "../../../design/choice.tsx";
import { ListInput } from "../../../design/list-input.tsx";
import { NoSuchName } from "../../../design/no-such-name.tsx";

/** Lets somebody add one of many things, found by typing a part of its name. It is not there if nothing can be added. */
export const AddChoice = memo(function AddChoice({
  label,
  options,
  onChoose,
}: {
  readonly label: string;
  readonly options: readonly Option<string>[];
  readonly onChoose: (value: string) => void;
}): ReactNode {
  // A new box for each choice: it is empty again, and the last choice does not stay in it.
  const [round, setRound] = useState(0);
  const place = useRef<HTMLSpanElement>(null);
  // The box that had the focus is gone. What was added stands before it, and is filled in next.
  useEffect(() => {
    if (round > 0) focusEntry(place.current?.previousElementSibling);
  }, [round]);
  return (
    <>
      <span ref={place} hidden />
      {options.length > 0 && (
        <ComboBox
          key={round}
          className="field add"
          defaultItems={options}
          allowsEmptyCollection
          onChange={(key) => {
            if (typeof key !== "string") return;
            onChoose(key);
            setRound(round + 1);
          }}
        >
          {/* As a label, and not as a name of the entry: the button beside it is named after it too. */}
          <Label className="unseen">{label}</Label>
          <div className="combo">
            <ListInput placeholder={label} />
            <Button className="combo-button">
              <span aria-hidden="true">+</span>
            </Button>
          </div>
          <Popover className="popover">
            <ListBox className="list" renderEmptyState={() => <NoSuchName />}>
              {({ value: id, name }: Option<string>) => (
                <ListBoxItem id={id} className="list-item" textValue={name}>
                  {name}
                </ListBoxItem>
              )}
            </ListBox>
          </Popover>
        </ComboBox>
      )}
    </>
  );
});

/** Puts the focus on the first thing to fill in of a row, or of a group of rows; on a group without rows itself. */
export function focusEntry(added: Element | null | undefined): void {
  const row = added?.matches(ROW) ? added : added?.querySelector(ROW);
  const entry = row?.querySelector(ENTRY) ?? added;
  if (entry instanceof HTMLElement) entry.focus();
}

const ROW = ".case-row";
const ENTRY = "input, textarea, button, [role=spinbutton]";
