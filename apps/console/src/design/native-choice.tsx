import type { ReactNode } from "react";
import type { Option } from "./choice.tsx";
import "./native-choice.css";

/**
 * Lets somebody choose one of some values, from a list that each system shows in its own way. For what stands on the first pages: it
 * needs no script, where `Choice` needs 40 KiB.
 */
export function NativeChoice<Value extends string>({
  label,
  options,
  value,
  onChange,
}: {
  readonly label: string;
  readonly options: readonly Option<Value>[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
}): ReactNode {
  return (
    <label className="native-choice">
      <span>{label}</span>
      <select
        value={value}
        onChange={({ target }) => {
          const chosen = options.find((option) => option.value === target.value);
          if (chosen !== undefined) onChange(chosen.value);
        }}
      >
        {options.map(({ value: id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
