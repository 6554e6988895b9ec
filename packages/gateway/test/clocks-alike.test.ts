/** The clock of a request runs as if an answer that its author takes back had never come: on both sides alike. */
import type { DraftRequest } from "@safepassage/agency";
import { randomId } from "@safepassage/message";
import type { Body, Leaf } from "@safepassage/schema";
import { expect, it } from "vitest";
import { codesOf, type Sent } from "./correcting.ts";
import { requestS041 } from "./drafts.ts";
import { entityOf } from "./federation.ts";
import { inside } from "./inside.ts";
import { createExchange, type TestExchange } from "./world.ts";

const OFFICER = { id: "staff-0042", assurance: 2 };
const FIRST = { from: "2026-11-24T09:02:00Z", by: "2026-11-24T17:02:00Z" };
const DEFERRED = { from: FIRST.from, by: "2026-11-26T10:00:00Z" };

it("a deferral that is taken back puts off nothing", async () => {
  const { exchange, asked } = await ask();
  exchange.setTime("2026-11-24T10:00:00Z");
  const deferral = await defer(exchange, asked);
  expect(await clocksOf(exchange, asked)).toEqual([DEFERRED, DEFERRED]);
  await takeBack(exchange, deferral);
  await exchange.settle();
  expect(await clocksOf(exchange, asked)).toEqual([FIRST, FIRST]);
});

it("a deferral that is taken back after an answer changes nothing about that", async () => {
  const { exchange, asked } = await ask();
  exchange.setTime("2026-11-24T10:00:00Z");
  const deferral = await defer(exchange, asked);
  await answer(exchange, asked);
  const ended = { ...DEFERRED, answeredAt: "2026-11-24T10:00:00Z" };
  expect(await clocksOf(exchange, asked)).toEqual([ended, ended]);
  await takeBack(exchange, deferral);
  await exchange.settle();
  expect(await clocksOf(exchange, asked)).toEqual([ended, ended]);
});

it("a correction moves the clock by its own time, also where it crosses what takes the answer back", async () => {
  const { exchange, asked } = await ask();
  exchange.setTime("2026-11-24T10:00:00Z");
  const answered = await answer(exchange, asked);
  exchange.setTime("2026-11-24T11:00:00Z");
  // Here the clock runs on at once, and there when it is told.
  await takeBack(exchange, answered);
  await makeIndirect(exchange, asked);
  // The correction comes first.
  await exchange.b.gateway.sender.deliverDue();
  await exchange.settle();
  // Three days from the correction on.
  const moved = { from: FIRST.from, by: "2026-11-27T11:00:00Z" };
  expect(await clocksOf(exchange, asked)).toEqual([moved, moved]);
});

it("an answer that is taken back leaves what came before it, each in its own time", async () => {
  const { exchange, asked } = await ask();
  exchange.setTime("2026-11-24T10:00:00Z");
  await makeIndirect(exchange, asked);
  await exchange.settle();
  // In time after the correction, and too late without it.
  exchange.setTime("2026-11-25T05:00:00Z");
  const by = "2026-12-01T10:00:00Z";
  await defer(exchange, asked, by);
  const answered = await answer(exchange, asked);
  await takeBack(exchange, answered);
  await exchange.settle();
  const deferred = { from: FIRST.from, by };
  expect(await clocksOf(exchange, asked)).toEqual([deferred, deferred]);
});

/** Police-B corrects that what it asks for is not at hand. It is not told yet. */
async function makeIndirect({ b }: TestExchange, { digest }: Sent): Promise<void> {
  const body = (await inside(b.store).outbox.findByDigest(digest))?.content?.message.body;
  const [gid] = Object.entries(body ?? {}).find(([, { leaves }]) => has(leaves, ACCESS)) ?? [];
  const { status } = await b.call("POST", `/v1/messages/${digest}/corrections`, {
    ...{ action: "rectify", reason: "inaccurate", officer: OFFICER },
    changes: [{ path: `${gid}/${ACCESS}`, values: ["indirect"] }],
  });
  expect(status).toBe(201);
}

const ACCESS = "request.accessibility";
const has = (leaves: readonly Leaf[], field: string) => leaves.some(({ f }) => f === field);

/** Police-B asks Police-C. */
async function ask(): Promise<{ readonly exchange: TestExchange; readonly asked: Sent }> {
  const exchange = createExchange({ parties: ["Police-B", "Police-C"] });
  const draft = { draft: requestS041(), mode: "asIs" };
  const { json } = await exchange.b.call("POST", "/v1/messages", draft);
  await exchange.settle();
  expect(await clocksOf(exchange, json)).toEqual([FIRST, FIRST]);
  return { exchange, asked: json };
}

const defer = (exchange: TestExchange, asked: Sent, until = DEFERRED.by) =>
  respond(exchange, asked, {
    [randomId()]: group("response", [
      ["response.outcome", "deferred"],
      ["response.refusalReason", "judicialAuthorisationPending"],
    ]),
    [randomId()]: group("deadline", [["deadline.extendedTo", until]]),
  });

const answer = (exchange: TestExchange, asked: Sent) =>
  respond(exchange, asked, {
    [randomId()]: group("response", [
      ["response.outcome", "nothingHeld"],
      ["response.access", "direct"],
    ]),
  });

const group = (kind: string, values: readonly (readonly [string, string])[]) => ({
  ...{ kind, links: [] },
  leaves: values.map(([f, v]) => ({ f, v })),
});

async function respond(exchange: TestExchange, asked: Sent, body: Body): Promise<Sent> {
  const row = await inside(exchange.c.store).inbox.findByDigest(asked.digest);
  const draft: DraftRequest = {
    ...{ recipient: entityOf("Police-B"), purpose: "CRIMINAL_INVESTIGATION" },
    ...{ messageType: "response", legalBases: ["DIR2023/977#5"], agreement: "AGR-LE" },
    ...{ officer: OFFICER, body, clear: { "env.channelGround": "nationalAdapter" } },
    private: {
      "private.inReplyTo": asked.id,
      "private.exchangeId": row?.content?.exchangeId,
    },
  };
  const sent = await exchange.c.call("POST", "/v1/messages", { draft, mode: "asIs" });
  expect([sent.status, codesOf(sent)]).toEqual([201, []]);
  await exchange.settle();
  return sent.json;
}

/** Police-C has an answer erased. It is not told yet. */
async function takeBack({ c }: TestExchange, { digest }: Sent): Promise<void> {
  const body = (await inside(c.store).outbox.findByDigest(digest))?.content?.message.body ?? {};
  const [[gid, { leaves }] = ["none", { leaves: [] }]] = Object.entries(body);
  const { status } = await c.call("POST", `/v1/messages/${digest}/corrections`, {
    ...{ action: "erase", reason: "inaccurate", officer: OFFICER },
    changes: [{ path: `${gid}/${leaves[0]?.f}` }],
  });
  expect(status).toBe(201);
}

/** The clock as both sides have it. */
const clocksOf = ({ b, c }: TestExchange, { digest }: Sent) =>
  Promise.all(
    [b, c].map(async (side) => {
      const { state: _, secondsLeft: __, ...clock } = (await side.show(digest)).json.answerClock;
      return clock;
    }),
  );
