import type { Body, Group } from "@safepassage/schema";

/** A group of the body, or `undefined`: a link may hold the name of an object's own member. */
export function groupOf(body: Body, gid: string): Group | undefined {
  return Object.hasOwn(body, gid) ? body[gid] : undefined;
}
