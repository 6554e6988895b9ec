import { closesExchange } from "./exchange-ends.ts";
import { given } from "./given.ts";
import type { HistoryKey, Mention, StoredMention, StoredNote } from "./history-store.ts";

/** The agency that a noted message was exchanged with. */
export const otherOf = ({ own, record }: Pick<StoredNote, "own" | "record">): string =>
  own ? record.to : record.from;

/** The keys that a store finds a note by. */
export function keysOf({ record, sources = [] }: StoredNote): readonly HistoryKey[] {
  const { exchangeId, inReplyTo, names = [], searchKind, phase, messageType = "" } = record;
  return [
    ...names.map((key) => ({ kind: "names", key }) as const),
    ...sources.map((key) => ({ kind: "source", key }) as const),
    ...(inReplyTo === undefined ? [] : [{ kind: "reply", key: inReplyTo } as const]),
    ...(searchKind === undefined ? [] : [{ kind: "search", key: exchangeId } as const]),
    ...(phase === undefined ? [] : [{ kind: "breach", key: exchangeId } as const]),
    ...(closesExchange(messageType) ? [{ kind: "closing", key: exchangeId } as const] : []),
  ];
}

/**
 * What stays of a note when its message is erased: who sent what when to whom, under which conditions, and which digests
 * it corrects.
 */
export function evidenceOf(note: StoredNote): StoredNote {
  const { own, onConsentAlone, events, erases, undelivered } = note;
  const kept = Object.entries(note.record).filter(([name]) => EVIDENCE.has(name));
  return {
    record: { ...(Object.fromEntries(kept) as StoredNote["record"]), exchangeId: "" },
    own,
    onConsentAlone,
    ...given({ events, erases, undelivered }),
  };
}

/**
 * Mentions, oldest first, each with the class that its recipient believes then: a message that did not reach it puts
 * nothing right that it was told before.
 */
export function toldClasses(mentions: readonly StoredMention[]): readonly StoredMention[] {
  const told = new Map<string, Pick<Mention, "ledCategory" | "ageClass">>();
  return mentions.map((one) => {
    const { to } = one.record;
    const before = told.get(to);
    if (one.own && one.undelivered !== undefined && before !== undefined) {
      return { ...one, mention: { ...one.mention, ...before } };
    }
    const { ledCategory, ageClass } = one.mention;
    if (one.own) told.set(to, { ledCategory, ageClass });
    return one;
  });
}

const EVIDENCE: ReadonlySet<string> = new Set([
  "record",
  "message",
  "digest",
  "from",
  "to",
  "purpose",
  "messageType",
  "at",
  "fromCountry",
  "conditions",
  "europol",
  "inReplyTo",
  "names",
  "action",
]);
