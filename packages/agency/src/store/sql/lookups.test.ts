import { describe, expect, it } from "vitest";
import { askCounts, askEverything, askForPages } from "../../../test/every-question.ts";
import { watched } from "../../../test/watched-store.ts";
import type { Tx } from "../ports.ts";

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
