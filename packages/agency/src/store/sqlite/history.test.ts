import { DatabaseSync } from "node:sqlite";
import type { HistoryNote } from "@safepassage/history";
import { describe, expect, it } from "vitest";
import { createSqliteHistory } from "./history.ts";
import type { Statements } from "./rows.ts";
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

  it("keeps of an erased message what is evidence, and nothing of a person", () => {
    const history = createSqliteHistory(watched().statements);
    history.add(note("1", { names: ["digest-0"], inReplyTo: "0", searchKind: "face" }));
    history.erase("digest-1");
    expect(history.find("digest-1")).toEqual({
      record: {
        record: "message",
        message: "1",
        digest: "digest-1",
        exchangeId: "",
        from: "sender",
        to: "recipient",
        purpose: "ASSISTANCE_REFERRAL",
        conditions: ["ASSISTANCE_ONLY"],
        inReplyTo: "0",
        names: ["digest-0"],
      },
      own: true,
      onConsentAlone: true,
    });
    expect(history.under({ kind: "names", key: "digest-0" }, 9, { own: true })).toHaveLength(1);
    expect(history.under({ kind: "reply", key: "0" }, 9, { own: true })).toHaveLength(1);
    expect(history.under({ kind: "source", key: "source-1" }, 9, { own: true })).toEqual([]);
    expect(history.under({ kind: "search", key: "exchange" }, 9, { own: true })).toEqual([]);
    expect(history.mentionsOf("key.person", "pseudonym-1", 9, true)).toEqual([]);
  });

  it("forgets what never arrived, but for what it tells of that happened", () => {
    const history = createSqliteHistory(watched().statements);
    history.add(note("1", { names: ["digest-0"] }));
    history.add({ ...note("2", { names: ["digest-0"] }), events: [EVENT] });
    history.forget("digest-1");
    history.forget("digest-2");
    expect(history.find("digest-1")).toBeUndefined();
    const [kept, ...others] = history.under({ kind: "names", key: "digest-0" }, 9, { own: true });
    expect([kept?.events, kept?.undelivered, others]).toEqual([[EVENT], true, []]);
    expect(history.mentionsOf("key.person", "pseudonym-2", 9, true)).toEqual([]);
  });

  it("keeps of what was posted and refused what it says of persons, and lets it tell nobody", () => {
    const history = createSqliteHistory(watched().statements);
    history.add(note("1", { names: ["digest-0"], inReplyTo: "0", searchKind: "face" }));
    const before = history.find("digest-1");
    const keys = () =>
      (
        [
          ["names", "digest-0"],
          ["reply", "0"],
          ["search", "exchange"],
          ["source", "source-1"],
        ] as const
      ).map(([kind, key]) => history.under({ kind, key }, 9, { own: true }).length);
    expect(keys()).toEqual([1, 1, 1, 1]);
    history.refuse("digest-1");
    expect(keys()).toEqual([0, 0, 0, 1]);
    expect(history.find("digest-1")).toEqual({ ...before, undelivered: true });
    expect(history.mentionsOf("key.person", "pseudonym-1", 9, true)).toHaveLength(1);
    history.restore("digest-1");
    expect([keys(), history.find("digest-1")]).toEqual([[1, 1, 1, 1], before]);
  });

  it("keeps what a message tells of others, and what it wants erased, when it is erased", () => {
    const history = createSqliteHistory(watched().statements);
    history.add({
      ...note("1", { names: ["digest-0"] }),
      events: [EVENT],
      erases: EVENT.messages,
    });
    history.erase("digest-1");
    const kept = history.find("digest-1");
    expect([kept?.events, kept?.erases]).toEqual([[EVENT], EVENT.messages]);
  });

  it("keeps that a message was not taken when it is erased", () => {
    const history = createSqliteHistory(watched().statements);
    history.add({ ...note("1", { names: ["digest-0"] }), events: [EVENT] });
    history.refuse("digest-1");
    history.erase("digest-1");
    expect(history.find("digest-1")?.undelivered).toBe(true);
    history.restore("digest-1");
    expect(history.find("digest-1")?.undelivered).toBeUndefined();
  });

  it("takes the class in a message that was not taken for told only where nothing was told before", () => {
    const history = createSqliteHistory(watched().statements);
    const mention = { person: "key.person", pseudonym: "p", ageClass: "adult" };
    history.add({ ...note("1"), mentions: [{ ...mention, ledCategory: "victim" }] });
    history.add({ ...note("2"), mentions: [{ ...mention, ledCategory: "suspect" }] });
    history.refuse("digest-2");
    const classes = () =>
      history.mentionsOf("key.person", "p", 9, true).map((one) => one.mention.ledCategory);
    expect(classes()).toEqual(["victim", "victim"]);
    history.restore("digest-2");
    expect(classes()).toEqual(["victim", "suspect"]);
    history.refuse("digest-1");
    expect(classes()).toEqual(["victim", "suspect"]);
  });

  it("knows whose a pseudonym is, also of what was said before anybody told", () => {
    const history = createSqliteHistory(watched().statements);
    const mention = { pseudonym: "p", ledCategory: "victim", ageClass: "adult" };
    history.add({ ...note("1"), mentions: [mention] });
    expect(history.personBehind("p")).toBeUndefined();
    history.add({ ...note("2"), mentions: [{ ...mention, person: "key.other" }] });
    expect(history.personBehind("p")).toBe("key.other");
    const found = history.mentionsOf("key.other", "q", 9, true);
    expect(found.map(({ record }) => record.message)).toEqual(["1", "2"]);
    expect(
      history.mentionsOf("key.other", "q", 1, true).map(({ record }) => record.message),
    ).toEqual(["2"]);
    expect([history.hasStrangers("key."), history.hasStrangers("yek.")]).toEqual([false, true]);
    expect(history.hasStrangers("abc.")).toBe(true);
  });

  it("means the own message by an id that the other agency has given to one of its own", () => {
    const history = createSqliteHistory(watched().statements);
    history.add(note("1"));
    const shadow = { digest: "shadow", from: "recipient", to: "sender" };
    history.add({ ...note("1", shadow), own: false });
    expect(history.findById("1", "recipient")?.record.digest).toBe("digest-1");
    history.erase("shadow");
    expect(history.find("digest-1")?.record.exchangeId).toBe("exchange");
  });

  it("lets no third agency push out what two have written under an id", () => {
    const history = createSqliteHistory(watched().statements);
    history.add(note("1", { inReplyTo: "0", searchKind: "face" }));
    for (const id of ["2", "3"]) {
      const third = { from: "third", to: "sender", inReplyTo: "0", searchKind: "fingerprint" };
      history.add({ ...note(id, third), own: false });
    }
    for (const key of [
      { kind: "search", key: "exchange" },
      { kind: "reply", key: "0" },
    ] as const) {
      const found = history
        .under(key, 1, { other: "recipient" })
        .map(({ record }) => record.digest);
      expect(found).toEqual(["digest-1"]);
    }
  });
});

const EVENT = { kind: "errorFound", messages: ["digest-0"] };

function note(id: string, more: Partial<HistoryNote["record"]> = {}): HistoryNote {
  return {
    record: {
      record: "message",
      message: id,
      exchangeId: "exchange",
      from: "sender",
      to: "recipient",
      purpose: "ASSISTANCE_REFERRAL",
      digest: `digest-${id}`,
      caseRef: "case",
      conditions: ["ASSISTANCE_ONLY"],
      pseudonyms: [`pseudonym-${id}`],
      ...more,
    },
    own: true,
    onConsentAlone: true,
    sources: [`source-${id}`],
    mentions: [
      {
        person: "key.person",
        pseudonym: `pseudonym-${id}`,
        ledCategory: "victim",
        ageClass: "adult",
        sent: { age: 3 },
      },
    ],
  };
}

/** Statements over a fresh database that note what was asked. */
function watched() {
  const db = new DatabaseSync(":memory:");
  db.exec(SCHEMA);
  // What is written needs a transaction.
  db.exec("BEGIN");
  const asked = new Set<string>();
  const inner = createStatements(db);
  const watch =
    <T extends unknown[], R>(call: (sql: string, ...rest: T) => R) =>
    (sql: string, ...rest: T): R => {
      asked.add(sql);
      return call(sql, ...rest);
    };
  const statements: Statements = {
    run: watch(inner.run),
    one: watch(inner.one),
    all: watch(inner.all),
  };
  const explain = (sql: string): readonly string[] =>
    db
      .prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .all()
      .map(({ detail }) => String(detail));
  return { statements, asked, explain };
}
