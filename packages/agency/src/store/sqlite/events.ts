import type { Events } from "../ports.ts";
import { toEvent } from "./rows.ts";
import type { Statements } from "./statements.ts";

/** What happened, kept for good. */
export function createSqliteEvents({ run, one, all }: Statements): Events {
  const bare = (rows: readonly Record<string, unknown>[]) =>
    rows.map((row) => {
      const { position: _, ...event } = toEvent(row);
      return event;
    });
  return {
    async add({ kind, at, ...rest }) {
      const empty = { code: null, ref: null, country: null, authority: null, role: null };
      run(
        `INSERT INTO event (kind, at, code, ref, country, authority, role)
         VALUES (:kind, :at, :code, :ref, :country, :authority, :role)`,
        { ...empty, kind, at, ...rest },
      );
    },
    has: async (kind, ref) =>
      one("SELECT 1 AS found FROM event WHERE kind = :kind AND ref = :ref LIMIT 1", {
        kind,
        ref,
      }) !== undefined,
    list: async (kind) =>
      bare(all("SELECT * FROM event WHERE kind = :kind ORDER BY position", { kind })),
    // A space is followed by an exclamation mark.
    about: async (kind, digest) =>
      bare(
        all(
          `SELECT * FROM event WHERE kind = :kind AND ref >= :digest AND ref < :digest || '!'
           ORDER BY position`,
          { kind, digest },
        ),
      ),
    after: async (kind, position, limit) =>
      all(
        `SELECT * FROM event WHERE kind = :kind AND position > :position
         ORDER BY position LIMIT :limit`,
        { kind, position, limit },
      ).map(toEvent),
    before: async (kind, position, limit) =>
      all(
        `SELECT * FROM event WHERE kind = :kind AND position < :position
         ORDER BY position DESC LIMIT :limit`,
        { kind, position, limit },
      ).map(toEvent),
  };
}
