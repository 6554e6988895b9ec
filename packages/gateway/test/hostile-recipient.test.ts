import { issueDecidedReceipt, issueDeliveredReceipt } from "@safepassage/message";
import { describe, expect, it } from "vitest";
import { inside } from "./inside.ts";
import { answerTo, createWarningExchange, NGO, POLICE, warning } from "./warning-world.ts";
import { NOW, type TestExchange, type TestGateway } from "./world.ts";

const AFTER_AN_HOUR = "2026-11-24T10:02:01Z";
const CLOCK = { from: NOW, by: "2026-11-24T10:02:00Z", state: "overdue" };

describe("a recipient that signs its decision on a warning, and not that it has arrived", () => {
  it.each(["accept", "quarantine"] as const)(
    "(%s) owes an answer in time all the same",
    async (verdict) => {
      const { exchange, digest } = await warned();
      answerWith(exchange, digest, ({ decided }) => [decided(verdict)]);
      await exchange.b.gateway.sender.deliverDue();
      await expectUnanswered(exchange, digest);
    },
  );

  it("owes it also where it sends that decision later", async () => {
    const { exchange, digest } = await warned();
    await fail(exchange);
    expect(await post(exchange, (await receiptsOf(exchange, digest)).decided("accept"))).toBe(204);
    await expectUnanswered(exchange, digest);
  });

  it("starts no clock with a receipt that comes after that of its arrival", async () => {
    const { exchange, digest } = await warned();
    answerWith(exchange, digest, ({ delivered }) => [delivered()]);
    await exchange.b.gateway.sender.deliverDue();
    exchange.setTime("2026-11-24T09:30:00Z");
    const { decided } = await receiptsOf(exchange, digest, "2026-11-24T09:30:00Z");
    expect(await post(exchange, decided("accept"))).toBe(204);
    await expectUnanswered(exchange, digest);
  });
});

describe("a recipient that rejects a warning", () => {
  const rejected = (digest: string) => [
    { event: "emergencyUndelivered", ref: digest, code: "reject", peer: POLICE },
  ];

  it("is told to a person at once, and starts no clock", async () => {
    const { exchange, digest } = await warned();
    answerWith(exchange, digest, ({ decided }) => [decided("reject")]);
    await exchange.b.gateway.sender.deliverDue();
    await exchange.b.gateway.maintain();
    expect(alarms(exchange)).toEqual(rejected(digest));
    expect(exchange.b.log).toContainEqual({
      ...{ event: "decided", ref: digest, peer: POLICE, code: "reject" },
    });
    expect((await exchange.b.show(digest)).json).not.toHaveProperty("answerClock");
  });

  it("is told also where an attempt had failed before, and once however often it says so", async () => {
    const { exchange, digest } = await warned();
    await fail(exchange);
    const { decided } = await receiptsOf(exchange, digest);
    for (const _ of ["first", "again"]) expect(await post(exchange, decided("reject"))).toBe(204);
    const [failed, ...others] = alarms(exchange);
    expect(failed?.code).toBe("GATEWAY_PEER_UNREACHABLE");
    expect(others).toEqual(rejected(digest));
  });

  it("is told where it does so when the warning is sent again", async () => {
    const { exchange, digest } = await warned();
    answerWith(exchange, digest, ({ delivered }) => [delivered()]);
    await exchange.b.gateway.sender.deliverDue();
    expect(alarms(exchange)).toEqual([]);
    answerWith(exchange, digest, ({ decided }) => [decided("reject")]);
    const { json } = await exchange.b.call("POST", `/v1/messages/${digest}/resend`, {});
    expect(json.outcome).toBe("taken");
    await exchange.b.gateway.maintain();
    expect(alarms(exchange)).toEqual(rejected(digest));
  });
});

describe("an asker that puts an answer in quarantine, or rejects it", () => {
  const cases = [
    ["quarantine", "at once"],
    ["reject", "at once"],
    ["quarantine", "later"],
    ["reject", "later"],
  ] as const;
  it.each(cases)("(%s, %s) is still owed one, at who answered too", async (verdict, when) => {
    const { exchange, digest } = await warned();
    const { c } = exchange;
    const receipts = await receiptsForAnswer(exchange, digest, verdict);
    const first = when === "at once" ? receipts : receipts.slice(0, 1);
    exchange.intercept(async ({ method }) =>
      method === "POST" ? Response.json({ receipts: first }) : undefined,
    );
    await c.gateway.sender.deliverDue();
    if (when === "later") {
      expect((await c.show(digest)).json.answerClock).toMatchObject({ state: "answered" });
      for (const receipt of receipts.slice(1)) expect(await postTo(c, receipt)).toBe(204);
    }
    exchange.setTime(AFTER_AN_HOUR);
    await c.gateway.maintain();
    expect((await c.show(digest)).json.answerClock).toMatchObject(CLOCK);
    expect(c.log).toContainEqual({
      ...{ event: "warningUnanswered", ref: digest, code: "owed", peer: NGO },
    });
  });
});

/** Has the police answer a warning, and signs for the asker that the answer has arrived and what was decided about it. */
async function receiptsForAnswer(
  exchange: TestExchange,
  digest: string,
  verdict: "quarantine" | "reject",
): Promise<readonly string[]> {
  await exchange.settle();
  const { message } = (await exchange.c.show(digest)).json;
  const draft = await answerTo(exchange, digest, { ...warning(), body: message.body });
  const { status, json } = await exchange.c.call("POST", "/v1/messages", { draft, mode: "asIs" });
  expect(status).toBe(201);
  const answer = await inside(exchange.c.store).outbox.findByDigest(json.digest);
  if (answer === undefined) throw new TypeError("nothing was answered");
  const signer = exchange.federation.signers["NGO-B"];
  const options = { self: NGO, to: POLICE, signer, clock: { now: () => new Date(NOW) } };
  const decision = { verdict, tier: "state", findings: [], decidedBy: "rules" } as const;
  return [issueDeliveredReceipt(answer, options), issueDecidedReceipt(answer, decision, options)];
}

async function warned() {
  const exchange = createWarningExchange();
  const draft = { draft: warning(), mode: "asIs" };
  const { status, json } = await exchange.b.call("POST", "/v1/messages", draft);
  expect(status).toBe(201);
  return { exchange, digest: json.digest as string };
}

/** Within the hour nobody has answered: its sender is told, whatever the recipient has signed. */
async function expectUnanswered(exchange: TestExchange, digest: string): Promise<void> {
  exchange.setTime(AFTER_AN_HOUR);
  await exchange.b.gateway.maintain();
  expect((await exchange.b.show(digest)).json.answerClock).toMatchObject(CLOCK);
  const told = exchange.b.log.filter(({ event }) => event === "warningUnanswered");
  expect(told).toEqual([
    { event: "warningUnanswered", ref: digest, code: "awaited", peer: POLICE },
  ]);
}

const alarms = ({ b }: TestExchange) =>
  b.log.filter(({ event }) => event === "emergencyUndelivered");

async function fail(exchange: TestExchange): Promise<void> {
  exchange.intercept(() => Promise.reject(new TypeError("connection refused")));
  await exchange.b.gateway.sender.deliverDue();
}

type Give = Awaited<ReturnType<typeof receiptsOf>>;

/** Has the police answer deliveries with receipts of their choice. */
function answerWith(
  exchange: TestExchange,
  digest: string,
  choose: (give: Give) => readonly string[],
): void {
  exchange.intercept((request) =>
    request.method === "POST"
      ? receiptsOf(exchange, digest).then((give) => Response.json({ receipts: choose(give) }))
      : undefined,
  );
}

/** Receipts that the police may sign, whatever they have done. */
async function receiptsOf({ b, federation }: TestExchange, digest: string, at = NOW) {
  const message = await inside(b.store).outbox.findByDigest(digest);
  if (message === undefined) throw new TypeError("the warning was not sent");
  const signer = federation.signers["Police-C"];
  const options = { self: POLICE, to: NGO, signer, clock: { now: () => new Date(at) } };
  const rest = { tier: "state", findings: [], decidedBy: "rules" } as const;
  return {
    delivered: () => issueDeliveredReceipt(message, options),
    decided: (verdict: "accept" | "quarantine" | "reject") =>
      issueDecidedReceipt(message, { verdict, ...rest }, options),
  };
}

const post = ({ b }: TestExchange, receipt: string): Promise<number> => postTo(b, receipt);

async function postTo({ gateway }: TestGateway, receipt: string): Promise<number> {
  const headers = { "content-type": "application/jwt" };
  const { status } = await gateway.fetch(
    new Request("http://b.test/receipts", { method: "POST", headers, body: receipt }),
  );
  return status;
}
