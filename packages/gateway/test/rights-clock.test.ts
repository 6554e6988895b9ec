import type { DraftRequest } from "@safepassage/agency";
import { expect, it } from "vitest";
import { PERSON, refer, type Sent } from "./correcting.ts";
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
