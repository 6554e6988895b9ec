import { sha256Base64url } from "@safepassage/core";
import { issueRefusal } from "@safepassage/message";
import { describe, expect, it } from "vitest";
import { FOREIGN, problem, receipts, refusal, row, type Sent, submit } from "./delivering.ts";
import { NGO_C } from "./federation.ts";
import { createExchange, type TestExchange } from "./world.ts";

describe("an answer that proves nothing", () => {
  it.each<[string, string, (exchange: TestExchange, sent: Sent) => Response, number?]>([
    ["no JSON", FOREIGN, () => new Response("ok"), 200],
    ["the page of a proxy", FOREIGN, () => new Response("<html>", { status: 413 }), 413],
    ["a page in another script", FOREIGN, () => new Response(new Uint8Array([0xe9, 0x20]))],
    ["no receipts", "GATEWAY_RECEIPTS_MISSING", () => Response.json({ receipts: [] })],
    ["an error without a receipt", "GATEWAY_RECEIPTS_MISSING", () => problem()],
    [
      "receipts signed by another agency",
      "TRUST_KEY_UNKNOWN",
      (exchange, sent) => Response.json({ receipts: receipts(exchange, sent, "Police-D") }),
    ],
    [
      "receipts of fewer disclosures",
      "RECEIPT_MISMATCH",
      (exchange, { row, sealed }) =>
        Response.json({
          receipts: receipts(exchange, {
            sealed,
            row: { ...row, resolved: row.resolved.slice(1) },
          }),
        }),
    ],
    [
      "a refusal of another package",
      "GATEWAY_RECEIPTS_MISSING",
      ({ federation }) => problem(refusal(federation.signers["NGO-C"], "x", "MESSAGE_EXPIRED")),
    ],
    [
      "a refusal that names another message beside this package",
      "GATEWAY_RECEIPTS_MISSING",
      ({ federation }, { sealed }) =>
        problem(
          issueRefusal(
            { sealed: sha256Base64url(sealed), msg: sha256Base64url("x"), code: "MESSAGE_EXPIRED" },
            {
              self: NGO_C,
              signer: federation.signers["NGO-C"],
              clock: { now: () => new Date("2026-11-24T09:02:00Z") },
            },
          ),
        ),
    ],
    [
      "a refusal that another agency signed",
      "GATEWAY_RECEIPTS_MISSING",
      ({ federation }, { sealed }) =>
        problem(
          issueRefusal(
            { sealed: sha256Base64url(sealed), code: "MESSAGE_EXPIRED" },
            {
              self: "https://police-d.test",
              signer: federation.signers["Police-D"],
              clock: { now: () => new Date("2026-11-24T09:02:00Z") },
            },
          ),
        ),
    ],
    ["more than the sender reads", FOREIGN, () => new Response("x".repeat(300_000))],
  ])(
    "(%s) is recorded as %s, and the message stays to be sent",
    async (_, code, respond, status) => {
      const exchange = createExchange();
      const id = await submit(exchange);
      exchange.intercept((request) => {
        if (request.method !== "POST") return undefined;
        return request
          .text()
          .then(async (sealed) => respond(exchange, { sealed, row: await row(exchange, id) }));
      });
      await exchange.b.gateway.sender.deliverDue();
      expect(await row(exchange, id)).toMatchObject({
        state: "sending",
        lastError: code,
        receipts: [],
      });
      const told = exchange.b.log.find(({ code: logged }) => logged === code);
      expect(told?.status).toBe(status);

      exchange.intercept(() => undefined);
      exchange.setTime("2026-11-24T09:02:05Z");
      await exchange.settle();
      expect((await row(exchange, id)).state).toBe("decided");
    },
  );
});

describe("a receipt signed with a key that is found compromised later", () => {
  it("is shown with the reason why it proves nothing any more", async () => {
    const exchange = createExchange();
    const id = await submit(exchange);
    await exchange.settle();
    exchange.editRegistry(({ agencies }) => {
      const compromisedAt = "2026-11-25T00:00:00Z";
      Object.assign(agencies[1]?.keys[0] ?? {}, { status: "compromised", compromisedAt });
    });
    const { status, json } = await exchange.b.show((await row(exchange, id)).digest);
    expect(status).toBe(200);
    expect(json.receipts.map(({ code }: { code: string }) => code)).toEqual([
      "TRUST_KEY_COMPROMISED",
      "TRUST_KEY_COMPROMISED",
    ]);
  });
});

describe("a recipient where a person decides", () => {
  it("gives the decided receipt later, over POST /receipts", async () => {
    const exchange = createExchange();
    const { b } = exchange;
    const id = await submit(exchange);
    exchange.intercept(async (request) => {
      if (request.method !== "POST") return undefined;
      const [delivered] = receipts(exchange, { sealed: "", row: await row(exchange, id) });
      return Promise.resolve(Response.json({ receipts: [delivered] }));
    });
    await b.gateway.sender.deliverDue();
    expect(await row(exchange, id)).toMatchObject({ state: "delivered", sealed: undefined });

    const [, decided = ""] = receipts(exchange, { sealed: "", row: await row(exchange, id) });
    for (const status of [204, 204]) {
      const response = await b.gateway.fetch(
        new Request("http://b.test/receipts", {
          method: "POST",
          headers: { "content-type": "application/jwt" },
          body: decided,
        }),
      );
      expect(response.status).toBe(status);
    }
    expect(await row(exchange, id)).toMatchObject({ state: "decided" });
    expect((await row(exchange, id)).receipts).toHaveLength(2);
  });
});
