import type { DraftRequest } from "@safepassage/agency";
import { randomId } from "@safepassage/message";
import { describe, expect, it } from "vitest";
import { refer, type Sent } from "./correcting.ts";
import { requestS041 } from "./drafts.ts";
import { entityOf, NGO_B } from "./federation.ts";
import { fillInbox } from "./filling.ts";
import { eventsOf, inside } from "./inside.ts";
import { createExchange, requestS011, type TestExchange } from "./world.ts";

const BY = "2026-11-25";
const OFFICER = { id: "staff-0007", assurance: 2 };

describe("the day by which a message has to be reviewed", () => {
  it("is shown and counted, its passing is recorded once, and a review ends it", async () => {
    const { exchange, sent } = await referred();
    const { c } = exchange;
    const entry = {
      ...{ digest: sent.digest, id: sent.id, sender: NGO_B, messageType: "referral" },
      ...{ purpose: "ASSISTANCE_REFERRAL", eraseBy: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) },
    };
    const open = { by: BY, state: "open" };
    expect(await reviewsOf(exchange)).toEqual([{ ...entry, review: open }]);
    expect(await shownOf(exchange, sent)).toEqual(open);
    expect((await c.call("GET", "/v1/inbox")).json.entries).toMatchObject([{ review: open }]);

    // Its last second is in time.
    await maintainAt(exchange, "2026-11-25T23:59:59Z");
    expect(await passedOf(exchange)).toEqual([]);
    expect(await shownOf(exchange, sent)).toEqual(open);

    for (const time of ["2026-11-26T00:00:00Z", "2026-11-26T09:00:00Z"]) {
      await maintainAt(exchange, time);
      expect(await passedOf(exchange)).toEqual([sent.digest]);
    }
    const told = c.log.filter(({ event }) => event === "retentionReviewOverdue");
    expect(told).toEqual([{ event: "retentionReviewOverdue", ref: sent.digest }]);
    const overdue = { by: BY, state: "overdue" };
    expect(await reviewsOf(exchange)).toEqual([{ ...entry, review: overdue }]);
    expect(await shownOf(exchange, sent)).toEqual(overdue);
    expect(await countedOf(exchange)).toEqual({ open: 1, overdue: 1 });

    await review(exchange, sent);
    expect(await reviewsOf(exchange)).toEqual([]);
    expect(await shownOf(exchange, sent)).toBeUndefined();
    const [listed] = (await c.call("GET", "/v1/inbox")).json.entries;
    expect([listed.digest, listed.review]).toEqual([sent.digest, undefined]);
    expect(await countedOf(exchange)).toEqual({ open: 0, overdue: 0 });
    await maintainAt(exchange, "2026-11-27T09:00:00Z");
    expect(await passedOf(exchange)).toEqual([sent.digest]);
    const changes = await inside(c.store).changes.after(0, 99);
    expect(changes.filter(({ kind }) => kind === "review")).toMatchObject([
      { ref: sent.digest, code: "overdue" },
      { ref: sent.digest, code: "done" },
    ]);
  });

  it("is over for nobody who has reviewed the message before it", async () => {
    const { exchange, sent } = await referred();
    await review(exchange, sent);
    await maintainAt(exchange, "2026-11-26T09:00:00Z");
    expect(await passedOf(exchange)).toEqual([]);
  });

  it("is met by a review that keeps the message longer", async () => {
    const exchange = createExchange({ parties: ["Police-B", "Police-C"] });
    const draft = stating(requestS041());
    const { json } = await exchange.b.call("POST", "/v1/messages", { draft, mode: "asIs" });
    await exchange.settle();
    expect(await reviewsOf(exchange)).toMatchObject([{ sender: entityOf("Police-B") }]);
    await review(exchange, json, { until: "2028-10-24", ground: "proceedings" });
    expect(await reviewsOf(exchange)).toEqual([]);
  });

  it.each(["by its day", "by a review"])(
    "binds nobody once the message is erased %s",
    async (how) => {
      const { exchange, sent } = await referred();
      if (how === "by a review") await review(exchange, sent, { outcome: "erase" });
      else await inside(exchange.c.store).inbox.retain(sent.digest, BY);
      await maintainAt(exchange, "2026-11-26T09:00:00Z");
      expect(
        (await inside(exchange.c.store).inbox.findByDigest(sent.digest))?.erasedAt,
      ).toBeDefined();
      expect(await passedOf(exchange)).toEqual([]);
      expect(await reviewsOf(exchange)).toEqual([]);
      expect(await shownOf(exchange, sent)).toBeUndefined();
      expect(await countedOf(exchange)).toEqual({ open: 0, overdue: 0 });
    },
  );

  it("binds its recipient alone, and nobody where the message states none", async () => {
    const { exchange } = await referred();
    expect(await reviewsOf(exchange, "", "b")).toEqual([]);
    const other = createExchange();
    await refer(other);
    expect(await reviewsOf(other)).toEqual([]);
  });

  it("filters the list and parts it, the earliest first", async () => {
    const { exchange, sent } = await referred();
    const { store } = exchange.c;
    const row = await inside(store).inbox.findByDigest(sent.digest);
    if (row === undefined) throw new TypeError("the message did not arrive");
    const [late = ""] = await fillInbox(store, { ...row, reviewBy: "2026-11-23" }, 1);
    const [far = ""] = await fillInbox(store, { ...row, reviewBy: "2027-01-15" }, 1);
    const listed = async (query: string) =>
      (await reviewsOf(exchange, query)).map(({ digest }) => digest);
    expect(await listed("")).toEqual([late, sent.digest, far]);
    expect(await listed("?overdue=true")).toEqual([late]);
    expect(await listed("?overdue=false")).toEqual([sent.digest, far]);
    expect(await listed(`?by=${BY}`)).toEqual([late, sent.digest]);
    expect(await listed(`?by=${BY}&overdue=true`)).toEqual([late]);
    expect(await listed("?by=2026-11-22&overdue=true")).toEqual([]);
    expect(await listed(`?by=${BY}&overdue=false`)).toEqual([sent.digest]);
    const found: string[] = [];
    for (let next: string | undefined = ""; next !== undefined; ) {
      const cursor: string = next === "" ? "" : `&cursor=${next}`;
      const { json } = await exchange.c.call("GET", `/v1/reviews?limit=1${cursor}`);
      found.push(...json.entries.map(({ digest }: Sent) => digest));
      next = json.next;
    }
    expect(found).toEqual([late, sent.digest, far]);
  });
});

describe("a message that an earlier version stored without the day of its review", () => {
  it("is taken up by the maintenance, unless it was reviewed, erased or is damaged", async () => {
    const { exchange, sent } = await referred();
    const { store } = exchange.c;
    const { inbox, reviews, events, marks } = inside(store);
    const row = await inbox.findByDigest(sent.digest);
    if (row === undefined) throw new TypeError("the message did not arrive");
    const [reviewed = "", erased = ""] = await fillInbox(store, row, 2);
    await fillInbox(store, { ...row, jwt: `a.${randomId()}.c` }, 1);
    const many = await fillInbox(store, row, 300);
    await events.add({ kind: "reviewed", at: row.receivedAt, ref: reviewed, code: "keep" });
    await inbox.erase(erased, row.receivedAt);
    for (const { digest } of await reviews.open({}, 1000)) await reviews.set(digest);
    await marks.set("reviewsUnread", "100000");
    expect(await reviewsOf(exchange)).toEqual([]);
    await maintainAt(exchange, "2026-11-26T09:00:00Z");
    const due = [sent.digest, ...many].sort();
    expect((await reviews.open({}, 1000)).map(({ digest }) => digest)).toEqual(due);
    expect([...(await passedOf(exchange))].sort()).toEqual(due);
    // It looks at them once.
    await review(exchange, sent);
    await maintainAt(exchange, "2026-11-26T10:00:00Z");
    expect(await shownOf(exchange, sent)).toBeUndefined();
  });
});

/** NGO-B refers somebody to NGO-C, and states a day for the review. */
async function referred() {
  const exchange = createExchange();
  return { exchange, sent: await refer(exchange, stating(requestS011())) };
}

const stating = (draft: DraftRequest): DraftRequest => ({
  ...draft,
  clear: { ...draft.clear, "env.retention.reviewBy": BY },
});

async function maintainAt(exchange: TestExchange, time: string): Promise<void> {
  exchange.setTime(time);
  await exchange.c.gateway.maintain();
}

async function review({ c }: TestExchange, { digest }: Pick<Sent, "digest">, more: object = {}) {
  const body = { outcome: "keep", officer: OFFICER, ...more };
  const { status, json } = await c.call("POST", `/v1/messages/${digest}/review`, body);
  expect([status, json]).toEqual([200, expect.objectContaining({ digest })]);
}

async function reviewsOf(exchange: TestExchange, query = "", side: "b" | "c" = "c") {
  const { status, json } = await exchange[side].call("GET", `/v1/reviews${query}`);
  expect(status).toBe(200);
  return json.entries as readonly Sent[];
}

const shownOf = async ({ c }: TestExchange, { digest }: Sent) =>
  (await c.call("GET", `/v1/messages/${digest}`)).json.review;

const countedOf = async ({ c }: TestExchange) => (await c.call("GET", "/v1/health")).json.reviews;

const passedOf = async ({ c }: TestExchange) =>
  (await eventsOf(c.store, "retentionReviewOverdue")).map(({ ref }) => ref);
