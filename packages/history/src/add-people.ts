import type { DecodedMessage, LifecycleEvent } from "@safepassage/schema";
import { idOf } from "./add-notes.ts";
import { classChange } from "./class-change.ts";
import { given } from "./given.ts";
import type { HistoryIndex } from "./history-index.ts";
import type { HistorySource } from "./history-source.ts";
import type { Questions } from "./questions.ts";

/**
 * Adds to an index what was said of the persons of a message. Returns their changes of class.
 *
 * @param people - Name of each person, by group id. The others are not known.
 */
export function addPeople(
  source: HistorySource,
  index: HistoryIndex,
  message: DecodedMessage,
  { pseudonyms }: Pick<Questions, "pseudonyms">,
  people: ReadonlyMap<string, string>,
): readonly LifecycleEvent[] {
  const { notes } = source;
  const changes: LifecycleEvent[] = [];
  for (const [gid, pseudonym] of pseudonyms) {
    const person = people.get(gid);
    if (person === undefined) continue;
    const told = notes.mentionsOf(person, pseudonym, MOST_MENTIONS + 1, true);
    // Too many mentions to reconstruct: treat as unknown.
    if (told.length > MOST_MENTIONS) continue;
    // What others say must not make this agency forget what it has told itself.
    const heard = notes.mentionsOf(person, pseudonym, MOST_MENTIONS, false);
    const mentions = [...told, ...heard];
    for (const { record, own, mention } of mentions) {
      const { exchangeId, from, to, caseRef } = record;
      index.add({
        ...{ record: "message", message: idOf(source, { record, own }), digest: record.digest },
        ...{ purpose: record.purpose, exchangeId, from, to },
        ...given({ caseRef }),
        people: [{ person, ...mention }],
      });
    }
    index.add({ record: "person", person, pseudonym });
    const hers = mentions.filter(({ mention }) => (mention.person ?? person) === person);
    const change = classChange(hers, message, gid);
    if (change !== undefined) changes.push(change);
  }
  return changes;
}

/** Mentions of one person. Beyond it nothing is known of her; of what others say, the newest count. */
const MOST_MENTIONS = 1024;
