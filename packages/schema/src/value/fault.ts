import type { SchemaIssueCode } from "./issue-codes.ts";

/** What is wrong with a text; `undefined` if nothing is. */
export type TextIssue = SchemaIssueCode | undefined;

/** Something wrong in a value. Internal: a name in its path may be a value of a record. */
export interface Fault {
  readonly path: readonly PropertyKey[];
  readonly code: SchemaIssueCode;
}

/** All that is wrong with a value, in the order of its shape; `undefined` if nothing is. */
export type Faults = readonly Fault[] | undefined;

/** One fault. */
export const fault = (code: SchemaIssueCode, ...path: readonly PropertyKey[]): readonly Fault[] => [
  { path, code },
];

/** Puts the name of a member before the paths of its faults. */
export function within(name: PropertyKey, faults: readonly Fault[]): readonly Fault[] {
  return faults.map(({ path, code }) => ({ path: [name, ...path], code }));
}
