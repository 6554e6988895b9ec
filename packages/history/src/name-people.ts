import type { DecodedMessage } from "@safepassage/schema";
import type { HistorySource } from "./history-source.ts";
import { pseudonymsIn } from "./questions.ts";

/**
 * Names the persons of a message, by group id: as the case system says now, or as it said of the same pseudonym
 * before.
 *
 * @param said - Ids of the case system by group id.
 */
export function namePeople(
  { notes, personNames }: Pick<HistorySource, "notes" | "personNames">,
  message: Pick<DecodedMessage, "body">,
  said: Readonly<Record<string, string>> = {},
): ReadonlyMap<string, string> {
  return new Map(
    pseudonymsIn(message).flatMap(([gid, pseudonym]): [string, string][] => {
      const id = Object.hasOwn(said, gid) ? said[gid] : undefined;
      if (id !== undefined) return [[gid, personNames.nameOf(id)]];
      const known = notes.personBehind(pseudonym);
      return known?.startsWith(personNames.prefix) ? [[gid, known]] : [];
    }),
  );
}
