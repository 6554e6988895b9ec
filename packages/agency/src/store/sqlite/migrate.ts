import type { DatabaseSync } from "node:sqlite";
import { erasedBy, eventsOf, type StoredNote } from "@safepassage/history";
import type { DecodedMessage } from "@safepassage/schema";
import { ALARM_MARKS } from "../../effects/alarms.ts";
import { AgencyError } from "../../setting/agency-error.ts";
import { createSqliteHeldKeys } from "./history.ts";
import { type Row, type Statements, text } from "./rows.ts";
import {
  INBOX,
  SCHEMA_VERSION,
  SINCE_VERSION_5,
  SINCE_VERSION_6,
  SINCE_VERSION_7,
} from "./schema.ts";

/**
 * Brings the tables of version 4, 5 or 6 up to date, all of it or nothing.
 *
 * @throws {@link AgencyError} `GATEWAY_STORE_INCOMPATIBLE` for any other version.
 */
export function migrate(db: DatabaseSync, version: number, statements: Statements): void {
  if (!isMigrated(version)) {
    throw new AgencyError("GATEWAY_STORE_INCOMPATIBLE", `tables of version ${version}`);
  }
  db.exec("BEGIN IMMEDIATE");
  if (version === 4) {
    db.exec(FROM_VERSION_4);
    writeHeldKeys(db, statements);
    retellNotes(db);
  }
  if (version < 6) db.exec(SINCE_VERSION_6);
  db.exec(`${SINCE_VERSION_7} PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT;`);
}

/** Whether {@link migrate} brings tables of a version up to date. */
export const isMigrated = (version: number): boolean => [4, 5, 6].includes(version);

/** Writes the keys of held messages, which version 4 did not have. */
function writeHeldKeys(db: DatabaseSync, statements: Statements): void {
  const keys = createSqliteHeldKeys(statements);
  const rows = db.prepare(`
    SELECT 0 AS own, sender AS other, digest, message_type, exchange_id, message FROM inbox
      WHERE message IS NOT NULL
    UNION ALL
    SELECT 1, recipient, digest, message_type, exchange_id, message FROM outbox
      WHERE message IS NOT NULL`);
  for (const row of rows.iterate() as Iterable<Row>) {
    keys.add({
      own: row["own"] === 1,
      other: text(row, "other"),
      digest: text(row, "digest"),
      messageType: text(row, "message_type"),
      exchangeId: text(row, "exchange_id"),
      message: JSON.parse(text(row, "message")) as DecodedMessage,
    });
  }
}

/** Rewrites notes: in version 4 one event stood for all named messages. Where the content is held, each gets its own. */
function retellNotes(db: DatabaseSync): void {
  const rows = db.prepare(`
    SELECT position, note, CASE own
        WHEN 1 THEN (SELECT message FROM outbox WHERE outbox.digest = history.digest)
        ELSE (SELECT message FROM inbox WHERE inbox.digest = history.digest)
      END AS message
    FROM history WHERE note -> '$.record.names' IS NOT NULL`);
  const write = db.prepare("UPDATE history SET note = ? WHERE position = ?");
  for (const row of rows.all() as Row[]) {
    const { event, ...note } = JSON.parse(text(row, "note")) as StoredNote & NoteBefore;
    const { names = [], messageType, action } = note.record;
    const isErasure = messageType === "correction" && action === "erase";
    const message = row["message"] === null ? undefined : JSON.parse(text(row, "message"));
    const events = message ? eventsOf(message) : event ? [{ ...event, messages: names }] : [];
    const erases = message ? erasedBy(message) : isErasure ? names : [];
    const told = {
      ...note,
      ...(events.length === 0 ? {} : { events }),
      ...(erases.length === 0 ? {} : { erases }),
    };
    write.run(JSON.stringify(told), row["position"] as number);
  }
}

/** A note of version 4, with one event for all messages that it names. */
interface NoteBefore {
  readonly event?: { readonly kind: string; readonly content?: string };
}

/**
 * Changes from version 4. There the inbox was keyed by the id alone, and events named sent messages by their id. Notes
 * were found by a key without their author. The outbox did not say whether a message is an emergency, or was posted: one
 * that may have been posted counts as posted, and waits for its deadline if it is erased. Alarms handed to the operator are
 * now counted by the place of the last one.
 */
const FROM_VERSION_4 = `
  ALTER TABLE inbox RENAME TO inbox_before;
  DROP INDEX inbox_answer;
  DROP INDEX inbox_exchange;
  DROP INDEX inbox_quarantined;
  ${INBOX}
  INSERT INTO inbox (sender, id, state, message_type, purpose, digest, sealed_digest, resolved, jwt,
      receipts, received_at, erase_by, mend_by, mended_by, erased_at, answer_from, answer_by,
      answered_at, sd_jwt, exchange_id, message, judgement)
    SELECT sender, id, state, message_type, purpose, digest, sealed_digest, resolved, jwt,
      receipts, received_at, erase_by, mend_by, mended_by, erased_at, answer_from, answer_by,
      answered_at, sd_jwt, exchange_id, message, judgement
    FROM inbox_before ORDER BY rowid;
  DROP TABLE inbox_before;
  UPDATE event SET ref = (SELECT digest FROM outbox WHERE id = ref)
    WHERE kind IN ('erased', 'answerOverdue') AND ref IN (SELECT id FROM outbox);
  UPDATE event SET ref = (SELECT digest FROM inbox WHERE id = ref)
    WHERE kind = 'answerOverdue' AND ref IN (SELECT id FROM inbox);
  DROP INDEX outbox_due;
  DROP INDEX outbox_exchange;
  ALTER TABLE history_key RENAME TO history_key_before;
  DROP INDEX history_key_position;
  DROP INDEX mention_person;
  DROP INDEX mention_pseudonym;
  ${SINCE_VERSION_5}
  INSERT INTO history_key (kind, key, own, other, position)
    SELECT kind, key, own, other, position FROM history_key_before JOIN history USING (position);
  DROP TABLE history_key_before;
  UPDATE mention SET own = 1 WHERE position IN (SELECT position FROM history WHERE own = 1);
  UPDATE outbox SET emergency = 1
    WHERE message ->> '$.private."private.urgency".level' = 'emergency'
      AND message ->> '$.private."private.urgency".ground' = 'threatToLife';
  INSERT INTO mark (name, value)
    SELECT '${ALARM_MARKS.quarantineAlarm}', CAST(COALESCE(
      (SELECT min(position) - 1 FROM event WHERE kind = 'quarantineAlarm' AND NOT EXISTS (
        SELECT 1 FROM event AS logged
        WHERE logged.kind = 'alarmLogged' AND logged.ref = event.ref || ' ' || event.country)),
      (SELECT max(position) FROM event), 0) AS TEXT);
  INSERT INTO mark (name, value)
    SELECT name, CAST((SELECT COALESCE(max(position), 0) FROM event) AS TEXT)
    FROM (SELECT '${ALARM_MARKS.emergencyRefused}' AS name
      UNION ALL SELECT '${ALARM_MARKS.emergencyUndelivered}');
  UPDATE outbox SET posted = 1
    WHERE state IN ('sending', 'delivered', 'decided', 'refused') OR receipts <> '[]'
      OR (state = 'expired' AND attempts > 0) OR last_error = 'PACKAGE_KEY_UNKNOWN';
  UPDATE outbox SET next_attempt = unixepoch(deliver_by) * 1000, paused_at = 0
    WHERE posted = 1 AND erased_at IS NOT NULL;
`;
