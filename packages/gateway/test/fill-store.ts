import type { AgencyStore } from "@safepassage/agency";
import { inside } from "./inside.ts";

/** Writes the same row until the log of the database has no room for it. */
export async function fillStore(store: AgencyStore): Promise<void> {
  const { marks } = inside(store);
  for (let count = 0; count < 10_000; count++) {
    try {
      await marks.set("fill", String(count));
    } catch {
      return;
    }
  }
  throw new Error("the room has no end");
}
