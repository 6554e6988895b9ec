import {
  type ClassSaid,
  type DecodedMessage,
  isNarrowed,
  type LifecycleEvent,
} from "@safepassage/schema";
import { idOf } from "./add-named.ts";
import { given } from "./given.ts";
import type { HistoryIndex } from "./history-index.ts";
import type { HistorySource } from "./history-source.ts";
import type { StoredMention } from "./history-store.ts";
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

/**
 * The change by which a person came to count as accused, or no longer as a child: when it was first said, who
 * believed otherwise, and who was told since. `undefined` if nobody believed otherwise.
 *
 * @param mentions - What was said of her, oldest first. The message counts as the notice to its recipient.
 */
function classChange(
  mentions: readonly StoredMention[],
  { clear, body }: DecodedMessage,
  gid: string,
): LifecycleEvent | undefined {
  const said = [
    ...mentions
      .filter(({ own }) => own)
      .map(({ record, mention }) => ({ to: record.to, at: record.at ?? "", said: mention })),
    {
      to: clear["env.recipient.agencyId"],
      at: clear["env.createdAt"],
      said: (body[gid] ?? {}) as ClassSaid,
    },
  ];
  const recipients = new Set<string>();
  const told = new Set<string>();
  let first: string | undefined;
  // What was said later, by class, of which there are few: a person may have been told of a thousand times.
  const later = new Map<string, Later>();
  for (const [place, before] of [...said.entries()].reverse()) {
    const { ledCategory = "", ageClass = "" } = before.said;
    const narrower = [...later.values()].filter((one) =>
      isNarrowed({ ledCategory, ageClass }, one.said),
    );
    const [change] = narrower.toSorted((a, b) => a.place - b.place);
    if (change !== undefined) {
      recipients.add(before.to);
      if (narrower.some(({ to }) => to.has(before.to))) told.add(before.to);
      if (first === undefined || change.at < first) first = change.at;
    }
    const key = JSON.stringify([ledCategory, ageClass]);
    const to = (later.get(key)?.to ?? new Set()).add(before.to);
    later.set(key, { said: before.said, place, at: before.at, to });
  }
  if (first === undefined) return undefined;
  return {
    kind: "classChanged",
    at: first,
    // In the order in which they were told first.
    recipients: inOrderOf(said, recipients),
    correctedRecipients: inOrderOf(said, told),
  };
}

/** What was said under one class: the first time, and to whom at all. */
interface Later {
  readonly said: ClassSaid;
  readonly place: number;
  readonly at: string;
  readonly to: Set<string>;
}

const inOrderOf = (
  said: readonly { readonly to: string }[],
  some: ReadonlySet<string>,
): readonly string[] => [...new Set(said.map(({ to }) => to))].filter((to) => some.has(to));

/** Mentions of one person. Beyond it nothing is known of her; of what others say, the newest count. */
const MOST_MENTIONS = 1024;
