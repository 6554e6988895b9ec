import type { DecodedMessage, EventRecord, HistoryRecord } from "@safepassage/schema";
import { expect, it } from "vitest";
import { at, NGO_B, NGO_C, referral, sent } from "../test/one-referral.ts";
import { addNamed } from "./add-named.ts";
import type { HistorySource } from "./history-source.ts";
import type { StoredNote } from "./history-store.ts";

const TARGET = "t";

it.each([
  [[undefined, "erased"], "erased"],
  [[undefined, "restricted", undefined], "restricted"],
  [["restricted", "erased"], "erased"],
  [["erased", "restricted"], "erased"],
  [[undefined, undefined], undefined],
])(
  "what became of the content is told by any of the messages of an event: %j",
  (contents, expected) => {
    const hours = contents.map((_, index) => 9 + index);
    const events = [eventsOf(contents, hours), eventsOf(contents.toReversed(), hours.toReversed())];
    // The event is of when it was told first, in whatever order the store gives its messages.
    for (const one of events) expect(one).toEqual([[at(9), expected]]);
    // Of one time, too.
    expect(eventsOf(contents, [9, 9, 9])).toEqual(eventsOf(contents.toReversed(), [9, 9, 9]));
  },
);

/** Time and content of what an index is told of a message, by corrections with these contents. */
function eventsOf(contents: readonly (string | undefined)[], hours: readonly number[]) {
  const notes = new Map<string, StoredNote>([[TARGET, noteOf(TARGET, 8)]]);
  for (const [index, content] of contents.entries()) {
    const event = { kind: "refusalGroundRaised", messages: [TARGET] };
    const events = [content === undefined ? event : { ...event, content }];
    const digest = `c${index}`;
    notes.set(digest, { ...noteOf(digest, hours[index] ?? 0), events });
  }
  const source = {
    self: NGO_B,
    isOwnId: () => true,
    notes: {
      find: (digest: string) => notes.get(digest),
      under: () => [],
      digestsUnder: () => [...notes.keys()].filter((digest) => digest !== TARGET),
    },
  } as unknown as HistorySource;
  const records: HistoryRecord[] = [];
  const index = { add: (record: HistoryRecord) => void records.push(record) } as never;
  addNamed(source, index, referral as DecodedMessage, { names: new Set([TARGET]) });
  return records
    .filter((record): record is EventRecord => record.record === "event")
    .map((record) => [record.at, record.content]);
}

const noteOf = (digest: string, hour: number): StoredNote => ({
  record: sent({ message: `m-${digest}`, digest, at: at(hour), from: NGO_B, to: NGO_C }),
  own: true,
  onConsentAlone: false,
});
