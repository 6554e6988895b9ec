import type {
  ClassTold,
  MessageRecord,
  PersonHistory,
  PersonRecord,
  PseudonymUse,
} from "@safepassage/schema";
import { given } from "./given.ts";
import type { Questions } from "./questions.ts";

/** The agency's own index of persons. */
export interface PersonIndex {
  add(record: PersonRecord | MessageRecord): void;
  /** What was sent before about each person whom the index knows, by group id: `bits` to one recipient. */
  peopleOf(
    pseudonyms: Questions["pseudonyms"],
    recipient: string,
  ): Readonly<Record<string, PersonHistory>>;
}

/**
 * Makes an empty index. What is kept of a person grows with the agencies that were told of her and
 * the fields they were told, not with the number of messages.
 */
export function createPersonIndex(self: string): PersonIndex {
  const persons = new Map<string, Person>();
  const byPseudonym = new Map<string, Person>();
  const uses = new Map<string, PseudonymUse[]>();

  function personOf(id: string): Person {
    const known = persons.get(id) ?? { sent: new Map(), told: new Map() };
    persons.set(id, known);
    return known;
  }

  function addMessage({ people = [], from, to, exchangeId, caseRef }: MessageRecord): void {
    const other = from === self ? to : from;
    for (const { person: id, pseudonym, ledCategory, ageClass, sent } of people) {
      const person = personOf(id);
      byPseudonym.set(pseudonym, person);
      if (from === self) {
        person.told.set(to, { recipient: to, ledCategory, ageClass });
      }
      const bits = person.sent.get(to) ?? {};
      for (const [field, weight] of Object.entries(sent ?? {})) {
        bits[field] = Math.max(weight, bits[field] ?? 0);
      }
      person.sent.set(to, bits);
      const known = uses.get(pseudonym) ?? [];
      addUse(known, { pseudonym, with: other, exchangeId, ...given({ caseRef }) });
      uses.set(pseudonym, known);
    }
  }

  return {
    add(record) {
      if (record.record === "message") addMessage(record);
      else byPseudonym.set(record.pseudonym, personOf(record.person));
    },
    peopleOf(pseudonyms, recipient) {
      const people: Record<string, PersonHistory> = {};
      for (const [gid, pseudonym] of pseudonyms) {
        const person = byPseudonym.get(pseudonym);
        if (person === undefined) continue;
        const sent = person.sent.get(recipient) ?? {};
        people[gid] = {
          bits: Object.values(sent).reduce((sum, weight) => sum + weight, 0),
          sent,
          pseudonyms: uses.get(pseudonym) ?? [],
          told: [...person.told.values()],
        };
      }
      return people;
    },
  };
}

interface Person {
  /** Heaviest weight by field, by recipient. */
  readonly sent: Map<string, Record<string, number>>;
  /** The last word on her class, by recipient. */
  readonly told: Map<string, ClassTold>;
}

/**
 * Adds the use of a pseudonym, once for each exchange: its first message tells the case. A pseudonym is for one agency and one case, so a
 * few uses show what is wrong as well as all. Where there is no more room, a use with another agency takes that of one more with the same.
 */
function addUse(known: PseudonymUse[], use: PseudonymUse): void {
  const ofAgency = known.filter((one) => one.with === use.with);
  if (ofAgency.some(({ exchangeId }) => exchangeId === use.exchangeId)) return;
  if (known.length < MAX_USES) known.push(use);
  else if (ofAgency.length === 0) {
    const spare = known.findLastIndex(
      (one, at) => known.findIndex((other) => other.with === one.with) < at,
    );
    if (spare >= 0) known[spare] = use;
  }
}

const MAX_USES = 16;
