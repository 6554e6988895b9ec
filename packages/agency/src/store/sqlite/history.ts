import {
  evidenceOf,
  type HeldBy,
  type HeldKey,
  type HistoryKey,
  type HistoryNote,
  type HistoryStore,
  heldKeysOf,
  keysOf,
  type NoteFilter,
  otherOf,
  type StoredMention,
  type StoredNote,
  toldClasses,
} from "@safepassage/history";
import type { DecodedMessage } from "@safepassage/schema";
import type { Async } from "../ports.ts";
import { digestOf, type Row, type Statements, text } from "./rows.ts";

/** A history that can be written, in the transaction of the message itself. */
export interface SqliteHistory extends Async<HistoryStore> {
  add(note: HistoryNote): void;
  /** Reduces a note to its evidence. */
  erase(digest: string): void;
  /** Removes the note of a message that was never posted. Events that it tells of stay: they happened. */
  forget(digest: string): void;
  /** Removes the note of a message that was never posted, and whose place another one has taken. */
  remove(digest: string): void;
  /**
   * Marks a posted message as not taken, as its recipient says. What it says of persons counts as told; what it
   * tells its recipient does not.
   */
  refuse(digest: string): void;
  /** Marks it as taken after all. */
  restore(digest: string): void;
}

/** Makes the history of single messages. */
export function createSqliteHistory({ run, insert, one, all, has }: Statements): SqliteHistory {
  /** Changes the note of a message, if there is one, and tells its place. */
  const change = (digest: string, work: (position: number, note: StoredNote) => void): void => {
    const sql = "SELECT position, note FROM history WHERE digest = :digest";
    one(sql, { digest }, (row) => work(placeOf(row), toNote(row)));
  };
  const write = (position: number, note: StoredNote): void => {
    run("UPDATE history SET note = :note WHERE position = :position", { position, note });
  };
  const addKeys = (position: number, note: StoredNote): void => {
    const { own } = note;
    for (const { kind, key } of keysOf(note)) {
      const row = { kind, key, own, other: otherOf(note), position };
      insert("OR IGNORE INTO history_key", row);
    }
  };
  const removeKeys = (position: number, which: string): void => {
    run(`DELETE FROM history_key WHERE position = :position AND ${which}`, { position });
  };
  const removeMentions = (position: number): void => {
    run("DELETE FROM mention WHERE position = :position", { position });
  };
  const remove = (position: number): void => {
    removeMentions(position);
    removeKeys(position, "true");
    run("DELETE FROM history WHERE position = :position", { position });
  };
  const newest = <T>(
    column: "note" | "digest",
    read: (row: Row) => T,
    { key, limit, only }: { key: HistoryKey; limit: number; only: NoteFilter },
  ): readonly T[] => {
    const sides = only.own === undefined ? ["0", "1"] : [":own"];
    const isOfOne = only.other !== undefined;
    const places = sides.map((side) => placesOf(side, isOfOne)).join(" UNION ALL ");
    return all(
      `SELECT ${column} FROM (${places}) JOIN history USING (position) ${NEWEST}`,
      { ...key, ...only, limit },
      read,
    ).toReversed();
  };

  return {
    add({ mentions, ...note }) {
      const { message, digest } = note.record;
      const { own } = note;
      insert("INTO history", { message, own, other: otherOf(note), digest, note });
      const position = one("SELECT last_insert_rowid() AS position", {}, placeOf) ?? 0;
      addKeys(position, note);
      for (const { person, pseudonym, ...said } of mentions) {
        insert("INTO mention", { position, own, person, pseudonym, said });
        if (person === undefined) continue;
        // The person behind the pseudonym is known now, also for what was said under it before.
        run("UPDATE mention SET person = :person WHERE pseudonym = :pseudonym AND person IS NULL", {
          person,
          pseudonym,
        });
      }
    },
    erase(digest) {
      change(digest, (position, note) => {
        removeMentions(position);
        removeKeys(position, "kind IN ('source', 'search', 'breach')");
        write(position, evidenceOf(note));
      });
    },
    remove(digest) {
      change(digest, (position) => remove(position));
    },
    forget(digest) {
      change(digest, (position, note) => {
        if (note.events === undefined) return remove(position);
        removeMentions(position);
        write(position, { ...note, undelivered: true });
        removeKeys(position, "kind <> 'names'");
      });
    },
    refuse(digest) {
      change(digest, (position, note) => {
        write(position, { ...note, undelivered: true });
        const kept = note.events === undefined ? "('source')" : "('source', 'names')";
        removeKeys(position, `kind NOT IN ${kept}`);
      });
    },
    restore(digest) {
      change(digest, (position, { undelivered, ...note }) => {
        if (undelivered === undefined) return;
        write(position, note);
        addKeys(position, note);
      });
    },

    find: async (digest) =>
      one("SELECT note FROM history WHERE digest = :digest", { digest }, toNote),
    findById: async (id, other) =>
      one(
        `SELECT note FROM history WHERE message = :id AND other = :other
         ORDER BY own DESC, position DESC LIMIT 1`,
        { id, other },
        toNote,
      ),
    under: async (key, limit, only) => newest("note", toNote, { key, limit, only }),
    digestsUnder: async (key, limit, only) => newest("digest", digestOf, { key, limit, only }),
    personBehind: async (pseudonym) =>
      one(
        `SELECT person FROM mention WHERE pseudonym = :pseudonym AND person IS NOT NULL
         ORDER BY position DESC LIMIT 1`,
        { pseudonym },
        (row) => text(row, "person"),
      ),
    mentionsOf: async (person, pseudonym, limit, own) => {
      const found = all(
        `SELECT note, person, pseudonym, said FROM (
           SELECT * FROM (SELECT * FROM mention WHERE person = :person AND own = :own ${NEWEST})
           UNION
           SELECT * FROM (SELECT * FROM mention WHERE pseudonym = :pseudonym AND own = :own ${NEWEST})
         ) JOIN history USING (position) ${NEWEST}`,
        { person, pseudonym, limit, own },
        toMention,
      );
      return toldClasses(found.toReversed());
    },
    hasStrangers: async (prefix) =>
      has(
        `SELECT 1 FROM mention WHERE person < :prefix
         UNION ALL SELECT 1 FROM mention WHERE person >= :prefix || '~'`,
        { prefix },
      ),
  };
}

/** Selects the places of one side's newest messages under a key. For one other agency the primary key has this order. */
const placesOf = (own: string, isOfOne: boolean): string =>
  `SELECT * FROM (SELECT position FROM history_key WHERE kind = :kind AND key = :key
     AND own = ${own} ${isOfOne ? "AND other = :other" : ""} ${NEWEST})`;

const placeOf = (row: Row): number => Number(row["position"]);
const toNote = (row: Row): StoredNote => JSON.parse(text(row, "note")) as StoredNote;

function toMention(row: Row): StoredMention {
  const { record, own, undelivered } = toNote(row);
  return {
    ...{ record, own, ...(undelivered && { undelivered }) },
    mention: {
      ...JSON.parse(text(row, "said")),
      ...(row["person"] !== undefined && { person: text(row, "person") }),
      pseudonym: text(row, "pseudonym"),
    },
  };
}

const NEWEST = "ORDER BY position DESC LIMIT :limit";

/** A message with all that its keys are made of. */
export interface KeyedMessage extends HeldBy {
  readonly digest: string;
  readonly messageType: string;
  readonly exchangeId: string;
  readonly message: Partial<DecodedMessage>;
}

/** Keys by which messages are found while their content is held. */
export interface SqliteHeldKeys {
  add(message: KeyedMessage): void;
  erase(digest: string): void;
  /** Digests under a key, in no order. */
  under(key: HeldKey, by: HeldBy): readonly string[];
}

/** Makes the keys of held messages. Ids of groups and consents are case data, so they go with the content. */
export function createSqliteHeldKeys({ run, insert, all }: Statements): SqliteHeldKeys {
  return {
    add({ digest, own, other, message, ...row }) {
      for (const { kind, key } of heldKeysOf(message, row)) {
        insert("INTO held_key", { kind, key, own, other, digest });
      }
    },
    erase(digest) {
      run("DELETE FROM held_key WHERE digest = :digest", { digest });
    },
    under: ({ kind, key }, { own, other }) =>
      all(
        `SELECT digest FROM held_key
         WHERE kind = :kind AND key = :key AND own = :own AND other = :other`,
        { kind, key, own, other },
        digestOf,
      ),
  };
}

/** Digests of one side's messages under a key whose content is held, in no order. */
export function heldIn(
  { all }: Statements,
  box: "inbox" | "outbox",
  { kind, key }: HeldKey,
  keys: SqliteHeldKeys,
  other: string,
): readonly string[] {
  const own = box === "outbox";
  if (kind !== "exchange") return keys.under({ kind, key }, { own, other });
  const party = own ? "recipient" : "sender";
  return all(
    `SELECT digest FROM ${box} WHERE exchange_id = :key AND ${party} = :other`,
    { key, other },
    digestOf,
  );
}
