/** What is kept longer than its sender has stated, by a review, of which the sender knows nothing, or by an update. */
import type { Body, Code } from "@safepassage/schema";
import { expect, it } from "vitest";
import { codesOf, type Sent } from "./correcting.ts";
import { fixture, requestS041 } from "./drafts.ts";
import { entityOf } from "./federation.ts";
import { inside } from "./inside.ts";
import { createExchange, type TestExchange } from "./world.ts";

const OFFICER = { id: "staff-0042", assurance: 2 };
const STATED = "2027-11-19";
const UNTIL = "2028-10-24";
const PLATE = { country: "XC", plate: "XC 124 AB" };

it("what its recipient keeps as evidence is still corrected, and the new value is held as long", async () => {
  const { exchange, sent } = await asked();
  const { b, c } = exchange;
  expect((await rowOf(exchange, "c", sent))?.eraseBy).toBe(STATED);
  await keep(exchange, "c", sent);
  const correction = await correctPlate(exchange, sent);
  expect((await b.show(correction.digest)).json.verdict).toBe("accept");
  await maintainAt(exchange, "2028-10-24T23:00:00Z");
  expect(await plateOf(exchange, sent)).toEqual(PLATE);
  expect((await rowOf(exchange, "b", sent))?.content).toBeUndefined();
  await maintainAt(exchange, "2028-10-25T00:00:00Z");
  for (const { digest } of [sent, correction]) {
    expect((await inside(c.store).inbox.findByDigest(digest))?.content).toBeUndefined();
  }
});

it("what its sender keeps itself is still corrected", async () => {
  const { exchange, sent } = await asked();
  await keep(exchange, "b", sent);
  const correction = await correctPlate(exchange, sent);
  expect((await exchange.b.show(correction.digest)).json.verdict).toBe("accept");
  expect((await inside(exchange.b.store).outbox.findByDigest(correction.digest))?.eraseBy).toBe(
    UNTIL,
  );
  expect(await plateOf(exchange, sent)).toEqual(PLATE);
});

it("what an update has extended is still corrected, and the new value is held as long", async () => {
  const { exchange, sent } = await asked();
  const until = "2028-06-30";
  const clear = { "env.channelGround": "nationalAdapter", "env.retention.eraseBy": until };
  const leaves = [{ f: "update.reason", v: "extended" }];
  const body = { "HN-LG3fF5cxcTcDCGUe85g": { kind: "update", links: [], leaves } };
  await say(exchange, "b", sent, "update", body, clear);
  const correction = await correctPlate(exchange, sent);
  expect((await exchange.b.show(correction.digest)).json.verdict).toBe("accept");
  expect((await inside(exchange.c.store).inbox.findByDigest(correction.digest))?.eraseBy).toBe(
    until,
  );
});

it("what its sender keeps itself is not corrected on the day on which its recipient erases it", async () => {
  const { exchange, sent } = await asked();
  await keep(exchange, "b", sent);
  exchange.setTime(`${STATED}T09:00:00Z`);
  const { json } = await postCorrection(exchange, sent);
  expect(codesOf({ json })).toEqual(["R79_TARGET_NOT_HELD"]);
});

it("is corrected up to the day before its recipient erases it, by a correction that arrives no later", async () => {
  const { exchange, sent } = await asked();
  await keep(exchange, "b", sent);
  exchange.setTime("2027-11-18T09:00:00Z");
  const { digest } = await correctPlate(exchange, sent);
  const { deliverBy } = (await inside(exchange.b.store).outbox.findByDigest(digest)) ?? {};
  expect(deliverBy).toBe("2027-11-18T23:59:59Z");
  expect((await exchange.b.show(digest)).json.verdict).toBe("accept");
});

it("an answer that repeats it ends on the day that both sides know", async () => {
  const { exchange, sent } = await asked();
  await keep(exchange, "c", sent);
  exchange.setTime("2026-11-26T12:00:00Z");
  const answer = await say(exchange, "c", sent, "response", fixture(1, 3).message.body);
  // It is late.
  expect((await exchange.c.show(answer.digest)).json.verdict).toBe("acceptWithWarnings");
  expect((await inside(exchange.c.store).outbox.findByDigest(answer.digest))?.eraseBy).toBe(STATED);
});

it.each(["b", "c"] as const)("it outlives a closing by %s, with what corrects it", async (side) => {
  const { exchange, sent } = await asked();
  const { c } = exchange;
  await keep(exchange, "c", sent);
  const correction = await correctPlate(exchange, sent);
  const reason = { f: "closing.reason", v: side === "b" ? "withdrawn" : "noAction" };
  await say(exchange, side, sent, "closing", {
    "HN-LG3fF5cxcTcDCGUe85g": { kind: "closing", links: [], leaves: [reason] },
  });
  for (const { digest } of [sent, correction]) {
    expect((await inside(c.store).inbox.findByDigest(digest))?.eraseBy).toBe(UNTIL);
  }
  await maintainAt(exchange, "2028-10-24T23:00:00Z");
  expect(await plateOf(exchange, sent)).toEqual(PLATE);
});

/** Police-B asks Police-C. */
async function asked(): Promise<{ readonly exchange: TestExchange; readonly sent: Sent }> {
  const exchange = createExchange({ parties: ["Police-B", "Police-C"] });
  const draft = { draft: requestS041(), mode: "asIs" };
  const { status, json } = await exchange.b.call("POST", "/v1/messages", draft);
  expect(status).toBe(201);
  await exchange.settle();
  return { exchange, sent: json };
}

async function keep(exchange: TestExchange, side: "b" | "c", { digest }: Sent): Promise<void> {
  const review = { outcome: "keep", until: UNTIL, ground: "evidence", officer: OFFICER };
  const { json } = await exchange[side].call("POST", `/v1/messages/${digest}/review`, review);
  expect(json).toMatchObject({ eraseBy: UNTIL, restricted: "evidence" });
}

async function correctPlate(exchange: TestExchange, sent: Sent): Promise<Sent> {
  const { status, json } = await postCorrection(exchange, sent);
  expect([status, codesOf({ json })]).toEqual([201, []]);
  await exchange.settle();
  return json;
}

async function postCorrection(exchange: TestExchange, { digest }: Sent) {
  const body = (await rowOf(exchange, "b", { digest }))?.content?.message.body ?? {};
  const [gid] = Object.entries(body).find(([, { kind }]) => kind === "vehicle") ?? [];
  return exchange.b.call("POST", `/v1/messages/${digest}/corrections`, {
    ...{ action: "rectify", reason: "inaccurate", officer: OFFICER },
    changes: [{ path: `${gid}/vehicle.registration`, values: [PLATE] }],
  });
}

/** Goes on with the exchange of a message. */
async function say(
  exchange: TestExchange,
  side: "b" | "c",
  sent: Sent,
  messageType: Code<"message_type">,
  body: object,
  clear: object = requestS041().clear,
): Promise<Sent> {
  const { private: hidden } = requestS041();
  const draft = {
    ...{ ...requestS041(), messageType, body, clear },
    recipient: entityOf(side === "b" ? "Police-C" : "Police-B"),
    legalBases: [side === "b" ? "DIR2023/977#4" : "DIR2023/977#5"],
    private: {
      ...hidden,
      "private.inReplyTo": sent.id,
      "private.exchangeId": (await rowOf(exchange, "b", sent))?.content?.exchangeId,
    },
  };
  const { status, json } = await exchange[side].call("POST", "/v1/messages", {
    ...{ draft, mode: "asIs" },
  });
  expect(status).toBe(201);
  await exchange.settle();
  return json;
}

/** The registration of the vehicle as the recipient reads it. */
async function plateOf({ c }: TestExchange, { digest }: Sent): Promise<unknown> {
  const { body } = (await c.show(digest)).json.message as { readonly body: Body };
  const leaves = Object.values(body).flatMap((group) => group.leaves);
  return leaves.find(({ f }) => f === "vehicle.registration")?.v;
}

const rowOf = async ({ b, c }: TestExchange, side: "b" | "c", { digest }: Pick<Sent, "digest">) =>
  side === "b"
    ? inside(b.store).outbox.findByDigest(digest)
    : inside(c.store).inbox.findByDigest(digest);

async function maintainAt(exchange: TestExchange, time: string): Promise<void> {
  exchange.setTime(time);
  for (const { gateway } of [exchange.b, exchange.c]) await gateway.maintain();
}
