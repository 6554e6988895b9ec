import type { Body } from "@safepassage/schema";

/** All leaves of groups. */
export const leavesIn = (groups: readonly Body[string][]): Body[string]["leaves"] =>
  groups.flatMap(({ leaves }) => leaves);

/** The texts of some fields in groups, in the order of the leaves. */
export const textsIn = (
  groups: readonly Body[string][],
  ...fields: readonly string[]
): readonly string[] =>
  leavesIn(groups).flatMap(({ f, v }) => (fields.includes(f) && typeof v === "string" ? [v] : []));

/** A value, if it is a text. */
export const textIn = (value: unknown): string | undefined =>
  typeof value === "string" ? value : undefined;
