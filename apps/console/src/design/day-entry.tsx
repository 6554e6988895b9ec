import { type CalendarDate, parseDate } from "@internationalized/date";
import type { ReactNode } from "react";
import { DateField, DateInput, DateSegment } from "react-aria-components/DateField";
import { Label } from "react-aria-components/Label";
import { Text } from "react-aria-components/Text";

/**
 * A day that somebody fills in, part by part in the order of the language.
 *
 * @param value - `YYYY-MM-DD`. Anything else shows as empty.
 * @param onChange - Gets `undefined` once a part is taken away.
 */
export function DayEntry({
  label,
  help,
  value,
  onChange,
}: {
  readonly label: string;
  readonly help?: string;
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
}): ReactNode {
  return (
    <DateField<CalendarDate>
      className="field"
      value={toDay(value) ?? null}
      onChange={(next) => onChange(next?.toString())}
    >
      <Label>{label}</Label>
      <DateInput className="date-input">
        {(segment) => <DateSegment segment={segment} className="date-segment" />}
      </DateInput>
      {help !== undefined && (
        <Text slot="description" className="field-help">
          {help}
        </Text>
      )}
    </DateField>
  );
}

function toDay(value: string | undefined): CalendarDate | undefined {
  try {
    return value === undefined ? undefined : parseDate(value);
  } catch {
    return undefined;
  }
}
