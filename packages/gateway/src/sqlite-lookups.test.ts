import { DatabaseSync } from "node:sqlite";
import {
  createSqliteAnswers,
  createSqliteEvents,
  createSqliteHeldKeys,
  createSqliteQuarantine,
  createStatements,
  SCHEMA,
} from "@safepassage/agency";
import { expect, it } from "vitest";

it("finds what is held, what waits in quarantine and what happened by indexes alone", () => {
  const db = new DatabaseSync(":memory:");
  db.exec(SCHEMA);
  const asked = new Set<string>();
  const watched: Pick<DatabaseSync, "prepare"> = {
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
  quarantine.quarantined(9, 9);
  quarantine.mendable({ sender: "s", inReplyTo: "i", exchangeId: "e", messageType: "t" });
  quarantine.countUnmended("sender");
  quarantine.mendOverdue("2026-11-25T09:02:00Z", 9);
  quarantine.mendInbox("digest", "by");
  const answers = createSqliteAnswers(statements);
  answers.answersOverdue("2026-11-25T09:02:00Z", 9);
  const events = createSqliteEvents(statements);
  events.hasEvent("kind", "ref");
  events.events("kind");
  events.eventsAbout("kind", "digest");
  events.eventsAfter("kind", 0, 9);
  events.eventsBefore("kind", 9, 9);
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
