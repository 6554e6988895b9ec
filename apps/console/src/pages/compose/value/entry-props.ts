import type { FieldType } from "@safepassage/schema";

/** What every entry of a value gets. */
export interface EntryProps<T extends FieldType = FieldType> {
  readonly type: T;
  readonly label: string;
  /** Whether only screen readers get the label. */
  readonly isHidden?: boolean;
  readonly error?: string | undefined;
  /** The member that the error is about, where the value has members. */
  readonly faulty?: string | undefined;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
}
