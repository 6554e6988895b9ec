import type { Part } from "@safepassage/agency/node";

/** The value of a part that was found sound. @throws TypeError if it has none: a bug. */
export function needPart<T>({ value }: Part<T>): T {
  if (value === undefined) throw new TypeError("a part that cannot be used was found sound");
  return value;
}
