import type { DraftRequest } from "@safepassage/agency";
import { randomId } from "@safepassage/message";
import { expect, it } from "vitest";
import { codesOf, refer, valueFor } from "./correcting.ts";
import { createFederation, entityOf } from "./federation.ts";
import { eventsOf } from "./inside.ts";
import { createExchange, requestS011, type TestExchange } from "./world.ts";

/** The handover arrives at 09:02 on 24 November. */
const A_DAY_LATER = "2026-11-25T09:02:00Z";

it.each([
  ["a day to come", "2026-12-05", "2026-12-05T00:00:00Z"],
  ["the same day", "2026-11-24", A_DAY_LATER],
])("a handover from %s waits for its answer until then on both sides", async (_, from, by) => {
  const { exchange, digest } = await handedOver(from);
  for (const side of [exchange.b, exchange.c]) {
    const { json } = await side.show(digest);
    expect(json.answerClock).toMatchObject({ by, state: "open" });
  }
  const { json } = await exchange.c.call("GET", "/v1/requests?side=owed");
  expect(json.entries).toMatchObject([{ digest, messageType: "handover" }]);
});

it("a handover that nobody answers is told to a person on both sides, once", async () => {
  const { exchange, digest } = await handedOver("2026-12-05");
  const { b, c } = exchange;
  exchange.setTime("2026-12-05T00:00:00Z");
  for (const { gateway } of [b, c]) await gateway.maintain();
  expect(await alarmsOf(b)).toEqual([]);
  exchange.setTime("2026-12-05T00:00:01Z");
  for (const { gateway } of [b, b, c, c]) await gateway.maintain();
  expect(await alarmsOf(b)).toEqual([[digest, "awaited", entityOf("NGO-C")]]);
  expect(await alarmsOf(c)).toEqual([[digest, "owed", entityOf("NGO-B")]]);
});

it.each(["response", "refusal"])("its %s ends the wait", async (messageType) => {
  const { exchange, digest } = await handedOver("2026-12-05");
  const { b, c } = exchange;
  const { json } = await c.show(digest);
  const refused = [
    { f: "response.outcome", v: "refused" },
    { f: "response.refusalReason", v: "notCompetent" },
  ];
  const leaves = messageType === "refusal" ? refused : [{ f: "response.outcome", v: "accepted" }];
  await post(exchange, "c", {
    ...{ messageType, recipient: entityOf("NGO-B") },
    body: { [randomId()]: { kind: "response", links: [], leaves } },
    private: {
      "private.inReplyTo": json.id,
      "private.exchangeId": json.message.private["private.exchangeId"],
    },
  });
  exchange.setTime("2026-12-06T00:00:00Z");
  for (const side of [b, c]) {
    expect((await side.show(digest)).json.answerClock).toMatchObject({ state: "answered" });
    await side.gateway.maintain();
    expect(await alarmsOf(side)).toEqual([]);
  }
});

it("a corrected day moves the end on both sides, and one that is recalled is owed no more", async () => {
  const { exchange, digest, gid } = await handedOver("2026-12-05");
  const { b, c } = exchange;
  await post(exchange, "b", {
    ...{ messageType: "correction", legalBases: ["GDPR#16"], recipient: entityOf("NGO-C") },
    body: valueFor({ digest } as never, `${gid}/handover.from`, ["2026-12-09"]),
    private: await inReplyTo(b, digest),
  });
  for (const side of [b, c]) {
    const { json } = await side.show(digest);
    expect(json.answerClock).toMatchObject({ by: "2026-12-09T00:00:00Z", state: "open" });
  }
  await post(exchange, "b", {
    ...{ messageType: "recall", legalBases: ["GDPR#17"], recipient: entityOf("NGO-C") },
    body: {
      [randomId()]: {
        ...{ kind: "recall", links: [] },
        leaves: [
          { f: "recall.target", v: digest },
          { f: "recall.reason", v: "wrongRecipient" },
        ],
      },
    },
    private: await inReplyTo(b, digest),
  });
  exchange.setTime("2026-12-10T00:00:00Z");
  for (const side of [b, c]) {
    await side.gateway.maintain();
    expect(await eventsOf(side.store, "answerOverdue")).toEqual([]);
  }
});

/** NGO-B has referred a person to NGO-C, and says that the police take its part. */
async function handedOver(from: string) {
  const federation = createFederation();
  const agreement = federation.sign("AGR-ASSIST", "NGO-B", "NGO-C", "Police-B");
  const exchange = createExchange({ federation: { ...federation, agreement } });
  const { digest: referral } = await refer(exchange);
  const gid = randomId();
  const leaves = [
    { f: "handover.to", v: entityOf("Police-B") },
    { f: "handover.from", v: from },
    { f: "handover.reason", v: "moved" },
  ];
  const digest = await post(exchange, "b", {
    ...{ messageType: "handover", recipient: entityOf("NGO-C") },
    body: { [gid]: { kind: "handover", links: [], leaves } },
    private: await inReplyTo(exchange.b, referral),
  });
  return { exchange, digest, gid };
}

async function inReplyTo({ show }: TestExchange["b"], digest: string) {
  const { json } = await show(digest);
  return {
    "private.inReplyTo": json.id,
    "private.exchangeId": json.message.private["private.exchangeId"],
  };
}

async function post(exchange: TestExchange, side: "b" | "c", more: object): Promise<string> {
  const { consents: _, people: __, case: ___, ...request } = requestS011();
  const draft = { ...request, legalBases: ["GDPR#6(1)(e)"], ...more } as DraftRequest;
  const sent = await exchange[side].call("POST", "/v1/messages", { draft, mode: "asIs" });
  expect([sent.status, codesOf(sent)]).toEqual([201, []]);
  await exchange.settle();
  const { json } = await exchange[side].show(sent.json.digest);
  expect(json.verdict).toBe("accept");
  return sent.json.digest;
}

async function alarmsOf({ call }: TestExchange["b"]) {
  const { json } = await call("GET", "/v1/alarms?event=handoverUnanswered");
  return json.entries.map(({ ref, code, other }: Record<string, string>) => [ref, code, other]);
}
