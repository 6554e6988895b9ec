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
 * the fields they were told, and with the exchanges about her, not with the number of messages.
 */
export function createPersonIndex(self: string): PersonIndex {
  const persons = new Map<string, Person>();
  const byPseudonym = new Map<string, Person>();
  const uses = new Map<string, Uses>();

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
      const known = uses.get(pseudonym) ?? { shown: [], exchanges: new Set() };
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
          pseudonyms: uses.get(pseudonym)?.shown ?? [],
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

/** How one pseudonym was used. */
interface Uses {
  /** Some of its uses: enough to show what is wrong. */
  readonly shown: PseudonymUse[];
  /** All exchanges in which it was used, each with its other party. */
  readonly exchanges: Set<string>;
}

/**
 * Adds the use of a pseudonym. A pseudonym is for one agency and one case. Of each such pair two exchanges are kept: the exchange that
 * is judged may be one of them. So right uses leave room for wrong ones. The first message of an exchange says its case: an answer or a
 * correction may have another reference.
 */
function addUse({ shown, exchanges }: Uses, use: PseudonymUse): void {
  const exchange = `${use.exchangeId} ${use.with}`;
  if (exchanges.has(exchange)) return;
  exchanges.add(exchange);
  const same = shown.filter((one) => one.with === use.with && one.caseRef === use.caseRef);
  if (same.length < EXCHANGES && shown.length < MAX_USES) shown.push(use);
}

const EXCHANGES = 2;
/** Of so many uses at least one is wrong. */
const MAX_USES = 16;
