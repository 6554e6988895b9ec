import type { Body, Leaf } from "@safepassage/schema";

/** All leaves of a body, group by group. */
export const leavesOf = (body: Body): readonly Leaf[] =>
  Object.values(body).flatMap(({ leaves }) => leaves);
