import { type ReactNode, useContext } from "react";
import { Button } from "react-aria-components/Button";
import { Label } from "react-aria-components/Label";
import { ListBox, ListBoxItem } from "react-aria-components/ListBox";
import { Popover } from "react-aria-components/Popover";
import { Select, SelectStateContext, SelectValue } from "react-aria-components/Select";
import { Text } from "react-aria-components/Text";
import { useWords } from "../words/words.tsx";
import { useOpenList } from "./open-lists.ts";

/** One of a few values, chosen from a list. */
export interface Option<Value extends string> {
  readonly value: Value;
  readonly name: string;
}

/** Lets somebody choose one of some values. */
export function Choice<Value extends string>({
  label,
  help,
  isHidden = false,
  options,
  value,
  placeholder,
  onChange,
}: {
  readonly label: string;
  readonly help?: string;
  /** Whether only screen readers get the label. */
  readonly isHidden?: boolean;
  readonly options: readonly Option<Value>[];
  readonly value: Value | undefined;
  readonly placeholder?: string;
  readonly onChange: (value: Value) => void;
}): ReactNode {
  return (
    <Select
      className="field"
      // A list that is not there yet opens too, and says so.
      allowsEmptyCollection
      value={value ?? null}
      placeholder={placeholder ?? ""}
      {...(isHidden && { "aria-label": label })}
      onChange={(key) => {
        const chosen = options.find((option) => option.value === key);
        if (chosen !== undefined) onChange(chosen.value);
      }}
    >
      {!isHidden && <Label>{label}</Label>}
      <Button className="chooser">
        <WhileOpen />
        <SelectValue />
        <span aria-hidden="true">▾</span>
      </Button>
      {help !== undefined && (
        <Text slot="description" className="field-help">
          {help}
        </Text>
      )}
      <Popover className="popover">
        <ListBox className="list" items={options} renderEmptyState={() => <NoChoice />}>
          {({ value: id, name }) => (
            <ListBoxItem id={id} className="list-item" textValue={name}>
              {name}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </Select>
  );
}

function NoChoice(): ReactNode {
  const say = useWords("common");
  return <p className="list-item soft">{say("noChoice")}</p>;
}

function WhileOpen(): ReactNode {
  useOpenList(useContext(SelectStateContext)?.isOpen === true);
  return null;
}
