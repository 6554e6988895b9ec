import { createFixedClock, sha256Base64url } from "@safepassage/core";
import { issueDecidedReceipt, issueRefusal } from "@safepassage/message";
import { requestS011 } from "./drafts.ts";
import { inside } from "./inside.ts";
import { NGO_B, NGO_C, NOW, type TestExchange } from "./world.ts";

const MESSAGE = { draft: requestS011(), mode: "asIs" };

/** Answers a delivery in place of NGO-C. Returns the error that the row shows. */
const answered =
  (answer: (request: Request) => Promise<Response> | undefined): Drive =>
  async (exchange) => {
    const { json } = await exchange.b.call("POST", "/v1/messages", MESSAGE);
    exchange.intercept(answer);
    await exchange.b.gateway.sender.deliverDue();
    return (await inside(exchange.b.store).outbox.find(json.id))?.lastError;
  };

type Drive = (exchange: TestExchange) => Promise<string | undefined>;

/** Codes that a partner's answers lead to. */
export const OF_ANSWERS: Readonly<Record<string, Drive>> = {
  GATEWAY_RECEIPTS_MISSING: answered((request) =>
    request.method === "POST" ? Promise.resolve(Response.json({ receipts: [] })) : undefined,
  ),
  GATEWAY_PEER_REASON_UNKNOWN: async (exchange) => {
    const signer = exchange.federation.signers["NGO-C"];
    const by = { self: NGO_C, to: NGO_B, signer, clock: createFixedClock(NOW) };
    const refuse = (sealed: string) =>
      issueRefusal({ sealed: sha256Base64url(sealed), code: "ANNA_MUELLER" }, by);
    return answered((request) =>
      request.method === "POST"
        ? request.text().then((text) => Response.json({ receipt: refuse(text) }, { status: 422 }))
        : undefined,
    )(exchange);
  },
  GATEWAY_PEER_UNREACHABLE: answered(() => Promise.reject(new TypeError("connection refused"))),
  GATEWAY_RECEIPT_TIME_WRONG: async (exchange) => {
    const { c, intercept, setTime } = exchange;
    // NGO-C's clock is a year ahead only while it answers.
    intercept((request) => {
      if (request.method !== "POST") return undefined;
      return c.gateway.fetch(request).then(async (answer) => {
        const body = await answer.text();
        setTime("2026-11-24T09:02:00Z");
        return new Response(body);
      });
    });
    const { json } = await exchange.b.call("POST", "/v1/messages", MESSAGE);
    setTime("2026-11-26T09:02:00Z");
    await exchange.b.gateway.sender.deliverDue();
    return (await inside(exchange.b.store).outbox.find(json.id))?.lastError;
  },
  GATEWAY_RECEIPTS_CONTRADICT: async (exchange) => {
    const { b, federation, intercept } = exchange;
    const { json } = await b.call("POST", "/v1/messages", MESSAGE);
    intercept(async (request) => {
      const sent = await inside(b.store).outbox.find(json.id);
      if (request.method !== "POST" || sent === undefined) return undefined;
      const signer = federation.signers["NGO-C"];
      const by = { self: NGO_C, to: NGO_B, signer, clock: createFixedClock(NOW) };
      const rest = { tier: "state", findings: [], decidedBy: "rules" } as const;
      const receipts = (["reject", "accept"] as const).map((verdict) =>
        issueDecidedReceipt(sent, { verdict, ...rest }, by),
      );
      return Promise.resolve(Response.json({ receipts }));
    });
    await b.gateway.sender.deliverDue();
    return (await inside(b.store).outbox.find(json.id))?.lastError;
  },
};
