import type { OutboxRow } from "@safepassage/agency";
import { createFixedClock, type Signer, sha256Base64url } from "@safepassage/core";
import { issueDecidedReceipt, issueDeliveredReceipt, issueRefusal } from "@safepassage/message";
import { createSigner, generateSigningKey, publicJwk } from "@safepassage/trust";
import { describe, expect, it } from "vitest";
import { requestS011, requestS041 } from "./drafts.ts";
import { entityOf } from "./federation.ts";
import { inside } from "./inside.ts";
import { createExchange, type TestExchange } from "./world.ts";

const WRONG = "GATEWAY_RECEIPT_TIME_WRONG";

describe("receipts of a time at which they cannot have been made", () => {
  it.each([
    ["a year ahead", "2027-11-24T09:02:00Z", WRONG],
    ["more than a day ahead", "2026-11-25T09:02:01Z", WRONG],
    ["ten days early", "2026-11-14T09:02:00Z", WRONG],
    ["three minutes early", "2026-11-24T08:59:00Z", WRONG],
    ["two minutes early", "2026-11-24T09:00:00Z", undefined],
    ["a day ahead, by a clock in another zone", "2026-11-25T09:02:00Z", undefined],
  ])("(%s) leave the message to be sent, with a code", async (_, time, lastError) => {
    const exchange = createExchange();
    const row = await answered(exchange, (sent) => ({
      receipts: receiptsOf(exchange, sent, time),
    }));
    const state = lastError === undefined ? "decided" : "sending";
    expect(row).toMatchObject({ state, lastError });
    expect(row.receipts).toHaveLength(lastError === undefined ? 2 : 0);
    expect(row.sealed === undefined).toBe(lastError === undefined);
  });

  it("are taken when they come again as they should be", async () => {
    const exchange = createExchange();
    await answered(exchange, (sent) => ({
      receipts: receiptsOf(exchange, sent, "2027-11-24T09:02:00Z"),
    }));
    exchange.intercept(() => undefined);
    exchange.setTime("2026-11-24T09:03:00Z");
    await exchange.settle();
    expect(await inside(exchange.b.store).outbox.counts()).toMatchObject({
      decided: 1,
      sending: 0,
    });
  });

  it.each([
    ["dated when it was in force", "2026-10-31T09:02:00Z", WRONG],
    ["dated today", "2026-11-24T09:02:00Z", "TRUST_KEY_NOT_IN_FORCE"],
  ])("do not come from a key that was retired before: %s", async (_, time, lastError) => {
    const exchange = createExchange();
    const retired = generateSigningKey("Ed25519");
    exchange.editRegistry(({ agencies }) => {
      const c = agencies.find(({ entity }) => entity === entityOf("NGO-C"));
      (c?.keys as object[] | undefined)?.push({
        ...{ jwk: publicJwk(retired), from: "2026-01-01T00:00:00Z" },
        ...{ until: "2026-11-01T00:00:00Z", status: "retired" },
      });
    });
    const signer = createSigner(retired);
    const row = await answered(exchange, (sent) => ({
      receipts: receiptsOf(exchange, sent, time, signer),
    }));
    expect(row).toMatchObject({ state: "sending", lastError, receipts: [] });
  });

  it("do not end a message as refused", async () => {
    const refusals = [
      ["MESSAGE_LAYOUT_WRONG", "2026-11-24T08:59:00Z", "sending", WRONG],
      ["MESSAGE_LAYOUT_WRONG", "2027-11-24T09:02:00Z", "sending", WRONG],
      ["MESSAGE_LAYOUT_WRONG", "2026-11-24T09:02:00Z", "refused", "MESSAGE_LAYOUT_WRONG"],
      // The recipient's clock is behind, and says so.
      ["MESSAGE_NOT_YET_VALID", "2026-11-24T08:02:00Z", "sending", "MESSAGE_NOT_YET_VALID"],
      ["MESSAGE_NOT_YET_VALID", "2026-11-14T09:02:00Z", "sending", WRONG],
    ] as const;
    for (const [code, time, state, lastError] of refusals) {
      const exchange = createExchange();
      const row = await answered(exchange, (_, sealed) => ({
        receipt: issueRefusal({ sealed: sha256Base64url(sealed), code }, optionsAt(exchange, time)),
      }));
      expect(row).toMatchObject({ state, lastError });
    }
  });

  it.each([
    ["a year ahead", "2027-11-24T09:02:00Z", 422],
    ["before the message", "2026-11-14T09:02:00Z", 422],
    ["now", "2026-11-24T09:02:00Z", 204],
  ])("are refused when they are given later, too: %s", async (_, time, status) => {
    const exchange = createExchange();
    const row = await answered(exchange, (sent) => ({
      receipts: receiptsOf(exchange, sent, "2026-11-24T09:02:00Z").slice(0, 1),
    }));
    expect(row.state).toBe("delivered");
    const response = await exchange.b.gateway.fetch(
      new Request("http://b.test/receipts", {
        method: "POST",
        headers: { "content-type": "application/jwt" },
        body: receiptsOf(exchange, row, time)[1] ?? "",
      }),
    );
    expect(response.status).toBe(status);
    if (status === 422) expect(await response.json()).toMatchObject({ code: WRONG });
  });
});

describe("the answer clock", () => {
  it.each([
    ["at the receipt", "2026-11-24T09:03:00Z", "2026-11-24T09:03:00Z"],
    ["at the receipt, up to two minutes ahead", "2026-11-24T10:02:00Z", "2026-11-24T10:02:00Z"],
    ["at the end of the request", "2026-11-24T10:02:01Z", "2026-11-24T10:00:00Z"],
    ["at the end of the request", "2026-11-25T09:00:00Z", "2026-11-24T10:00:00Z"],
  ])("starts %s (%s)", async (_, receiptAt, from) => {
    const exchange = createExchange({ parties: ["Police-B", "Police-C"] });
    const row = await answered(
      exchange,
      (sent) => ({ receipts: receiptsOf(exchange, sent, receiptAt) }),
      { draft: requestS041(), at: "2026-11-24T10:00:00Z" },
    );
    expect(row.clock?.from).toBe(from);
  });
});

/** Sends a message that gets the given answer. Returns its row. */
async function answered(
  exchange: TestExchange,
  answer: (sent: OutboxRow, sealed: string) => object,
  { draft = requestS011(), at }: { draft?: object; at?: string } = {},
): Promise<OutboxRow> {
  const { b } = exchange;
  const { json } = await b.call("POST", "/v1/messages", { draft, mode: "minimise" });
  const row = async (): Promise<OutboxRow> => {
    const found = await inside(b.store).outbox.findByDigest(json.digest);
    if (found === undefined) throw new TypeError("no such row");
    return found;
  };
  exchange.intercept((request) => {
    if (request.method !== "POST") return undefined;
    return request.text().then(async (sealed) => {
      const told = answer(await row(), sealed);
      return Response.json(told, { status: "receipt" in told ? 422 : 200 });
    });
  });
  if (at !== undefined) exchange.setTime(at);
  await b.gateway.sender.deliverDue();
  return await row();
}

/** Both receipts of the recipient, as of a time. */
function receiptsOf(
  exchange: TestExchange,
  { digest, sdHash, resolved, recipient }: OutboxRow,
  time: string,
  signer?: Signer,
): readonly string[] {
  const isPolice = recipient === entityOf("Police-C");
  const given = isPolice
    ? { ...optionsAt(exchange, time, "Police-C"), to: entityOf("Police-B") }
    : optionsAt(exchange, time);
  const options = signer === undefined ? given : { ...given, signer };
  const delivery = { digest, sdHash, resolved };
  const decision = { verdict: "accept", tier: "state", findings: [], decidedBy: "rules" } as const;
  return [
    issueDeliveredReceipt(delivery, options),
    issueDecidedReceipt(delivery, decision, options),
  ];
}

function optionsAt(
  { federation }: TestExchange,
  time: string,
  name: "NGO-C" | "Police-C" = "NGO-C",
) {
  return {
    ...{ self: entityOf(name), to: entityOf("NGO-B") },
    ...{ signer: federation.signers[name], clock: createFixedClock(time) },
  };
}
