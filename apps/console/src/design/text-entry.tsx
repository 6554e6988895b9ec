import type { ReactNode } from "react";
import { FieldError } from "react-aria-components/FieldError";
import { Input } from "react-aria-components/Input";
import { Label } from "react-aria-components/Label";
import { Text } from "react-aria-components/Text";
import { TextArea } from "react-aria-components/TextArea";
import { TextField } from "react-aria-components/TextField";

/**
 * One text that somebody types.
 *
 * @param isHidden - Whether only screen readers get the label, as where a heading beside it says the same.
 * @param isLtr - For ids and addresses, which read from left to right in every language.
 */
export function TextEntry({
  label,
  help,
  error,
  value,
  isLong = false,
  isHidden = false,
  isLtr = false,
  mostUnits = 512,
  onChange,
}: {
  readonly label: string;
  readonly help?: string | undefined;
  readonly error?: string | undefined;
  readonly value: string;
  readonly isLong?: boolean;
  readonly isHidden?: boolean;
  readonly isLtr?: boolean;
  readonly mostUnits?: number;
  readonly onChange: (value: string) => void;
}): ReactNode {
  // An empty entry begins where the page does: "auto" has it begin at the left.
  const dir = isLtr ? "ltr" : value === "" ? undefined : "auto";
  const entry = { ...(dir !== undefined && { dir }), autoComplete: "off" };
  return (
    <TextField
      className="field"
      value={value}
      maxLength={mostUnits}
      isInvalid={error !== undefined}
      onChange={onChange}
      {...(isHidden && { "aria-label": label })}
    >
      {!isHidden && <Label>{label}</Label>}
      {isLong ? <TextArea {...entry} /> : <Input {...entry} />}
      {help !== undefined && (
        <Text slot="description" className="field-help">
          {help}
        </Text>
      )}
      <FieldError className="field-error">{error}</FieldError>
    </TextField>
  );
}
