import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import { type Row, text } from "./rows.ts";

/** What the store lends its parts: prepared statements over its one connection. */
export interface Statements {
  /** Number of rows changed. */
  run(sql: string, values: Values): number;
  one(sql: string, values: Values): Row | undefined;
  all(sql: string, values?: Values): readonly Row[];
}

type Values = Readonly<Record<string, SQLInputValue>>;

/** Prepares each statement once. */
export function createStatements(db: DatabaseSync): Statements {
  const prepared = new Map<string, StatementSync>();
  const statement = (sql: string): StatementSync => {
    const known = prepared.get(sql) ?? db.prepare(sql);
    prepared.set(sql, known);
    return known;
  };
  return {
    run(sql, values) {
      // A write after its transaction has ended would be one of its own.
      if (!db.isTransaction) throw new Error("a write outside of a transaction");
      return Number(statement(sql).run(values).changes);
    },
    one: (sql, values) => statement(sql).get(values) as Row | undefined,
    all: (sql, values = {}) => statement(sql).all(values) as unknown as readonly Row[],
  };
}

/** Digests of the messages of one box that are due to be erased by a day, those that are due longest first. */
export const overdueIn = (
  { all }: Pick<Statements, "all">,
  box: "inbox" | "outbox",
  day: string,
  limit: number,
): readonly string[] =>
  all(
    `SELECT digest FROM ${box} WHERE erase_by < :day AND erased_at IS NULL
     ORDER BY erase_by, rowid LIMIT :limit`,
    { day, limit },
  ).map((row) => text(row, "digest"));
