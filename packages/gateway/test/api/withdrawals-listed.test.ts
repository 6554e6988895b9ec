import { expect, it } from "vitest";
import { correct, NEED, refer, valueFor } from "../correcting.ts";
import { inside } from "../inside.ts";
import { createExchange, type TestGateway } from "../world.ts";

it("a withdrawal is told from a correction in lists, on both sides, also once it is erased", async () => {
  const exchange = createExchange();
  const { b, c } = exchange;
  const sent = await refer(exchange);
  const changed = await correct(
    exchange,
    sent,
    valueFor(sent, `${NEED}/need.services`, ["legalAdvice"]),
  );
  expect(changed.status).toBe(201);
  const { json } = await b.call("POST", "/v1/withdrawals", {
    digest: sent.digest,
    officer: OFFICER,
  });
  await exchange.settle();
  await inside(b.store).outbox.erase(json.digest, "2026-11-25T00:00:00Z");
  await inside(c.store).inbox.erase(json.digest, "2026-11-25T00:00:00Z");

  const expected = { [changed.json.digest]: undefined, [json.digest]: true };
  expect(await listed(b, "outbox")).toEqual(expected);
  expect(await listed(c, "inbox")).toEqual(expected);
  expect((await c.show(json.digest)).json.withdrawsConsent).toBe(true);
});

/** Whether each correction of a box withdraws a consent, by its digest. */
async function listed(side: TestGateway, box: "inbox" | "outbox"): Promise<object> {
  const { entries } = (await side.call("GET", `/v1/${box}?messageType=correction`)).json;
  return Object.fromEntries(
    entries.map((one: Record<string, unknown>) => [one["digest"], one["withdrawsConsent"]]),
  );
}

const OFFICER = { id: "staff-0042", assurance: 2 };
