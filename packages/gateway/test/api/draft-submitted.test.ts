import { AgencyError, type AgencyStore } from "@safepassage/agency";
import { expect, it } from "vitest";
import { inside } from "../inside.ts";
import { createExchange, requestS011 } from "../world.ts";

/** An agency with a draft, and a store that takes only so many more transactions of a submission. */
async function open() {
  let left = Number.POSITIVE_INFINITY;
  const wrap = (store: AgencyStore): AgencyStore => ({
    ...store,
    transaction: (work) =>
      left-- > 0
        ? store.transaction(work)
        : Promise.reject(new AgencyError("GATEWAY_STORE_FULL", "the disk is full")),
  });
  const { b } = createExchange({ wrap });
  const { id } = (await b.call("POST", "/v1/drafts", { draft: requestS011() })).json;
  const path = `/v1/drafts/${id}`;
  const submitWithin = async (transactions: number) => {
    left = transactions;
    const answer = await b.call("POST", `${path}/submission`);
    left = Number.POSITIVE_INFINITY;
    return answer;
  };
  const sent = async () => (await b.call("GET", "/v1/outbox")).json.entries.length;
  return { b, path, submitWithin, sent };
}

it("a draft that is deleted was not sent, wherever its submission was broken off", async () => {
  for (let transactions = 0; ; transactions += 1) {
    const { b, path, submitWithin, sent } = await open();
    const { status } = await submitWithin(transactions);
    const deleted = await b.call("DELETE", path);
    const said = deleted.status === 204 ? "deleted" : deleted.json.code;
    expect([transactions, await sent(), said]).toEqual([
      transactions,
      ...((await sent()) === 0 ? [0, "deleted"] : [1, "API_DRAFT_CLOSED"]),
    ]);
    if (status === 201) break;
    expect(status).toBe(503);
  }
});

it("a draft that somebody has changed since it was seen is not sent, and goes as it is where nobody says what was seen", async () => {
  const { b } = createExchange();
  const draft = requestS011();
  const kept = async () => `/v1/drafts/${(await b.call("POST", "/v1/drafts", { draft })).json.id}`;
  const path = await kept();
  await b.call("PUT", path, { revision: 1, draft: { ...draft, case: "case-18" } });
  const refused = await b.call("POST", `${path}/submission?revision=1`);
  expect([refused.status, refused.json.code]).toEqual([409, "API_DRAFT_CHANGED"]);
  expect((await b.call("GET", "/v1/outbox")).json.entries).toEqual([]);
  const sent = await b.call("POST", `${path}/submission?revision=2`);
  expect(sent.status).toBe(201);
  // Whoever asks again has not heard that it was sent.
  const again = await b.call("POST", `${path}/submission?revision=1`);
  expect([again.status, again.json.digest]).toEqual([201, sent.json.digest]);
  expect((await b.call("POST", `${await kept()}/submission`)).status).toBe(201);
});

it("a draft whose submission was broken off is on record as sent once, and so is its change", async () => {
  for (let transactions = 0; ; transactions += 1) {
    const { b, path, submitWithin, sent } = await open();
    const { status } = await submitWithin(transactions);
    expect((await b.call("POST", `${path}/submission`)).status).toBe(201);
    const { entries } = (await b.call("GET", "/v1/acts?act=draftSubmitted")).json;
    expect([entries.length, await sent()]).toEqual([1, 1]);
    const changes = await inside(b.store).changes.after(0, 100);
    // One as it was kept, one as it was closed.
    expect(changes.filter(({ kind }) => kind === "draft")).toHaveLength(2);
    if (status === 201) break;
  }
});
