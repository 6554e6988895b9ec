import { parseAbsoluteToLocal, type ZonedDateTime } from "@internationalized/date";
import type { ReactNode } from "react";
import { DateField, DateInput, DateSegment } from "react-aria-components/DateField";
import { FieldError } from "react-aria-components/FieldError";
import { Label } from "react-aria-components/Label";

/**
 * A day and a time that somebody fills in, in the time zone of the machine, which stands beside it.
 *
 * @param value - ISO 8601 in UTC. Anything else shows as empty.
 * @param onChange - Gets UTC to the second, or `undefined` once a part is taken away.
 */
export function MomentEntry({
  label,
  isHidden = false,
  error,
  value,
  onChange,
}: {
  readonly label: string;
  readonly isHidden?: boolean;
  readonly error?: string | undefined;
  readonly value: string;
  readonly onChange: (value: string | undefined) => void;
}): ReactNode {
  return (
    <DateField<ZonedDateTime>
      className="field"
      granularity="minute"
      hourCycle={24}
      value={toZoned(value) ?? null}
      isInvalid={error !== undefined}
      onChange={(next) => onChange(next === null ? undefined : toText(next))}
      {...(isHidden && { "aria-label": label })}
    >
      {!isHidden && <Label>{label}</Label>}
      <DateInput className="date-input">
        {(segment) => <DateSegment segment={segment} className="date-segment" />}
      </DateInput>
      <FieldError className="field-error">{error}</FieldError>
    </DateField>
  );
}

function toZoned(value: string): ZonedDateTime | undefined {
  try {
    return parseAbsoluteToLocal(value);
  } catch {
    return undefined;
  }
}

const toText = (zoned: ZonedDateTime): string =>
  zoned
    .toDate()
    .toISOString()
    .replace(/\.\d+Z$/, "Z");
