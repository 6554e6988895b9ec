import { createSqliteAnswers } from "./sqlite-answers.ts";
import { createSqliteEvents } from "./sqlite-events.ts";
import { openSqliteFile } from "./sqlite-file.ts";
import { createSqliteHeldKeys } from "./sqlite-held-keys.ts";
import { createSqliteHistory } from "./sqlite-history.ts";
import { createSqliteInbox } from "./sqlite-inbox.ts";
import { createSqliteOutbox } from "./sqlite-outbox.ts";
import { createSqliteQuarantine } from "./sqlite-quarantine.ts";
import { createSqliteReplay } from "./sqlite-replay.ts";
import { text } from "./sqlite-rows.ts";
import { createStatements } from "./sqlite-statements.ts";
import type { GatewayStore, OutboxState } from "./store.ts";

/**
 * Opens, or creates, a {@link GatewayStore} in one SQLite file, for one process.
 *
 * A second file beside it, with `.lock` after its name, is held locked until the store is closed or the
 * process dies, so that two gateways never deliver the same message. What counts is the file and not
 * the path: no link and no mount gets around it.
 *
 * Every commit reaches the disk (`synchronous = FULL`), and what is deleted is overwritten
 * (`secure_delete`).
 *
 * All of its files are readable by their owner only, also those that an earlier version left
 * readable by others.
 *
 * @param path - File path, or `":memory:"`.
 * @throws {@link GatewayError} `GATEWAY_STORE_INCOMPATIBLE`, `GATEWAY_STORE_IN_USE`, `GATEWAY_STORE_LINKED`.
 */
export function openSqliteStore(path: string): GatewayStore {
  const { db, scrub, close } = openSqliteFile(path);
  const statements = createStatements(db);
  const { run, one, all } = statements;
  const history = createSqliteHistory(statements);
  const keys = createSqliteHeldKeys(statements);
  const overdueIn = (box: "inbox" | "outbox", day: string, limit: number): readonly string[] =>
    all(
      `SELECT digest FROM ${box} WHERE erase_by < :day AND erased_at IS NULL
       ORDER BY erase_by, rowid LIMIT :limit`,
      { day, limit },
    ).map((row) => text(row, "digest"));

  return {
    transaction(work) {
      db.exec("BEGIN IMMEDIATE");
      try {
        const result = work();
        db.exec("COMMIT");
        return result;
      } catch (error) {
        // SQLite may have rolled back by itself, where the disk is full.
        if (db.isTransaction) db.exec("ROLLBACK");
        throw error;
      }
    },

    ...createSqliteOutbox(statements, { history, keys }),
    ...createSqliteInbox(statements, { history, keys }),
    ...createSqliteQuarantine(statements),
    ...createSqliteEvents(statements),
    ...createSqliteAnswers(statements),
    history,
    replay: createSqliteReplay(statements),

    heldUnder: keys.under,
    overdue: (day, limit) => ({
      inbox: overdueIn("inbox", day, limit),
      outbox: overdueIn("outbox", day, limit),
    }),

    counts() {
      const outbox = { queued: 0, sending: 0, delivered: 0, decided: 0, refused: 0, expired: 0 };
      for (const row of all("SELECT state, count(*) AS rows FROM outbox GROUP BY state")) {
        outbox[text(row, "state") as OutboxState] = Number(row["rows"]);
      }
      const [inbox] = all(`
        SELECT count(*) AS rows, count(*)
          FILTER (WHERE state = 'quarantined' AND mended_by IS NULL) AS quarantined
        FROM inbox`);
      return {
        outbox,
        inbox: Number(inbox?.["rows"]),
        quarantined: Number(inbox?.["quarantined"]),
      };
    },

    mark(name) {
      const row = one("SELECT value FROM mark WHERE name = :name", { name });
      return row && text(row, "value");
    },
    setMark(name, value) {
      run("INSERT OR REPLACE INTO mark (name, value) VALUES (:name, :value)", { name, value });
    },

    scrub,
    close,
  };
}
