import { constants, DatabaseSync } from "node:sqlite";
import { Kysely, SqliteAdapter, SqliteIntrospector } from "kysely";
import { describe, expect, it } from "vitest";
import { drafted, incoming, note, outgoing, pending } from "../contract/rows.ts";
import { createGroupCipher } from "../keys/cipher.ts";
import { createMemoryStoreKeys } from "../keys/message-keys.ts";
import type { Tx } from "../ports.ts";
import { LastingQueryCompiler } from "../sqlite/dialect.ts";
import { createTables } from "../sqlite/migrate.ts";
import { createTx } from "./store.ts";
import type { Tables } from "./tables.ts";

describe("the questions to a store", () => {
  it("are all asked here: none can be left out", async () => {
    const { tx, unasked } = watched();
    await askEverything(tx);
    await askCounts(tx);
    // The boxes themselves write the history.
    const ofBoxes = ["add", "erase", "remove", "forget", "refuse", "restore"];
    expect(unasked()).toEqual(ofBoxes.map((method) => `history.${method}`));
  });

  it("are answered by an index, and no look-up and no erasure reads a whole table", async () => {
    const { tx, asked, explain } = watched();
    await askEverything(tx);
    expect(asked.size).toBeGreaterThan(40);
    const scans = [...asked].flatMap((sql) =>
      explain(sql)
        .filter((step) =>
          /^SCAN (?!\(?(subquery|CONSTANT|side|place|one|by_|lane|first))/.test(step),
        )
        .filter(() => !READ_FROM_ITS_END.test(sql))
        // What is still on its way has an index of its own, and is read whole.
        .filter((step) => !/^SCAN outbox USING (COVERING )?INDEX outbox_due$/.test(step))
        .map((step) => `${step}: ${sql}`),
    );
    expect(scans).toEqual([]);
  });

  it("look for nothing among all that was ever decided", async () => {
    const { tx, asked, explain } = watched();
    await askEverything(tx);
    await askCounts(tx);
    const byState = [...asked].filter(
      (sql) =>
        // A list of one state is asked for, and read in the order of that index.
        !/ state = '\w+' order by "position" desc limit /.test(sql) &&
        explain(sql).some((step) => /^SEARCH .* INDEX (inbox|outbox)_state\b/.test(step)),
    );
    expect(byState).toEqual([]);
  });

  it("find what is still on its way by its index alone, and pass over nothing that ever was", async () => {
    const { tx, asked, explain } = watched();
    await askEverything(tx);
    const open = [...asked].filter((sql) => sql.includes("in ('queued', 'sending')"));
    expect(open.length).toBeGreaterThan(4);
    const others = open.flatMap((sql) =>
      explain(sql)
        .filter((step) => /^(SEARCH|SCAN) outbox /.test(step))
        // What is changed is found by its id.
        .filter((step) => !/ INDEX (outbox_due|sqlite_autoindex_outbox_1) /.test(`${step} `))
        .map((step) => `${step}: ${sql}`),
    );
    expect(others).toEqual([]);
  });

  it.each<[string, (tx: Tx) => Promise<unknown>, readonly string[]]>([
    [
      "requests without an answer",
      (tx) => tx.answers.count(DAY),
      ["inbox_answer", "outbox_answer"],
    ],
    [
      "warnings without an answer",
      (tx) => tx.answers.overdue(DAY, 9, "IMMEDIATE_DANGER"),
      ["inbox_answer", "outbox_answer"],
    ],
    ["erasures", (tx) => tx.recalls.count(DAY, DAY), ["outbox_uncertified"]],
    ["overdue erasures", (tx) => tx.recalls.overdue(DAY, DAY, 9), ["outbox_uncertified"]],
    [
      "what can be withdrawn no more",
      (tx) => tx.recalls.prune(DAY),
      ["recall_end", "sqlite_autoindex_outbox_2"],
    ],
    ["what is not mended", (tx) => tx.inbox.counts(), ["inbox_unmended"]],
    ["open drafts", (tx) => tx.drafts.list(9), ["draft_open"]],
    ["an officer's drafts", (tx) => tx.drafts.hasOpen("name", 9), ["draft_composer"]],
    ["old drafts", (tx) => tx.drafts.overdue(DAY, 9), ["draft_changed"]],
  ])(
    "find %s among what is due alone, and not among what is erased, over or sent",
    async (_, ask, used) => {
      const { tx, asked, explain } = watched();
      await ask(tx);
      const steps = [...asked].flatMap(explain);
      const found = steps.flatMap(
        (step) =>
          /^SEARCH (?!event|recall USING PRIMARY)\w+ USING (?:COVERING )?INDEX (\w+)/.exec(
            step,
          )?.[1] ?? [],
      );
      expect(found).toEqual(used);
    },
  );

  it("are planned once, and never again when they are run", async () => {
    const { tx, asked, replanned } = watched();
    await askEverything(tx);
    expect(asked.size).toBeGreaterThan(40);
    expect([...replanned]).toEqual([]);
  });

  it("find what one side wrote by that side, and pass over nothing that others wrote", async () => {
    const { tx, asked, explain } = watched();
    await tx.history.under({ kind: "reply", key: "k" }, 9, { own: false, other: "other" });
    await tx.history.digestsUnder({ kind: "names", key: "k" }, 9, { own: true });
    await tx.history.under({ kind: "search", key: "k" }, 9, { other: "other" });
    await tx.history.mentionsOf("key.person", "pseudonym-1", 9, false);
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

  it("count by indexes: a row with its content is never read to be counted", async () => {
    const { tx, asked, explain } = watched();
    await askCounts(tx);
    const rows = [...asked].flatMap((sql) => explain(sql).filter((step) => /^SCAN/.test(step)));
    expect(rows.filter((step) => !step.includes("INDEX"))).toEqual([]);
  });

  it("find the reviews of a list by their index alone", async () => {
    const { tx, asked, explain } = watched();
    await tx.reviews.among(["digest-1", "digest-2"]);
    expect([...asked].flatMap((sql) => explain(sql)).join()).toMatch(
      /^SEARCH inbox USING COVERING INDEX inbox_review \(review_by>\?\)/,
    );
  });

  it("filter a list by its index alone, and read only the rows that are listed", async () => {
    const { tx, asked, explain } = watched();
    const filter = {
      messageType: "referral",
      purpose: "p",
      isErased: false,
      since: "a",
      until: "b",
    };
    for (const more of [
      {},
      { other: "other" },
      { other: "other", state: "quarantined" as const },
    ]) {
      await tx.inbox.list({ ...filter, ...more }, 9, 30_000);
    }
    for (const more of [{}, { other: "other" }, { other: "other", state: "sending" as const }]) {
      await tx.outbox.list({ ...filter, ...more }, 9, 30_000);
    }
    const plans = [...asked].filter((sql) => / limit /.test(sql)).map(explain);
    expect(plans).toHaveLength(6);
    for (const plan of plans) {
      expect(plan.join("; ")).toMatch(
        /^SEARCH (\w+) USING INTEGER PRIMARY KEY \(rowid=\?\); LIST SUBQUERY \d+; SEARCH \1 USING COVERING INDEX \1_listed \(position>\? AND position<\?\)/,
      );
    }
  });

  it("sort no page out of all that there is", async () => {
    const { tx, asked, explain } = watched();
    await askForPages(tx);
    const sorted = [...asked].filter(
      (sql) => / limit /.test(sql) && explain(sql).some((step) => step.includes("TEMP B-TREE")),
    );
    // The officers who are locked out are few, and so is what is recorded about one message.
    const few = sorted.filter((sql) => explain(sql).some((step) => FEW.test(step)));
    expect([few.length, sorted.filter((sql) => !few.includes(sql))]).toEqual([4, []]);
  });
});

/** These end after some rows in the order of an index, or of a table that is short. */
const READ_FROM_ITS_END =
  /^select "position" from "\w+" order by "position" desc limit|from "reply" where|from "locked_officer"|^delete from "change"/;
const DAY = "2026-11-25";
const FEW =
  /^(SCAN locked_officer|SEARCH event USING INDEX event_(about|ref) \((kind=\? AND )?ref>\? AND ref<\?\))$/;

/** Asks what grows with the store. Counts for an operator's eyes are left out: they read the index of what they count. */
async function askEverything(tx: Tx): Promise<void> {
  const { outbox, inbox, replay, history, replies } = tx;
  await outbox.add({ ...outgoing("1"), history: note("1") });
  await outbox.add({ ...outgoing("2"), submission: undefined, history: note("2") });
  await inbox.add(incoming("3"));
  await outbox.find("1");
  await outbox.findByDigest("digest-1");
  await outbox.findSubmission("key-1");
  await outbox.due(9, 9);
  await outbox.wake({ notOf: "profile" }, 9);
  await outbox.wake({ recipient: "recipient", lastErrors: ["a", "b"] }, 9);
  await outbox.wake({ lastErrors: ["a", "b"] }, 9);
  await outbox.change("2", { state: "sending" });
  await outbox.change("2", { state: "refused" });
  await outbox.change("2", { state: "decided" });
  await outbox.retain("digest-1", "2031-01-01");
  await outbox.replace("1", { ...outgoing("4"), submission: undefined }, "");
  await outbox.erase("digest-2", "");
  await inbox.find("sender", "3");
  await inbox.findByDigest("digest-3");
  await inbox.retain("digest-3", "2031-01-01");
  await tx.reviews.set("digest-3", "2031-01-01");
  await inbox.receiptsFor("sealed-3");
  await inbox.receiptsOf("sender", "digest-3");
  await inbox.findRefusal("sealed-3");
  await inbox.wasRefused("digest-3");
  for (const sender of ["sender", undefined]) {
    const [digest, sealedDigest, code] = [sender, "sealed-9", "MESSAGE_EXPIRED"];
    await inbox.addRefusal(
      { sealedDigest, digest, sender, code, rules: [], at: "", receipts: [] },
      9,
    );
  }
  await outbox.heldOn("ref");
  await tx.consents.refsOn("record");
  await tx.consents.recordsOf("ref");
  await tx.labels.find({ kind: "case", name: "k" }, 9);
  await tx.labels.noted("p", 9);
  await tx.links.answered(["digest-1", "digest-2"]);
  await tx.links.answering("digest-1", 9);
  for (const kind of ["shares", "valueFor"] as const) {
    await inbox.heldUnder({ kind, key: "k" }, "other");
    await outbox.heldUnder({ kind, key: "k" }, "other");
  }
  for (const that of [
    { kind: "ofType", messageType: "update" },
    { kind: "until", from: "2026-11-24", before: "2027-01-30" },
    { kind: "beyond", ends: ["one", "two"].map((purpose) => ({ purpose, day: "2026-12-24" })) },
    { kind: "unanswered" },
  ] as const) {
    await inbox.heldIn("exchange", "other", that);
    await outbox.heldIn("exchange", "other", that);
  }
  await inbox.erase("digest-3", "");
  await history.find("digest-1");
  await history.findById("1", "recipient");
  for (const kind of ["names", "source", "reply", "search", "breach"] as const) {
    await history.under({ kind, key: "k" }, 9, { own: true });
    await history.under({ kind, key: "k" }, 9, { own: false, other: "other" });
    await history.under({ kind, key: "k" }, 9, { other: "other" });
    await history.digestsUnder({ kind, key: "k" }, 9, { own: true });
  }
  await history.personBehind("pseudonym-1");
  await history.mentionsOf("key.person", "pseudonym-1", 9, true);
  await history.hasStrangers("key.");
  await replay.has({ iss: "i", jti: "j", digest: "d" });
  await replay.hasDigest("d");
  await replay.prune(new Date(0));
  await replies.find("1");
  await replies.postpone("1", { nextAttempt: 1, pausedAt: 1 });
  await replies.remove("1");
  const { quarantine, recalls, events, marks } = tx;
  await recalls.ask("digest-1", "2026-11-25T09:02:00Z");
  await recalls.certify("digest-1", "certificate");
  await recalls.of("digest-1");
  await recalls.on("consent");
  await quarantine.mendable({ sender: "s", inReplyTo: "i", exchangeId: "e", messageType: "t" });
  await quarantine.countUnmended("sender");
  await quarantine.mend("digest", "by");
  await events.has("kind", "ref");
  await events.about("kind", "digest");
  await events.partners(["digest-1", "digest-2"]);
  await marks.get("name");
  await marks.set("name", "value");
  await askRest(tx);
  await askForPages(tx);
}

/** Asks what no message needs. */
async function askRest(tx: Tx): Promise<void> {
  const { outbox, answers, replay, replies, recalls, erasures, people, changes } = tx;
  const clock = { from: "2026-11-24T09:02:00Z", by: "2026-11-25T09:02:00Z" };
  await answers.setClock("inbox", "digest-3", clock);
  await answers.setClock("outbox", "digest-1", clock);
  await outbox.heldUnder({ kind: "shares", key: "k" }, "other");
  await tx.labels.add("inbox", "digest-3", [{ kind: "case", name: "k" }]);
  await tx.labels.add("outbox", "digest-4", [{ kind: "person", name: "k" }]);
  await tx.reviews.among(["digest-1", "digest-2"]);
  await replay.insert({ iss: "i", jti: "j", digest: "d", keepUntil: new Date(0) });
  await replies.add(pending("1"));
  await recalls.prune("2026-11-25");
  await erasures.isPending("digest-1");
  await tx.events.add({ kind: "kind", at: "2026-11-24T09:02:00Z", ref: "digest-1" });
  await people.lock("name", "officer", "2026-11-24T09:02:00Z");
  await people.isLocked("name");
  await people.unlock("name");
  await people.useProof("proof", 9);
  await people.forgetProofs(9);
  await changes.add([{ kind: "sent", at: "2026-11-24T09:02:00Z", ref: "digest-1" }]);
  await changes.span();
  const { drafts } = tx;
  await drafts.add(drafted("1"));
  await drafts.find("1");
  await drafts.hasOpen("name", 9);
  await drafts.change("1", 1, drafted("1"));
  const approval = { digest: "digest", by: "name", officer: "encrypted", at: "" };
  await drafts.approve("1", approval);
  await drafts.endApproval("1");
  const returned = { reason: "OTHER", officer: "o", at: "2026-11-24T09:02:00Z", revision: 1 };
  await drafts.sendBack("1", returned);
  await drafts.settle("1", "2026-11-24T09:02:00Z");
}

async function askCounts({ inbox, outbox, answers, reviews, recalls }: Tx): Promise<void> {
  await inbox.counts();
  await outbox.counts();
  await answers.count("2026-11-25T09:02:00Z");
  await reviews.count("2026-11-25");
  await recalls.count("2026-11-18T09:02:00Z", "2026-11-25");
}

async function askForPages(tx: Tx): Promise<void> {
  const { quarantine, answers, reviews, recalls, events, outbox, inbox, marks } = tx;
  for (const state of ["quarantined", "accepted"]) await inbox.list({ state }, 9, 9);
  for (const filter of [{}, { other: "other" }]) {
    await inbox.list(filter, 9);
    await outbox.list(filter, 9);
  }
  for (const state of ["queued", "decided"]) await outbox.list({ state }, 9, 9);
  for (const filter of [{}, { sender: "s" }, { code: "c" }, { since: "a", until: "b" }]) {
    await inbox.listRefusals(filter, 9);
  }
  await tx.answers.open(9);
  await tx.answers.open(9, { by: "2026-11-25T09:02:00Z", digest: "digest-3" });
  await answers.overdue("2026-11-25T09:02:00Z", 9, "IMMEDIATE_DANGER");
  await tx.replies.due(9, 9);
  await tx.drafts.list(9);
  await tx.drafts.list(9, 9);
  await tx.drafts.overdue("2026-11-25T09:02:00Z", 9);
  await tx.changes.after(0, 9);
  await tx.changes.forget("2026-11-25T09:02:00Z", 9);
  await tx.people.locked(9);
  for (const filter of [{}, { since: "a", until: "b" }, { ref: "digest" }]) {
    await events.list(["erased", "contentRead"], filter, 9);
    await events.list(["erased", "contentRead"], filter, 9, 9);
  }
  await events.of("digest", 9);
  await events.of("digest", 9, 9);
  await recalls.overdue("2026-11-18T09:02:00Z", "2026-11-25", 9);
  await quarantine.overdue("2026-11-25T09:02:00Z", 9);
  await answers.overdue("2026-11-25T09:02:00Z", 9);
  await reviews.overdue("2026-11-25", 9);
  await reviews.open({}, 9);
  await reviews.open({ by: "2026-11-25" }, 9, { by: "2026-11-24", digest: "digest-3" });
  await marks.set("reviewsUnread", "9");
  await reviews.takeUnread(9);
  await events.last("kind", "digest", 9);
  await events.after("kind", 0, 9);
  await events.before("kind", 9, 9);
  await events.before("kind", 9, 9, "digest");
  await outbox.overdue("2026-11-25", 9);
  await inbox.overdue("2026-11-25", 9);
}

/** Ports over a fresh database that note what was asked. */
function watched() {
  const db = new DatabaseSync(":memory:");
  createTables(db);
  const asked = new Set<string>();
  const replanned = new Set<string>();
  let running: string | undefined;
  // SQLite asks for leave while it plans a statement.
  db.setAuthorizer(() => {
    if (running !== undefined) replanned.add(running);
    return constants.SQLITE_OK;
  });
  const kysely = new Kysely<Tables>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createIntrospector: (one) => new SqliteIntrospector(one),
      createQueryCompiler: () => new LastingQueryCompiler(),
      createDriver: () => ({
        async init() {},
        async acquireConnection() {
          return connection;
        },
        async beginTransaction() {},
        async commitTransaction() {},
        async rollbackTransaction() {},
        async releaseConnection() {},
        async destroy() {},
      }),
    },
  });
  const connection = {
    async executeQuery<Row>({ sql, parameters }: { sql: string; parameters: readonly unknown[] }) {
      asked.add(sql);
      const statement = db.prepare(sql);
      running = sql;
      try {
        if (statement.columns().length > 0) {
          return { rows: statement.all(...(parameters as string[])) as Row[] };
        }
        const { changes } = statement.run(...(parameters as string[]));
        return { rows: [], numAffectedRows: BigInt(changes) };
      } finally {
        running = undefined;
      }
    },
    async *streamQuery() {},
  };
  const explain = (sql: string): readonly string[] =>
    db
      .prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .all()
      .map(({ detail }) => String(detail));
  const made = createTx(kysely, createGroupCipher(createMemoryStoreKeys().keys));
  const called = new Set<string>();
  const ports = Object.entries(made).map(([port, methods]: [string, object]) => [
    port,
    new Proxy(methods, {
      get(target, method) {
        called.add(`${port}.${String(method)}`);
        return Reflect.get(target, method);
      },
    }),
  ]);
  const tx = Object.fromEntries(ports) as Tx;
  const unasked = () =>
    Object.entries(made)
      .flatMap(([port, methods]) => Object.keys(methods).map((method) => `${port}.${method}`))
      .filter((name) => !called.has(name));
  return { tx, asked, replanned, explain, unasked };
}
