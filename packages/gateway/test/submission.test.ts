import { NAMED_IDENTITY } from "@safepassage/testing/draft-request";
import { describe, expect, it } from "vitest";
import { requestS011 } from "./drafts.ts";
import { NGO_B } from "./federation.ts";
import { inside } from "./inside.ts";
import { messageOf } from "./withdrawing.ts";
import { createExchange, type TestExchange } from "./world.ts";

const KEY = { "idempotency-key": "case-17-attempt" };
const MESSAGE = { draft: requestS011(), mode: "asIs" };
const REUSED = { status: 422, code: "GATEWAY_IDEMPOTENCY_KEY_REUSED" };

describe("a submission made again with the same key", () => {
  it("is answered with the same message, which is sent once", async () => {
    const exchange = createExchange();
    const first = await exchange.b.call("POST", "/v1/messages", MESSAGE, KEY);
    await exchange.settle();
    // The order of members has no meaning: it is the same request.
    const again = { mode: "asIs", draft: { ...requestS011() } };
    const { json } = await exchange.b.call("POST", "/v1/messages", again, KEY);
    const { id, digest, consents } = first.json;
    expect(json).toEqual({ id, digest, consents, state: "decided" });
    expect((await inside(exchange.c.store).inbox.counts()).inbox).toBe(1);
  });

  it("is refused when it asks for something else", async () => {
    const exchange = createExchange();
    await exchange.b.call("POST", "/v1/messages", MESSAGE, KEY);
    const { json } = await exchange.b.call(
      "POST",
      "/v1/messages",
      { ...MESSAGE, mode: "minimise" },
      KEY,
    );
    expect(json).toMatchObject(REUSED);
    expect((await inside(exchange.b.store).outbox.counts()).queued).toBe(1);
  });

  it("is free to be mended when it was refused before", async () => {
    const exchange = createExchange();
    const draft = { ...requestS011(), consents: [] };
    const refused = await exchange.b.call("POST", "/v1/messages", { ...MESSAGE, draft }, KEY);
    expect(refused.json.code).toBe("GATEWAY_DRAFT_REFUSED");
    expect((await exchange.b.call("POST", "/v1/messages", MESSAGE, KEY)).status).toBe(201);
  });

  it("does not send what is withheld by another way", async () => {
    const exchange = createExchange();
    const { body, ...request } = requestS011();
    const [subject = ""] = Object.keys(body);
    const leaking = {
      ...JSON.parse(
        JSON.stringify(body).replace(
          '"via":"https://ngo-b.test"',
          '"via":"https://primernaia.test"',
        ),
      ),
      IDkZtTvJTbR0p8Jw3vDH3g: { ...NAMED_IDENTITY, links: [subject] },
    };
    // The address of a registered agency may contain a name, too.
    exchange.editRegistry(({ agencies }) => {
      const [{ keys: _, ...agency }] = agencies as [(typeof agencies)[number]];
      const entity = "https://primernaia.test";
      (agencies as object[]).push({ ...agency, entity, keys: [] });
    });
    const draft = { ...request, body: leaking };
    const { status, json } = await exchange.b.call("POST", "/v1/messages", {
      draft,
      mode: "minimise",
    });
    expect([status, json.code]).toEqual([422, "GATEWAY_DRAFT_REFUSED"]);
    expect(json.findings.map(({ code }: { code: string }) => code)).toEqual([
      "R01_WITHHELD_ELSEWHERE",
    ]);
    expect((await inside(exchange.b.store).outbox.counts()).queued).toBe(0);
  });

  it("does not send again what was erased, nor say that it was sent", async () => {
    const exchange = createExchange();
    const sent = await exchange.b.call("POST", "/v1/messages", MESSAGE, KEY);
    await exchange.settle();
    await withdraw(exchange, sent.json.id);
    await exchange.settle();
    const { json } = await exchange.b.call("POST", "/v1/messages", MESSAGE, KEY);
    expect(json).toMatchObject({ status: 410, code: "GATEWAY_IDEMPOTENCY_KEY_ERASED" });
    expect(await inside(exchange.b.store).outbox.counts()).toMatchObject({ decided: 2, queued: 0 });
  });
});

describe("a message to one's own agency", () => {
  it("is refused, not sent in a circle", async () => {
    const { b } = createExchange();
    const draft = { ...requestS011(), recipient: "https://ngo-b.test" };
    const { json } = await b.call("POST", "/v1/messages", { draft, mode: "asIs" });
    expect(json).toMatchObject({ status: 422, code: "GATEWAY_RECIPIENT_UNKNOWN" });
  });
});

describe("a withdrawal", () => {
  it("is made although the referral had the same key, and erases", async () => {
    const exchange = createExchange();
    const sent = await exchange.b.call("POST", "/v1/messages", MESSAGE, KEY);
    await exchange.settle();
    const first = await withdraw(exchange, sent.json.id, KEY);
    expect(first.status).toBe(201);
    expect(first.json.id).not.toBe(sent.json.id);
    expect((await withdraw(exchange, sent.json.id, KEY)).json.id).toBe(first.json.id);
    await exchange.settle();
    expect((await inside(exchange.b.store).outbox.find(sent.json.id))?.content).toBeUndefined();
    expect(
      (await inside(exchange.c.store).inbox.find(NGO_B, sent.json.id))?.content,
    ).toBeUndefined();
  });
});

/** Asks for the erasure of a message, the same way each time. */
async function withdraw({ b, c }: TestExchange, id: string, headers = {}) {
  const held = await inside(c.store).inbox.find(NGO_B, id);
  const { private: hidden } = messageOf(held);
  const digest = held?.digest;
  const [consentRef] = hidden["private.consentRefs"];
  const officer = { id: "staff-0042", assurance: 2 };
  return b.call("POST", "/v1/withdrawals", { digest, consentRef, officer }, headers);
}
