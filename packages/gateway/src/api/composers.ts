import {
  actorOf,
  type DraftRow,
  isSameOfficer,
  readOfficerRef,
  type Tx,
} from "@safepassage/agency";
import type { ApiContext } from "./handler.ts";

/**
 * The staff ids of all who have composed a draft, at whatever revision: of whoever kept it and of each who changed it. They are
 * those of the record of acts, so none is lost when somebody else changes it.
 */
export async function composersOf(
  { officerKey }: Pick<ApiContext, "officerKey">,
  { events }: Tx,
  { id, composer }: Pick<DraftRow, "id" | "composer">,
): Promise<readonly string[]> {
  const acts = [
    ...(await events.about("draftKept", id)),
    ...(await events.about("draftChanged", id)),
  ];
  const officers = acts.flatMap((event) => actorOf(event, officerKey) ?? []);
  return [readOfficerRef(composer, officerKey), ...officers].filter(
    (officer, index, all) => all.findIndex((one) => isSameOfficer(one, officer)) === index,
  );
}
