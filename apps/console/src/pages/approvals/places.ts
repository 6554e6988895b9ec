import type { Draft } from "@safepassage/api";
import type { Body } from "@safepassage/schema";

/** A name for each value of a draft, by the id of its group and its index there. */
export const placesOf = ({
  body,
}: Pick<Draft, "body">): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(
    Object.entries(body as Body).map(([gid, { leaves }]) => [
      gid,
      leaves.map((_, index) => placeOf(gid, index)),
    ]),
  );

/** The name of one value. */
export const placeOf = (gid: string, index: number): string => `${gid}/${index}`;
