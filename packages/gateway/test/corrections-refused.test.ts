import { issueDecidedReceipt, randomId } from "@safepassage/message";
import type { Body } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import {
  codesOf,
  correct,
  correctionOf,
  correctUnchecked,
  NEVER_SENT,
  refer,
  SERVICES,
  type Sent,
  valueFor,
  valuesIn,
} from "./correcting.ts";
import { inside } from "./inside.ts";
import { messageOf, withdraw } from "./withdrawing.ts";
import { createExchange, NGO_B, NGO_C, requestS011, type TestExchange } from "./world.ts";

describe("a message whose values nobody may correct", () => {
  it("is one that the other agency sent: it gets a quality notice", async () => {
    const exchange = createExchange();
    const { c } = exchange;
    const sent = await refer(exchange);
    const body = valueFor(sent, SERVICES, ["legalAdvice"]);
    const draft = await correctionOf(c, sent, body);
    const refused = await c.call("POST", "/v1/messages", { draft, mode: "asIs" });
    expect([refused.status, codesOf(refused)]).toEqual([422, ["R79_NOT_SENT_BY_YOU"]]);
    const [[gid, group] = []] = Object.entries(body);
    const leaves = group?.leaves.filter(({ f }) => f !== "correction.value");
    const notice = {
      ...draft,
      messageType: "qualityNotice",
      body: { [gid ?? ""]: { ...group, leaves } },
    };
    const told = await c.call("POST", "/v1/messages", { draft: notice, mode: "asIs" });
    expect([told.status, codesOf(told)]).toEqual([201, []]);
    // And it carries no value.
    const valued = { ...draft, messageType: "qualityNotice" };
    const carrying = await c.call("POST", "/v1/messages", { draft: valued, mode: "asIs" });
    expect([carrying.status, codesOf(carrying)]).toEqual([
      422,
      ["R01_FIELD_NOT_PERMITTED", "R79_NOT_SENT_BY_YOU"],
    ]);
  });

  it("is one of another exchange", async () => {
    const exchange = createExchange();
    const sent = await refer(exchange);
    const other = await refer(exchange, newPerson());
    const { id } = other;
    await expectRefused(exchange, { id, digest: sent.digest }, "R79_NOT_IN_EXCHANGE");
  });

  it("is a correction", async () => {
    const exchange = createExchange();
    const sent = await refer(exchange);
    const { json } = await correct(exchange, sent, valueFor(sent, SERVICES, ["legalAdvice"]));
    const [gid = ""] = Object.keys(valueFor(sent, SERVICES, []));
    const wrong = valueFor(json, `${gid}/correction.value`, ["education"]);
    expect((await correct(exchange, sent, wrong)).json.code).toBe("SCHEMA_INVALID");
    const reason = valueFor(json, `${gid}/correction.reason`, ["other"]);
    expect((await correct(exchange, sent, reason)).status).toBe(422);
    const { verdict, stored } = await correctUnchecked(exchange, sent, reason);
    expect({ verdict, stored }).toEqual({ verdict: "reject", stored: undefined });
  });

  it("is erased: what is left may be told to erase it, and keeps no value", async () => {
    const exchange = createExchange();
    const sent = await refer(exchange);
    const { private: hidden } = messageOf(await inside(exchange.b.store).outbox.find(sent.id));
    const body = valueFor(sent, SERVICES, ["legalAdvice"]);
    const twin = await refer(exchange, inExchange(hidden["private.exchangeId"]));
    expect((await withdraw(exchange, sent)).status).toBe(201);
    // The erasure is asked for, and not certified yet.
    const asked = await exchange.b.call("POST", "/v1/messages", {
      draft: { ...(await correctionOf(exchange.b, twin, body)) },
      mode: "asIs",
    });
    expect(codesOf(asked)).toEqual(["R79_TARGET_NOT_HELD"]);
    await exchange.settle();
    await expectRefused(exchange, { id: twin.id, digest: sent.digest }, "R79_TARGET_NOT_HELD");
    const erase = valueFor(sent, SERVICES, [], "erase");
    const { verdict } = await correctUnchecked(exchange, twin, erase);
    expect(verdict).toBe("accept");
  });

  it("is one that ends before the correction must have arrived", async () => {
    const exchange = createExchange();
    const sent = await refer(exchange);
    const eraseBy = (await inside(exchange.b.store).outbox.find(sent.id))?.eraseBy;
    const draft = {
      ...(await correctionOf(exchange.b, sent, valueFor(sent, SERVICES, ["legalAdvice"]))),
      clear: { "env.deliverBy": `${eraseBy}T08:00:00Z` },
    };
    exchange.setTime(`${eraseBy}T07:00:00Z`);
    const { json } = await exchange.b.call("POST", "/v1/messages", { draft, mode: "asIs" });
    expect(codesOf({ json })).toEqual(["R79_TARGET_NOT_HELD"]);
  });

  it("waits in quarantine", async () => {
    const exchange = createExchange();
    const draft = {
      ...requestS011(),
      body: withoutCompleteness(requestS011().body as Body),
      private: { "private.urgency": { level: "emergency", ground: "threatToLife" } },
    };
    const sent = await refer(exchange, draft);
    expect((await inside(exchange.c.store).inbox.find(NGO_B, sent.id))?.state).toBe("quarantined");
    await expectRefused(exchange, sent, "R79_TARGET_NOT_HELD", {
      private: { "private.urgency": { level: "routine", ground: "none" } },
    });
  });

  it("was rejected, as its receipt says", async () => {
    const exchange = createExchange();
    const { b, federation } = exchange;
    const signer = federation.signers["NGO-C"];
    const clock = { now: () => new Date("2026-11-24T09:02:00Z") };
    exchange.intercept(async (request) => {
      if (!request.url.endsWith("/inbox")) return undefined;
      const [due] = await inside(b.store).outbox.due(Number.MAX_SAFE_INTEGER, 1);
      const row = await inside(b.store).outbox.find(due?.id ?? "");
      if (row === undefined) return undefined;
      const decision = {
        verdict: "reject",
        tier: "state",
        findings: [],
        decidedBy: "rules",
      } as const;
      const receipt = issueDecidedReceipt(row, decision, { self: NGO_C, to: NGO_B, signer, clock });
      return Promise.resolve(Response.json({ receipts: [receipt] }));
    });
    const sent = await refer(exchange);
    expect((await inside(b.store).outbox.find(sent.id))?.state).toBe("decided");
    const draft = await correctionOf(b, sent, valueFor(sent, SERVICES, ["legalAdvice"]));
    const refused = await b.call("POST", "/v1/messages", { draft, mode: "asIs" });
    expect(codesOf(refused)).toContain("R79_TARGET_NOT_HELD");
  });
});

describe("a correction under a threat to life", () => {
  it("is refused with an alarm where its message is not held, and keeps no value", async () => {
    const exchange = createExchange();
    const sent = await refer(exchange);
    const body = valueFor({ digest: NEVER_SENT.digest }, SERVICES, ["legalAdvice"]);
    const urgent = { "private.urgency": { level: "emergency", ground: "threatToLife" } };
    const { verdict, stored } = await correctUnchecked(exchange, sent, body, { private: urgent });
    expect([verdict, stored]).toEqual(["reject", undefined]);
    expect(exchange.c.log).toContainEqual(expect.objectContaining({ event: "emergencyRefused" }));
  });
});

async function expectRefused(
  exchange: TestExchange,
  target: Sent,
  code: string,
  change: { readonly private?: object } = {},
): Promise<void> {
  const body = valueFor(target, SERVICES, ["legalAdvice"]);
  const own = await correct(exchange, target, body);
  expect([own.status, codesOf(own)]).toEqual([422, [code]]);
  const { verdict, codes, stored } = await correctUnchecked(exchange, target, body, change);
  expect({ verdict, codes, stored }).toEqual({
    verdict: "reject",
    codes: [code],
    stored: undefined,
  });
}

/** S01.1 about another person. */
function newPerson() {
  const draft = requestS011();
  const text = JSON.stringify(draft.body).replaceAll(
    String(valuesIn(draft.body as Body, "subject.pseudonym")[0]),
    randomId(),
  );
  return { ...draft, body: JSON.parse(text) };
}

/** The same, in an exchange that is open, on a consent of its own. */
function inExchange(exchangeId: string) {
  return { ...newPerson(), private: { "private.exchangeId": exchangeId } };
}

function withoutCompleteness(body: Body): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(body).map(([gid, group]) => {
      const { complete: _, ...meta } = group.meta ?? {};
      return [gid, group.kind === "need" ? { ...group, meta } : group];
    }),
  );
}
