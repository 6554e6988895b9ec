import { describe, expect, it } from "vitest";
import { NEED, PERSON, refer } from "./correcting.ts";
import { eventsOf, inside } from "./inside.ts";
import { createExchange, type TestExchange } from "./world.ts";

const OFFICER = { id: "staff-0042", assurance: 2 };
const SERVICES = `${NEED}/need.services`;
const SEX = `${PERSON}/subject.sex`;
const AT = "2026-11-24T09:02:00Z";

describe("a value whose use its sender restricts", () => {
  it("is shown as restricted on both sides until a correction sets it free", async () => {
    const exchange = createExchange();
    const { digest } = await refer(exchange);
    const by = await correct(exchange, digest, "restrict", SERVICES);
    await exchange.settle();
    const also = await correct(exchange, digest, "restrict", SEX);
    await exchange.settle();
    const both = [
      { at: AT, by, path: SERVICES, reason: "contested" },
      { at: AT, by: also, path: SEX, reason: "contested" },
    ];
    expect(await restrictionsAt(exchange, digest)).toEqual([both, both]);
    expect(await eventsOf(exchange.c.store, "restricted")).toMatchObject([
      { code: by },
      { code: also },
    ]);

    exchange.setTime("2026-11-24T10:00:00Z");
    await correct(exchange, digest, "unrestrict", SERVICES);
    await exchange.settle();
    expect(await restrictionsAt(exchange, digest)).toEqual([[both[1]], [both[1]]]);
    exchange.setTime("2026-11-24T11:00:00Z");
    await correct(exchange, digest, "unrestrict", SEX);
    await exchange.settle();
    expect(await restrictionsAt(exchange, digest)).toEqual([undefined, undefined]);
  });

  it("is to be reviewed two weeks before its message is erased: only that keeps it as evidence", async () => {
    const exchange = createExchange();
    const { digest } = await refer(exchange);
    const reviews = async () => (await exchange.c.call("GET", "/v1/reviews")).json.entries;
    expect(await reviews()).toEqual([]);
    await correct(exchange, digest, "restrict", SERVICES);
    await exchange.settle();
    const { eraseBy } = (await exchange.c.call("GET", `/v1/messages/${digest}`)).json;
    const fortnight = new Date(Date.parse(eraseBy) - 14 * 86_400_000).toISOString().slice(0, 10);
    expect(await reviews()).toMatchObject([{ digest, review: { by: fortnight, state: "open" } }]);
    // Close to that day, at once.
    exchange.setTime(`${fortnight}T12:00:00Z`);
    await exchange.c.call("POST", `/v1/messages/${digest}/review`, {
      outcome: "keep",
      officer: OFFICER,
    });
    expect(await reviews()).toEqual([]);
    const soon = new Date(Date.parse(eraseBy) - 9 * 86_400_000).toISOString().slice(0, 10);
    exchange.setTime(`${soon}T12:00:00Z`);
    await correct(exchange, digest, "restrict", SEX);
    await exchange.settle();
    expect(await reviews()).toMatchObject([{ digest, review: { by: soon } }]);
  });

  it("is not restricted here before its recipient has accepted that", async () => {
    const exchange = createExchange();
    const { digest } = await refer(exchange);
    await correct(exchange, digest, "restrict", SERVICES);
    expect(await restrictionsAt(exchange, digest)).toEqual([undefined, undefined]);
    await exchange.settle();
    expect(await restrictionsAt(exchange, digest)).toMatchObject([[{ path: SERVICES }], [{}]]);
  });

  it("stands as it was written last, in whichever order it arrives", async () => {
    const exchange = createExchange();
    const { digest } = await refer(exchange);
    // Two attempts of the first fail, and the second goes before the third.
    exchange.intercept(() => Promise.reject(new TypeError("away")));
    const bound = await correct(exchange, digest, "restrict", SERVICES);
    await exchange.b.gateway.sender.deliverDue();
    exchange.setTime("2026-11-24T09:02:01Z");
    await exchange.b.gateway.sender.deliverDue();
    exchange.intercept(() => undefined);
    const free = await correct(exchange, digest, "unrestrict", SERVICES);
    await exchange.settle();
    exchange.setTime("2026-11-24T12:00:00Z");
    await exchange.settle();
    const { entries } = (await exchange.c.call("GET", "/v1/inbox?messageType=correction")).json;
    const newestFirst = entries.map((entry: { digest: string }) => entry.digest);
    expect(newestFirst).toEqual([bound, free]);
    expect(await restrictionsAt(exchange, digest)).toEqual([undefined, undefined]);
  });

  it("stays restricted when the correction is erased before it", async () => {
    const exchange = createExchange();
    const { digest } = await refer(exchange);
    const by = await correct(exchange, digest, "restrict", SERVICES);
    await exchange.settle();
    for (const { store } of [exchange.b, exchange.c]) {
      await inside(store).inbox.erase(by, "2026-11-25T00:00:00Z");
      await inside(store).outbox.erase(by, "2026-11-25T00:00:00Z");
    }
    const left = [{ at: AT, by }];
    expect(await restrictionsAt(exchange, digest)).toEqual([left, left]);
  });
});

/** NGO-B corrects a message that it sent. Returns the digest of the correction. */
async function correct(
  { b }: TestExchange,
  digest: string,
  action: string,
  path: string,
): Promise<string> {
  const { status, json } = await b.call("POST", `/v1/messages/${digest}/corrections`, {
    ...{ action, reason: "contested", officer: OFFICER },
    changes: [{ path }],
  });
  expect([status, json.findings]).toEqual([201, []]);
  return json.digest;
}

/** What each side shows, sender first. */
const restrictionsAt = ({ b, c }: TestExchange, digest: string) =>
  Promise.all([b, c].map(async (side) => (await side.show(digest)).json.restrictions));
