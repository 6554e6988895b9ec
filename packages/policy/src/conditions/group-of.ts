import type { Body, Group } from "@safepassage/schema";

/** A group of the body, or `undefined`. Safe for link targets such as `constructor`. */
export function groupOf(body: Body, gid: string): Group | undefined {
  return Object.hasOwn(body, gid) ? body[gid] : undefined;
}
