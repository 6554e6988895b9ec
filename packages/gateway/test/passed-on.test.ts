/** Whoever corrects or takes back a message does not know to whom its recipient has passed it on. A person there has to tell them. */
import { expect, it } from "vitest";
import { correct, NEED, refer, type Sent, valueFor } from "./correcting.ts";
import { createFederation, entityOf, type RegistryFile } from "./federation.ts";
import { eventsOf } from "./inside.ts";
import { withdraw } from "./withdrawing.ts";
import { createExchange, NGO_B, requestS011, type TestExchange } from "./world.ts";

const THIRD = entityOf("NRM-D");
const OFFICER = { id: "staff-0042", assurance: 2 };

it("tells the agency that passed a message on that its sender has taken it back", async () => {
  const { exchange, sent, passedOn } = await openPassedOn();
  const { b, c } = exchange;
  expect((await c.show(sent.digest)).json.passedOn).toEqual([passedOn.digest]);
  expect((await c.show(passedOn.digest)).json.passedOn).toBeUndefined();
  expect((await c.show(passedOn.digest)).json.sources).toEqual([sent.digest]);
  expect(await told(exchange)).toEqual([]);
  await withdraw(exchange, sent);
  await exchange.settle();
  expect(await told(exchange)).toEqual([[sent.digest, "erased"]]);
  await c.gateway.maintain();
  expect(c.log).toContainEqual({
    ...{ event: "sourceChanged", ref: sent.digest, code: "erased", peer: NGO_B },
  });
  // It leads there for as long as that is held.
  expect((await c.show(sent.digest)).json.passedOn).toEqual([passedOn.digest]);
  expect(await eventsOf(b.store, "sourceChanged")).toEqual([]);
});

it("tells it of corrections, once a day", async () => {
  const { exchange, sent } = await openPassedOn();
  const corrected = async (value: string): Promise<void> => {
    await correct(exchange, sent, valueFor(sent, `${NEED}/need.services`, [value]));
    await exchange.settle();
  };
  await corrected("education");
  await corrected("legalAdvice");
  expect(await told(exchange)).toEqual([[sent.digest, "corrected"]]);
  exchange.setTime("2026-11-25T09:02:00Z");
  await corrected("counselling");
  expect(await told(exchange)).toHaveLength(2);
});

it.each<[string, (world: World) => Promise<unknown>]>([
  [
    "has had that erased",
    ({ exchange, passedOn: { digest } }) =>
      exchange.c.call("POST", "/v1/withdrawals", { digest, officer: OFFICER }),
  ],
  [
    "has passed on another one",
    async (world) => {
      Object.assign(world.sent, await refer(world.exchange));
    },
  ],
])("says nothing to an agency that %s", async (_, first) => {
  const world = await openPassedOn();
  const { exchange, sent } = world;
  await first(world);
  await correct(exchange, sent, valueFor(sent, `${NEED}/need.services`, ["education"]));
  await withdraw(exchange, sent);
  await exchange.settle();
  expect((await exchange.c.show(sent.digest)).json.erasedAt).toBeDefined();
  expect(await told(exchange)).toEqual([]);
});

it("says nothing of what goes back to the sender alone", async () => {
  const { exchange, sent } = await openPassedOn(NGO_B);
  await withdraw(exchange, sent);
  await exchange.settle();
  expect(await told(exchange)).toEqual([]);
});

it("passes nothing on whose sender has withdrawn the consent meanwhile, unless a life is at stake", async () => {
  const { exchange, sent, draft } = await openToPassOn();
  const { c } = exchange;
  const { json: kept } = await c.call("POST", "/v1/drafts", { draft });
  const other = await refer(exchange);
  await withdraw(exchange, sent);
  await exchange.settle();
  const answers = [
    await c.call("POST", `/v1/drafts/${kept.id}/submission`, {}),
    await c.call("POST", "/v1/messages", { draft, mode: "asIs" }),
    await c.call("POST", "/v1/preview", draft),
  ];
  for (const { status, json } of answers) {
    expect([status, json.code]).toEqual([422, "CONSENT_WITHDRAWN"]);
  }
  const urgency = { level: "emergency", ground: "threatToLife" };
  const urgent = { ...draft, private: { "private.urgency": urgency } };
  expect((await c.call("POST", "/v1/messages", { draft: urgent, mode: "asIs" })).status).toBe(201);
  const onOther = { ...draft, sources: [other.digest] };
  expect((await c.call("POST", "/v1/preview", onOther)).status).toBe(200);
});

type World = Awaited<ReturnType<typeof openPassedOn>>;

/** NGO-C passes a referral of NGO-B on to a third agency, which does not answer. */
async function openPassedOn(recipient = THIRD) {
  const { exchange, sent, draft } = await openToPassOn(recipient);
  const { status, json } = await exchange.c.call("POST", "/v1/messages", { draft, mode: "asIs" });
  expect(status).toBe(201);
  await exchange.settle();
  return { exchange, sent, passedOn: json as Sent };
}

/** The same, before it does so. */
async function openToPassOn(recipient = THIRD) {
  const federation = createFederation();
  const agreements = [federation.agreement, federation.sign("AGR-ASSIST", "NGO-C", "NRM-D")];
  const exchange = createExchange({ federation, own: { "NGO-C": { agreements } } });
  exchange.editRegistry(asNgo);
  const sent: Sent = await refer(exchange);
  const { consents = [], ...request } = requestS011();
  const draft = {
    ...{ ...request, recipient, sources: [sent.digest] },
    consents: consents.map(({ record, ...consent }) => ({
      ...consent,
      record: { ...record, recipients: [recipient] },
    })),
  };
  return { exchange, sent, draft };
}

/** Has the third agency be one of the kind and country of NGO-C. */
function asNgo({ agencies }: RegistryFile): void {
  const [ours, third] = [entityOf("NGO-C"), THIRD].map((one) =>
    agencies.find(({ entity }) => entity === one),
  );
  Object.assign(third ?? {}, { facts: (ours as { readonly facts?: unknown } | undefined)?.facts });
}

async function told({ c }: TestExchange): Promise<readonly (readonly unknown[])[]> {
  const events = await eventsOf(c.store, "sourceChanged");
  return events.map(({ ref, code }) => [ref, code]);
}
