import { DatabaseSync } from "node:sqlite";
import { expect, it } from "vitest";
import { createSqliteAnswers } from "./answers.ts";
import { createSqliteHeldKeys } from "./history.ts";
import { createSqliteQuarantine } from "./inbox.ts";
import { SCHEMA } from "./schema.ts";
import { createSqliteEvents, createStatements } from "./store.ts";

it("finds what is held, what waits in quarantine and what happened by indexes alone", async () => {
  const db = new DatabaseSync(":memory:");
  db.exec(SCHEMA);
  const asked = new Set<string>();
  const watched: Pick<DatabaseSync, "prepare" | "isTransaction"> = {
    isTransaction: true,
    prepare(sql) {
      asked.add(sql);
      return db.prepare(sql);
    },
  };
  const statements = createStatements(watched as DatabaseSync);
  const keys = createSqliteHeldKeys(statements);
  keys.under({ kind: "shares", key: "exchange id" }, { own: true, other: "other" });
  keys.erase("digest");
  const quarantine = createSqliteQuarantine(statements);
  await quarantine.list(9, 9);
  await quarantine.mendable({ sender: "s", inReplyTo: "i", exchangeId: "e", messageType: "t" });
  await quarantine.countUnmended("sender");
  await quarantine.overdue("2026-11-25T09:02:00Z", 9);
  await quarantine.mend("digest", "by");
  const answers = createSqliteAnswers(statements);
  await answers.overdue("2026-11-25T09:02:00Z", 9);
  const events = createSqliteEvents(statements);
  await events.has("kind", "ref");
  await events.about("kind", "digest");
  await events.last("kind", "digest", 9);
  await events.after("kind", 0, 9);
  await events.before("kind", 9, 9);
  expect(asked.size).toBe(13);
  const steps = [...asked].flatMap((sql) =>
    db
      .prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .all()
      .map(({ detail }) => `${detail}: ${sql}`),
  );
  expect(steps.filter((step) => step.startsWith("SCAN "))).toEqual([]);
  // A page is not sorted out of all that there is.
  const sorted = steps.filter((step) => step.includes("TEMP B-TREE") && step.includes("LIMIT"));
  expect(sorted).toEqual([]);
});
