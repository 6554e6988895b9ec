import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { note } from "../contract/rows.ts";
import { createSqliteHistory } from "./history.ts";
import { SCHEMA } from "./schema.ts";
import { createStatements } from "./store.ts";

describe("the history in the database", () => {
  it("finds everything by an index: no look-up and no erasure reads a whole table", () => {
    const { statements, asked, explain } = watched();
    const history = createSqliteHistory(statements);
    history.add(note("1"));
    history.find("digest-1");
    history.findById("1", "recipient");
    for (const kind of ["names", "source", "reply", "search", "breach"] as const) {
      history.under({ kind, key: "k" }, 9, { own: true });
      history.under({ kind, key: "k" }, 9, { own: false, other: "other" });
      history.under({ kind, key: "k" }, 9, { other: "other" });
      history.digestsUnder({ kind, key: "k" }, 9, { own: true });
    }
    history.personBehind("pseudonym-1");
    history.mentionsOf("key.person", "pseudonym-1", 9, true);
    history.hasStrangers("key.");
    history.erase("digest-1");
    history.forget("digest-1");
    history.add(note("2"));
    history.refuse("digest-2");
    history.restore("digest-2");
    expect(asked.size).toBeGreaterThan(15);
    const scans = [...asked].flatMap((sql) =>
      explain(sql).filter((step) => /^SCAN (?!\(?(subquery|CONSTANT))/.test(step)),
    );
    expect(scans).toEqual([]);
  });

  it("finds what one side wrote by that side, and passes over nothing that others wrote", () => {
    const { statements, asked, explain } = watched();
    const history = createSqliteHistory(statements);
    history.under({ kind: "reply", key: "k" }, 9, { own: false, other: "other" });
    history.digestsUnder({ kind: "names", key: "k" }, 9, { own: true });
    history.under({ kind: "search", key: "k" }, 9, { other: "other" });
    history.mentionsOf("key.person", "pseudonym-1", 9, false);
    const searches = [...asked].flatMap((sql) =>
      explain(sql).filter((step) => /^SEARCH (history_key|mention)/.test(step)),
    );
    const byOne = "SEARCH history_key USING PRIMARY KEY (kind=? AND key=? AND own=? AND other=?)";
    expect(searches).toEqual([
      byOne,
      "SEARCH history_key USING PRIMARY KEY (kind=? AND key=? AND own=?)",
      byOne,
      byOne,
      "SEARCH mention USING INDEX mention_person (person=? AND own=?)",
      "SEARCH mention USING INDEX mention_pseudonym (pseudonym=? AND own=?)",
    ]);
  });
});

/** Statements over a fresh database that note what was asked. */
function watched() {
  const db = new DatabaseSync(":memory:");
  db.exec(SCHEMA);
  // What is written needs a transaction.
  db.exec("BEGIN");
  const asked = new Set<string>();
  const statements = createStatements({
    isTransaction: true,
    prepare(sql) {
      asked.add(sql);
      return db.prepare(sql);
    },
  } as DatabaseSync);
  const explain = (sql: string): readonly string[] =>
    db
      .prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .all()
      .map(({ detail }) => String(detail));
  return { statements, asked, explain };
}
