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
import { type Row, type Statements, text } from "./rows.ts";

/** A history that can be written, in the transaction of the message itself. */
export interface SqliteHistory extends HistoryStore {
  add(note: HistoryNote): void;
  /** Reduces a note to its evidence. */
  erase(digest: string): void;
  /** Removes the note of a message that was never posted. Events that it tells of stay: they happened. */
  forget(digest: string): void;
  /**
   * Marks a posted message as not taken, as its recipient says. What it says of persons counts as told; what it
   * tells its recipient does not.
   */
  refuse(digest: string): void;
  /** Marks it as taken after all. */
  restore(digest: string): void;
}

/** Makes the history of single messages. */
export function createSqliteHistory({ run, one, all }: Statements): SqliteHistory {
  const locate = (digest: string): { position: number; note: StoredNote } | undefined => {
    const row = one("SELECT position, note FROM history WHERE digest = :digest", { digest });
    return row && { position: row["position"] as number, note: toNote(row) };
  };
  const write = (position: number, note: StoredNote): void => {
    const text = JSON.stringify(note);
    run("UPDATE history SET note = :text WHERE position = :position", { position, text });
  };
  const addKeys = (position: number, note: StoredNote): void => {
    for (const { kind, key } of keysOf(note)) {
      run(
        `INSERT OR IGNORE INTO history_key (kind, key, own, other, position)
         VALUES (:kind, :key, :own, :other, :position)`,
        { kind, key, own: Number(note.own), other: otherOf(note), position },
      );
    }
  };
  const newest = (
    column: "note" | "digest",
    key: HistoryKey,
    limit: number,
    { own, other }: NoteFilter,
  ): readonly Row[] => {
    const sides = own === undefined ? ["0", "1"] : [":own"];
    const places = sides.map((side) => placesOf(side, other !== undefined)).join(" UNION ALL ");
    return all(`SELECT ${column} FROM (${places}) JOIN history USING (position) ${NEWEST}`, {
      ...{ ...key, limit },
      ...(own === undefined ? {} : { own: Number(own) }),
      ...(other === undefined ? {} : { other }),
    }).toReversed();
  };

  return {
    add({ mentions, ...note }) {
      const { record, own } = note;
      run(
        `INSERT INTO history (message, own, other, digest, note)
         VALUES (:message, :own, :other, :digest, :note)`,
        {
          message: record.message,
          own: Number(own),
          other: otherOf(note),
          digest: record.digest,
          note: JSON.stringify(note),
        },
      );
      const position = one("SELECT last_insert_rowid() AS position", {})?.["position"] as number;
      addKeys(position, note);
      for (const { person, pseudonym, ...said } of mentions) {
        run(
          `INSERT INTO mention (position, own, person, pseudonym, said)
           VALUES (:position, :own, :person, :pseudonym, :said)`,
          {
            ...{ position, own: Number(own), person: person ?? null, pseudonym },
            said: JSON.stringify(said),
          },
        );
        if (person === undefined) continue;
        // The person behind the pseudonym is known now, also for what was said under it before.
        run("UPDATE mention SET person = :person WHERE pseudonym = :pseudonym AND person IS NULL", {
          person,
          pseudonym,
        });
      }
    },
    erase(digest) {
      const found = locate(digest);
      if (found === undefined) return;
      const { position, note } = found;
      run("DELETE FROM mention WHERE position = :position", { position });
      run(
        `DELETE FROM history_key
         WHERE position = :position AND kind IN ('source', 'search', 'breach')`,
        { position },
      );
      write(position, evidenceOf(note));
    },
    forget(digest) {
      const found = locate(digest);
      if (found === undefined) return;
      const { position, note } = found;
      run("DELETE FROM mention WHERE position = :position", { position });
      if (note.events === undefined) {
        run("DELETE FROM history_key WHERE position = :position", { position });
        run("DELETE FROM history WHERE position = :position", { position });
        return;
      }
      write(position, { ...note, undelivered: true });
      run("DELETE FROM history_key WHERE position = :position AND kind <> 'names'", { position });
    },
    refuse(digest) {
      const found = locate(digest);
      if (found === undefined) return;
      const { position, note } = found;
      write(position, { ...note, undelivered: true });
      run(
        `DELETE FROM history_key
         WHERE position = :position AND kind <> 'source' AND (kind <> 'names' OR :event = 0)`,
        { position, event: note.events === undefined ? 0 : 1 },
      );
    },
    restore(digest) {
      const found = locate(digest);
      if (found?.note.undelivered === undefined) return;
      const { undelivered: _, ...note } = found.note;
      write(found.position, note);
      addKeys(found.position, note);
    },

    find(digest) {
      const row = one("SELECT note FROM history WHERE digest = :digest", { digest });
      return row && toNote(row);
    },
    findById(id, other) {
      const row = one(
        `SELECT note FROM history WHERE message = :id AND other = :other
         ORDER BY own DESC, position DESC LIMIT 1`,
        { id, other },
      );
      return row && toNote(row);
    },
    under: (key, limit, only) => newest("note", key, limit, only).map(toNote),
    digestsUnder: (key, limit, only) =>
      newest("digest", key, limit, only).map((row) => text(row, "digest")),
    personBehind(pseudonym) {
      const row = one(
        `SELECT person FROM mention WHERE pseudonym = :pseudonym AND person IS NOT NULL
         ORDER BY position DESC LIMIT 1`,
        { pseudonym },
      );
      return row && text(row, "person");
    },
    mentionsOf: (person, pseudonym, limit, own) => {
      const found = all(
        `SELECT note, person, pseudonym, said FROM (
           SELECT * FROM (SELECT * FROM mention WHERE person = :person AND own = :own ${NEWEST})
           UNION
           SELECT * FROM (SELECT * FROM mention WHERE pseudonym = :pseudonym AND own = :own ${NEWEST})
         ) JOIN history USING (position) ${NEWEST}`,
        { person, pseudonym, limit, own: Number(own) },
      );
      return toldClasses(found.map(toMention).reverse());
    },
    hasStrangers: (prefix) =>
      one(
        `SELECT EXISTS (SELECT 1 FROM mention WHERE person < :prefix)
           OR EXISTS (SELECT 1 FROM mention WHERE person >= :prefix || '~') AS found`,
        { prefix },
      )?.["found"] === 1,
  };
}

/** Selects the places of one side's newest messages under a key. For one other agency the primary key has this order. */
const placesOf = (own: string, isOfOne: boolean): string =>
  `SELECT * FROM (SELECT position FROM history_key WHERE kind = :kind AND key = :key
     AND own = ${own} ${isOfOne ? "AND other = :other" : ""} ${NEWEST})`;

const toNote = (row: Row): StoredNote => JSON.parse(text(row, "note")) as StoredNote;

function toMention(row: Row): StoredMention {
  const { record, own, undelivered } = toNote(row);
  return {
    record,
    own,
    ...(undelivered === undefined ? {} : { undelivered }),
    mention: {
      ...JSON.parse(text(row, "said")),
      ...(row["person"] === null ? {} : { person: text(row, "person") }),
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
export function createSqliteHeldKeys({ run, all }: Statements): SqliteHeldKeys {
  return {
    add({ digest, own, other, message, ...row }) {
      for (const { kind, key } of heldKeysOf(message, row)) {
        run(
          `INSERT INTO held_key (kind, key, own, other, digest)
           VALUES (:kind, :key, :own, :other, :digest)`,
          { kind, key, own: Number(own), other, digest },
        );
      }
    },
    erase(digest) {
      run("DELETE FROM held_key WHERE digest = :digest", { digest });
    },
    under: ({ kind, key }, { own, other }) =>
      all(
        `SELECT digest FROM held_key
         WHERE kind = :kind AND key = :key AND own = :own AND other = :other`,
        { kind, key, own: Number(own), other },
      ).map((row) => text(row, "digest")),
  };
}
