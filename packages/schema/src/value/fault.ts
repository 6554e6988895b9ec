import type { SchemaIssueCode } from "./issue.ts";

/** Something wrong in a value, before it is told to anybody: names in its path may be values. */
export interface Fault {
  readonly path: readonly PropertyKey[];
  readonly code: SchemaIssueCode;
}

/** What is wrong with a value, in the order of its shape, or `undefined`: nothing. */
export type Faults = readonly Fault[] | undefined;

/** One fault. */
export const fault = (code: SchemaIssueCode, ...path: readonly PropertyKey[]): readonly Fault[] => [
  { path, code },
];

/** The faults of a member or an element, as faults of what holds it. */
export function within(name: PropertyKey, faults: readonly Fault[]): readonly Fault[] {
  return faults.map(({ path, code }) => ({ path: [name, ...path], code }));
}
