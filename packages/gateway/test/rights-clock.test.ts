import type { DraftRequest } from "@safepassage/agency";
import { expect, it } from "vitest";
import {
  correctionOf,
  correctUnchecked,
  PERSON,
  refer,
  type Sent,
  valueFor,
} from "./correcting.ts";
import { createFederation, NGO_B } from "./federation.ts";
import { eventsOf } from "./inside.ts";
import { createExchange, requestS011, type TestExchange } from "./world.ts";

const GROUP = "Q5oQKBNJwqPP7MUZFCwvaQ";
const BY = "2026-12-20T23:59:59Z";

it("a request for erasure is owed until its day, and told where nobody has answered it", async () => {
  const { exchange, asked } = await rightsRequest();
  const { b, c } = exchange;
  for (const side of [b, c]) {
    expect((await side.show(asked.digest)).json.answerClock).toMatchObject({
      ...{ by: BY, state: "open" },
    });
  }
  const listed = async (path: string) => (await c.call("GET", path)).json.entries;
  expect(await listed("/v1/requests?side=owed")).toMatchObject([{ digest: asked.digest }]);

  exchange.setTime("2026-12-20T23:59:59Z");
  await c.gateway.maintain();
  expect(await eventsOf(c.store, "answerOverdue")).toEqual([]);
  exchange.setTime("2026-12-21T00:00:00Z");
  for (const { gateway, store } of [b, c]) {
    await gateway.maintain();
    expect(await eventsOf(store, "answerOverdue")).toMatchObject([{ ref: asked.digest }]);
  }
});

it("its answer stops the clock on both sides, and one that comes late is warned of", async () => {
  const { exchange, asked } = await rightsRequest();
  const { b, c, settle } = exchange;
  exchange.setTime("2026-12-24T09:00:00Z");
  const { status, json } = await c.call("POST", "/v1/messages", {
    ...{ draft: await answerTo(exchange, asked), mode: "asIs" },
  });
  expect([status, json.findings.map(({ code }: { code: string }) => code)]).toEqual([
    201,
    ["R73_LATE"],
  ]);
  await settle();
  for (const side of [b, c]) {
    expect((await side.show(asked.digest)).json.answerClock).toMatchObject({
      state: "answeredLate",
    });
  }
});

it.each([
  ["an earlier day", "2026-12-05", "2026-12-05T23:59:59Z"],
  ["a later day", "2026-12-24", "2026-12-24T23:59:59Z"],
])("a correction of the day to %s moves the clock on both sides", async (_, day, by) => {
  const { exchange, asked } = await rightsRequest();
  const { b, c, settle } = exchange;
  await correctDay(exchange, asked, day);
  for (const side of [b, c]) {
    expect((await side.show(asked.digest)).json.answerClock).toMatchObject({ by, state: "open" });
  }
  // Its answer stops the clock by then, and one that came by the other day would not.
  exchange.setTime("2026-12-10T09:00:00Z");
  const late = day < "2026-12-10";
  const { json } = await c.call("POST", "/v1/messages", {
    ...{ draft: await answerTo(exchange, asked), mode: "asIs" },
  });
  expect(json.findings.map(({ code }: { code: string }) => code)).toEqual(late ? ["R73_LATE"] : []);
  await settle();
  for (const side of [b, c]) {
    const state = late ? "answeredLate" : "answered";
    expect((await side.show(asked.digest)).json.answerClock).toMatchObject({ by, state });
  }
});

it("a day that is corrected after it has passed is noted anew", async () => {
  const { exchange, asked } = await rightsRequest();
  const { b, c } = exchange;
  exchange.setTime("2026-12-21T00:00:00Z");
  await c.gateway.maintain();
  await correctDay(exchange, asked, "2026-12-22");
  const listed = async () => (await c.call("GET", "/v1/requests?side=owed")).json.entries;
  expect((await listed())[0].answerClock).toMatchObject({ state: "open" });
  await c.gateway.maintain();
  expect(await eventsOf(c.store, "answerOverdue")).toHaveLength(1);
  exchange.setTime("2026-12-23T00:00:00Z");
  for (const { gateway } of [b, c]) await gateway.maintain();
  expect(await eventsOf(c.store, "answerOverdue")).toHaveLength(2);
  expect(await eventsOf(b.store, "answerOverdue")).toHaveLength(1);
});

it("a correction that is refused moves no clock", async () => {
  const { exchange, asked } = await rightsRequest();
  const body = valueFor(asked, `${GROUP}/rights.answerBy`, ["2026-12-05"]);
  const never = { digest: "Ex-RtVIip2H-BTIdLIgdhIYJsapk5rMo-6Y2vRLTL4I" };
  const { verdict } = await correctUnchecked(exchange, asked, {
    ...body,
    [PERSON]: {
      ...Object.values(valueFor(never, `${GROUP}/rights.answerBy`, ["2026-12-05"]))[0],
    } as never,
  });
  expect(verdict).toBe("reject");
  const { json } = await exchange.c.show(asked.digest);
  expect(json.answerClock).toMatchObject({ by: BY, state: "open" });
});

async function correctDay(exchange: TestExchange, asked: Sent, day: string): Promise<void> {
  const body = valueFor(asked, `${GROUP}/rights.answerBy`, [day]);
  const draft = {
    ...withoutConsent(await correctionOf(exchange.b, asked, body)),
    purpose: "DATA_SUBJECT_RIGHTS",
  };
  const { status, json } = await exchange.b.call("POST", "/v1/messages", { draft, mode: "asIs" });
  expect([status, json.findings]).toEqual([201, []]);
  await exchange.settle();
}

/** NGO-B passes on that a woman wants what it sent of her erased. */
async function rightsRequest(): Promise<{ readonly exchange: TestExchange; readonly asked: Sent }> {
  const federation = createFederation();
  const purposes = ["ASSISTANCE_REFERRAL", "DATA_SUBJECT_RIGHTS"] as const;
  const agreement = federation.signTerms("AGR-ASSIST", { purposes }, "NGO-B", "NGO-C");
  const exchange = createExchange({ federation, options: { agreements: [agreement] } });
  const { digest } = await refer(exchange);
  const leaves = [
    { f: "rights.kind", v: "erasure" },
    { f: "rights.target", v: digest },
    { f: "rights.answerBy", v: "2026-12-20" },
  ];
  const draft = {
    ...withoutConsent(requestS011()),
    ...{ purpose: "DATA_SUBJECT_RIGHTS", messageType: "rightsRequest", legalBases: ["GDPR#17"] },
    body: { [GROUP]: { kind: "rights", links: [], leaves } },
  };
  const { status, json } = await exchange.b.call("POST", "/v1/messages", { draft, mode: "asIs" });
  expect([status, json.findings]).toEqual([201, []]);
  await exchange.settle();
  return { exchange, asked: json };
}

async function answerTo({ c }: TestExchange, asked: Sent) {
  const { json } = await c.show(asked.digest);
  const response = [{ f: "response.outcome", v: "provided" }];
  return {
    ...withoutConsent(requestS011()),
    recipient: NGO_B,
    ...{ purpose: "DATA_SUBJECT_RIGHTS", messageType: "response", legalBases: ["GDPR#17"] },
    body: {
      [GROUP]: { kind: "rights", links: [], leaves: [{ f: "rights.outcome", v: "fulfilled" }] },
      [PERSON]: { kind: "response", links: [], leaves: response },
    },
    private: {
      "private.inReplyTo": asked.id,
      "private.exchangeId": json.message.private["private.exchangeId"],
    },
  };
}

function withoutConsent({ consents: _, people: __, ...request }: DraftRequest) {
  return request;
}
