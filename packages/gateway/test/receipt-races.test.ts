import type { AgencyStore, OutboxRow } from "@safepassage/agency";
import { issueDecidedReceipt, issueDeliveredReceipt } from "@safepassage/message";
import { describe, expect, it } from "vitest";
import { NGO_B, NGO_C } from "./federation.ts";
import { eventsOf, inside } from "./inside.ts";
import { createExchange, NOW, requestS011, type TestExchange } from "./world.ts";

/** A receipt comes on its own connection, so it may come between any two transactions of other work. */
describe("a receipt that comes between two transactions", () => {
  it("of another receipt is not overwritten by one that contradicts it", async () => {
    const { exchange, decided } = await posted();
    const answers = await Promise.all([
      post(exchange, decided("reject")),
      post(exchange, decided("accept")),
    ]);
    expect(answers.toSorted()).toEqual([204, 409]);
    expect(await eventsOf(exchange.b.store, "receiptsContradict")).toHaveLength(1);
  });

  it("of an attempt is not overwritten by the answer to it", async () => {
    const { exchange, decided, delivered, race } = await posted();
    const statuses: number[] = [];
    exchange.intercept((request) => {
      if (request.method !== "POST") return undefined;
      race(1, async () => statuses.push(await post(exchange, decided("reject"))));
      return Promise.resolve(Response.json({ receipts: [delivered(), decided("accept")] }));
    });
    exchange.setTime("2026-11-24T09:10:00Z");
    await exchange.b.gateway.sender.deliverDue();
    expect(statuses).toHaveLength(1);
    expect(await eventsOf(exchange.b.store, "receiptsContradict")).toHaveLength(1);
    expect((await row(exchange)).state).toBe("decided");
  });

  it("of an attempt stays, where the attempt fails", async () => {
    const { exchange, decided, race } = await posted();
    const statuses: number[] = [];
    exchange.intercept((request) => {
      if (request.method !== "POST") return undefined;
      race(1, async () => statuses.push(await post(exchange, decided("accept"))));
      return Promise.reject(new TypeError("connection reset"));
    });
    exchange.setTime("2026-11-24T09:10:00Z");
    await exchange.b.gateway.sender.deliverDue();
    expect(statuses).toEqual([204]);
    expect((await row(exchange)).state).toBe("decided");
  });

  it.each([1, 2, 3])("of an expiry stays (%i)", async (place) => {
    const { exchange, decided, race } = await posted();
    const statuses: number[] = [];
    exchange.setTime("2026-12-24T09:10:00Z");
    race(place, async () => statuses.push(await post(exchange, decided("accept"))));
    await exchange.b.gateway.sender.deliverDue();
    expect(statuses).toEqual([204]);
    expect((await row(exchange)).state).toBe("decided");
  });
});

/** NGO-B with a posted message and no answer. `race` acts after the given number of further transactions. */
async function posted() {
  let left = 0;
  let then: () => Promise<unknown> = async () => {};
  const race = (place: number, work: () => Promise<unknown>): void => {
    [left, then] = [place, work];
  };
  const wrap = (store: AgencyStore): AgencyStore => ({
    ...store,
    async transaction(work) {
      const result = await store.transaction(work);
      left -= 1;
      if (left === 0) await then();
      return result;
    },
  });
  const exchange = createExchange({ wrap });
  exchange.intercept((request) =>
    request.method === "POST" ? Promise.reject(new TypeError("connection reset")) : undefined,
  );
  const message = { draft: requestS011(), mode: "asIs" };
  expect((await exchange.b.call("POST", "/v1/messages", message)).status).toBe(201);
  await exchange.b.gateway.sender.deliverDue();
  const sent = await row(exchange);
  expect(sent).toMatchObject({ state: "sending", posted: true });
  const signer = exchange.federation.signers["NGO-C"];
  const options = { self: NGO_C, to: NGO_B, signer, clock: { now: () => new Date(NOW) } };
  const rest = { tier: "state", findings: [], decidedBy: "rules" } as const;
  return {
    exchange,
    race,
    delivered: () => issueDeliveredReceipt(sent, options),
    decided: (verdict: "accept" | "reject") =>
      issueDecidedReceipt(sent, { verdict, ...rest }, options),
  };
}

async function row({ b }: TestExchange): Promise<OutboxRow> {
  const [queued] = b.log.filter(({ event }) => event === "queued");
  const found = await inside(b.store).outbox.findByDigest(queued?.ref ?? "");
  if (found === undefined) throw new TypeError("no such row");
  return found;
}

async function post({ b }: TestExchange, receipt: string): Promise<number> {
  const headers = { "content-type": "application/jwt" };
  const request = new Request("http://b.test/receipts", { method: "POST", headers, body: receipt });
  return (await b.gateway.fetch(request)).status;
}
