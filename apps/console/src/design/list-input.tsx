import { type ReactNode, useContext } from "react";
import { ComboBoxStateContext } from "react-aria-components/ComboBox";
import { Input } from "react-aria-components/Input";

/**
 * The entry of a list that is found by typing. The list opens with the focus, and closes when the page moves, as when something appears
 * above it. A click on the entry opens it again.
 */
export function ListInput({ placeholder }: { readonly placeholder: string }): ReactNode {
  const state = useContext(ComboBoxStateContext);
  return (
    <Input
      placeholder={placeholder}
      autoComplete="off"
      onClick={() => {
        if (state?.isOpen === false) state.open(null, "focus");
      }}
    />
  );
}
