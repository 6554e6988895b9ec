import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** A party, a type, a purpose and a state that few messages of a varied store have. */
export const RARE = {
  party: "https://rare.test",
  type: "alert",
  purpose: "IMMEDIATE_DANGER",
} as const;

/** The time of the first message of a varied store. */
export const FIRST = "2023-11-24T00:00:00Z";
/** That of the last. */
const LAST = "2026-11-24T00:00:00Z";

/**
 * Gives the messages of a store, which are copies, what those of years have: times of three years, some partners, types and
 * purposes, a few of them rare. Nothing else may use the store.
 */
export function varyStore(folder: string, box: "inbox" | "outbox"): void {
  const db = new DatabaseSync(join(folder, "state/agency.db"));
  const [party, at] = box === "inbox" ? ["sender", "received_at"] : ["recipient", "created_at"];
  try {
    const { last = 0 } = db.prepare(`SELECT max(position) AS last FROM ${box}`).get() ?? {};
    const span = (Date.parse(LAST) - Date.parse(FIRST)) / 1000;
    db.exec(`
      PRAGMA synchronous = OFF;
      PRAGMA cache_size = -1000000;
      BEGIN;
      UPDATE ${box} SET
        ${at} = strftime('%Y-%m-%dT%H:%M:%SZ', ${Date.parse(FIRST) / 1000} + position * ${span} / ${last}, 'unixepoch'),
        ${party} = CASE
          WHEN position % ${RARE_EVERY} = 7 THEN '${RARE.party}'
          WHEN position % 10 = 3 THEN 'https://some.test'
          ELSE ${party} END,
        message_type = CASE
          WHEN position % ${RARE_EVERY} = 11 THEN '${RARE.type}'
          WHEN position % 50 = 3 THEN 'update'
          ELSE message_type END,
        purpose = CASE WHEN position % ${RARE_EVERY} = 13 THEN '${RARE.purpose}' ELSE purpose END,
        state = CASE
          WHEN position % ${RARE_EVERY} = 17 THEN '${box === "inbox" ? "quarantined" : "expired"}'
          ELSE state END;
      COMMIT;
    `);
  } finally {
    db.close();
  }
}

/** Of so many messages one is rare. */
const RARE_EVERY = 10_007;
