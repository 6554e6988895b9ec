/** Agencies that are suspended while something is under way, and come back; or never do. */
import { verifyEvidence } from "@safepassage/message";
import { parseRegistry } from "@safepassage/trust";
import { describe, expect, it } from "vitest";
import { shown, stateOf, submit } from "./changing-parties.ts";
import { referral, withdraw } from "./erasing.ts";
import type { RegistryFile } from "./federation.ts";
import { countReplies } from "./inside.ts";
import { createExchange, NGO_B, NGO_C, type TestExchange } from "./world.ts";

const FROM = "2026-11-25T09:04:00Z";
const SIGNED = "2026-11-25T09:05:00Z";
const BOTH = [
  ["its sender", NGO_C],
  ["its recipient", NGO_B],
] as const;

describe("messages that wait while their recipient is suspended", () => {
  it("go side by side once it is back, since nobody has asked it in vain", async () => {
    const exchange = createExchange();
    for (let count = 0; count < 8; count++) await submit(exchange);
    exchange.editRegistry(suspended(NGO_C, SIGNED));
    exchange.setTime("2026-11-25T09:04:30Z");
    await exchange.b.gateway.sender.deliverDue();
    exchange.setTime("2026-11-25T12:00:00Z");
    let [underWay, most] = [0, 0];
    exchange.intercept(async (request) => {
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise((resolve) => setTimeout(resolve, 20));
      underWay -= 1;
      return exchange.c.gateway.fetch(request);
    });
    await exchange.b.gateway.sender.deliverDue();
    expect(most).toBe(8);
  });
});

describe("a certificate of erasure", () => {
  it.each(BOTH)(
    "is signed anew where its deadline passes while %s is suspended",
    async (_, who) => {
      const exchange = createExchange();
      const { digest } = await certified(exchange);
      exchange.editRegistry(suspended(who));
      await days(exchange, "2026-11-25", 9);
      expect((await shown(exchange, digest)).certificate).toBeUndefined();
      const back = suspended(who, "2026-12-04T12:00:00Z");
      exchange.editRegistry(back);
      await days(exchange, "2026-12-04", 1);
      const { certificate } = await shown(exchange, digest);
      expect(certificate).toEqual(expect.any(String));
      await expectGood(exchange, certificate, back);
    },
  );

  it.each(BOTH)(
    "is signed anew where %s was suspended before it was signed, which nobody knew",
    async (_, who) => {
      const exchange = createExchange();
      const { digest } = await certified(exchange);
      const back = suspended(who, "2026-11-27T09:00:00Z");
      exchange.editRegistry(suspended(who));
      await days(exchange, "2026-11-25", 2);
      exchange.editRegistry(back);
      await days(exchange, "2026-11-27", 1);
      const { certificate } = await shown(exchange, digest);
      await expectGood(exchange, certificate, back);
      expect(exchange.c.log).toContainEqual(expect.objectContaining({ event: "signedAgain" }));
    },
  );

  it("is given up, and a person told, where its recipient never comes back", async () => {
    const exchange = createExchange();
    const { digest } = await certified(exchange);
    exchange.editRegistry(suspended(NGO_B));
    await days(exchange, "2026-11-25", 8);
    expect(await countReplies(exchange.c.store)).toBe(1);
    // Once an hour, for about forty days.
    for (let hour = 0; hour < 1000; hour += 1) {
      const time = new Date(Date.parse("2026-12-04T00:00:00Z") + hour * 3_600_000);
      exchange.setTime(time.toISOString().replace(".000", ""));
      await exchange.c.gateway.sender.deliverDue();
    }
    expect(await countReplies(exchange.c.store)).toBe(0);
    const told = exchange.c.log.filter(({ event }) => /^certificate/.test(event));
    expect(told).toMatchObject([
      { event: "certificateFailed", ref: digest, code: "GATEWAY_RECIPIENT_UNKNOWN" },
      { event: "certificateGivenUp", ref: digest },
    ]);
    const { outbox } = (await exchange.c.call("GET", "/v1/health")).json;
    expect([outbox.queued, outbox.sending]).toEqual([0, 0]);
  });
});

it.each([NGO_B, NGO_C])(
  "a message that was signed while %s was suspended, which nobody knew, is signed again once it is back",
  async (who) => {
    const exchange = createExchange({ start: SIGNED });
    const digest = await submit(exchange);
    exchange.editRegistry(suspended(who));
    await days(exchange, "2026-11-25", 1);
    expect(await stateOf(exchange, digest)).toBe("queued");
    exchange.editRegistry(suspended(who, "2026-11-26T09:00:00Z"));
    await days(exchange, "2026-11-26", 1);
    const { state, replacedBy } = await shown(exchange, digest);
    expect(state).toBe("replaced");
    expect(await stateOf(exchange, replacedBy)).toBe("decided");
  },
);

it("a message that was signed while its recipient was suspended waits for a person, where that one comes back as another agency", async () => {
  const exchange = createExchange({ start: SIGNED });
  const digest = await submit(exchange);
  exchange.editRegistry(suspended(NGO_C));
  await days(exchange, "2026-11-25", 1);
  const becomes = { type: "victimServicePublic" };
  exchange.editRegistry(suspended(NGO_C, "2026-11-26T09:00:00Z", becomes));
  await days(exchange, "2026-11-26", 1);
  const { state, lastError } = await shown(exchange, digest);
  expect([state, lastError]).toEqual(["queued", "GATEWAY_RECIPIENT_CHANGED"]);
  expect((await exchange.c.call("GET", "/v1/inbox")).json.entries).toEqual([]);
});

it("a certificate that was signed while its recipient was suspended goes to whatever agency that one comes back as", async () => {
  const exchange = createExchange();
  const { digest } = await certified(exchange);
  exchange.editRegistry(suspended(NGO_B));
  await days(exchange, "2026-11-25", 2);
  const becomes = { type: "victimServicePublic" };
  exchange.editRegistry(suspended(NGO_B, "2026-11-27T09:00:00Z", becomes));
  await days(exchange, "2026-11-27", 1);
  expect((await shown(exchange, digest)).certificate).toEqual(expect.any(String));
});

/** A referral whose consent was withdrawn. Its recipient has erased it, and its certificate waits: nobody took it. */
async function certified(exchange: TestExchange): Promise<{ readonly digest: string }> {
  const sent = await referral(exchange);
  exchange.setTime(SIGNED);
  await withdraw(exchange, sent.id);
  await exchange.b.gateway.sender.deliverDue();
  exchange.intercept(async ({ url }) =>
    url.startsWith("http://127.0.0.1:9000/") ? new Response("", { status: 500 }) : undefined,
  );
  await exchange.c.gateway.sender.deliverDue();
  exchange.intercept(() => undefined);
  const [certificate] = (await exchange.c.call("GET", "/v1/outbox")).json.entries;
  expect(certificate).toMatchObject({ messageType: "erasureCertificate", state: "queued" });
  return sent;
}

/** Ends what an agency is by the registry, and lets it be that again from a time on, or what it becomes. */
const suspended =
  (entity: string, back?: string, becomes: object = {}) =>
  ({ agencies }: RegistryFile): void => {
    const { facts } = agencies.find((one) => one.entity === entity) as unknown as {
      facts: { from: string; until?: string }[];
    };
    const [first] = facts;
    if (first === undefined) throw new TypeError("an agency without facts");
    if (back !== undefined) facts.push({ ...first, from: back, ...becomes });
    first.until = FROM;
  };

/** Lets both work for some days, four times a day. */
async function days(exchange: TestExchange, from: string, count: number): Promise<void> {
  for (let hours = 10; hours < count * 24 + 14; hours += 6) {
    const time = new Date(Date.parse(from) + hours * 3_600_000);
    exchange.setTime(time.toISOString().replace(".000", ""));
    for (const { gateway } of [exchange.b, exchange.c]) await gateway.maintain();
    await exchange.settle();
  }
}

/** Whether what NGO-B keeps of a certificate verifies for an oversight body, by the registry of that day. */
async function expectGood(
  { b, federation }: TestExchange,
  certificate: string,
  change: (file: RegistryFile) => void,
): Promise<void> {
  const { json } = await b.call("GET", `/v1/messages/${certificate}/evidence`);
  const file = federation.registryFile();
  change(file);
  const { receipts } = verifyEvidence(json, parseRegistry(file));
  expect(receipts.map(({ kind }) => kind)).toEqual(["delivered", "decided"]);
}
