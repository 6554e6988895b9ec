import { type ReactNode, useContext } from "react";
import { ComboBoxStateContext } from "react-aria-components/ComboBox";
import { Input } from "react-aria-components/Input";
import { useOpenList } from "./open-lists.ts";

/**
 * The entry of a list that is found by typing. The list opens with a click, with an arrow key or with the first letter, and closes when the
 * page moves. It does not open with the focus: Tab goes past, and a screen reader says the name of the entry and its value.
 */
export function ListInput({ placeholder }: { readonly placeholder: string }): ReactNode {
  const state = useContext(ComboBoxStateContext);
  useOpenList(state?.isOpen === true);
  return (
    <Input
      placeholder={placeholder}
      autoComplete="off"
      onClick={() => {
        if (state?.isOpen === false) state.open(null, "manual");
      }}
    />
  );
}
