import { type ReactNode, useMemo } from "react";
import { Button } from "react-aria-components/Button";
import { ComboBox } from "react-aria-components/ComboBox";
import { Label } from "react-aria-components/Label";
import { ListBox, ListBoxItem } from "react-aria-components/ListBox";
import { Popover } from "react-aria-components/Popover";
import { ListLayout, Virtualizer } from "react-aria-components/Virtualizer";
import { useOrder } from "../words/order.ts";
import type { Option } from "./choice.tsx";
import { ListInput } from "./list-input.tsx";
import { NoSuchName } from "./no-such-name.tsx";

/** Lets somebody choose one of many values, such as a country, by typing a part of its name. */
export function CodeEntry({
  label,
  isHidden = false,
  options,
  value,
  placeholder = "",
  onChange,
}: {
  readonly label: string;
  readonly isHidden?: boolean;
  readonly options: readonly Option<string>[];
  readonly value: string | undefined;
  /** What stands there while nothing is chosen. */
  readonly placeholder?: string;
  readonly onChange: (value: string | undefined) => void;
}): ReactNode {
  const order = useOrder();
  const items = useMemo(
    () => [...options].sort((one, other) => order(one.name, other.name)),
    [options, order],
  );
  return (
    <ComboBox
      className="field"
      defaultItems={items}
      value={value ?? null}
      onChange={(key) => onChange(typeof key === "string" ? key : undefined)}
      allowsEmptyCollection
    >
      {/* As a label, and not as a name of the entry: the button beside it is named after it too. */}
      <Label {...(isHidden && { className: "unseen" })}>{label}</Label>
      <div className="combo">
        <ListInput placeholder={placeholder} />
        <Button className="combo-button">
          <span aria-hidden="true">▾</span>
        </Button>
      </div>
      <Popover className="popover">
        <Virtualizer layout={ListLayout} layoutOptions={{ estimatedRowSize: 44 }}>
          <ListBox className="list list-tall" renderEmptyState={() => <NoSuchName />}>
            {({ value: id, name }: Option<string>) => (
              <ListBoxItem id={id} className="list-item" textValue={name}>
                <span>{name}</span>
                {name !== id && <span className="soft small">{id}</span>}
              </ListBoxItem>
            )}
          </ListBox>
        </Virtualizer>
      </Popover>
    </ComboBox>
  );
}
