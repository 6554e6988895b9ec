/** An answer that its author has erased before or after it is read does not end the wait for one. */
import type { DraftRequest } from "@safepassage/agency";
import { describe, expect, it } from "vitest";
import type { Sent } from "./correcting.ts";
import { heldUp } from "./held-up.ts";
import { inside } from "./inside.ts";
import { answerTo, createWarningExchange, warning } from "./warning-world.ts";
import { messageOf } from "./withdrawing.ts";
import type { TestExchange } from "./world.ts";

const AFTER_AN_HOUR = "2026-11-24T10:02:01Z";

describe("an answer to a warning that its author takes back", () => {
  it.each(["inaccurate", "unlawful", "consentWithdrawn"])(
    "(%s) is none: the hour runs on at both, and nobody answering is an alarm",
    async (reason) => {
      const { exchange, digest, answer } = await answered();
      expect(await clocks(exchange, digest)).toEqual(["answered", "answered"]);
      await takeBack(exchange, answer, reason);
      await exchange.settle();
      expect((await exchange.b.show(answer.digest)).json.erasedAt).toEqual(expect.any(String));
      expect(await clocks(exchange, digest)).toEqual(["open", "open"]);
      await expectAlarm(exchange, digest);
    },
  );

  it("leaves another answer to it in force", async () => {
    const { exchange, digest, answer, draft } = await answered();
    await send(exchange, draft);
    await takeBack(exchange, answer, "inaccurate");
    await exchange.settle();
    expect(await clocks(exchange, digest)).toEqual(["answered", "answered"]);
  });

  it("counts no more either once the other one is taken back too", async () => {
    const { exchange, digest, answer, draft } = await answered();
    const second = await send(exchange, draft);
    for (const one of [answer, second]) {
      await takeBack(exchange, one, "inaccurate");
      await exchange.settle();
    }
    expect(await clocks(exchange, digest)).toEqual(["open", "open"]);
    await expectAlarm(exchange, digest);
  });

  it("was not the one that ended the wait, and changes nothing", async () => {
    const { exchange, digest, draft } = await answered();
    exchange.setTime("2026-11-24T09:20:00Z");
    const second = await send(exchange, draft);
    await takeBack(exchange, second, "inaccurate");
    await exchange.settle();
    expect(await clocks(exchange, digest)).toEqual(["answered", "answered"]);
    expect((await exchange.b.show(digest)).json.answerClock.answeredAt).toBe(
      "2026-11-24T09:02:00Z",
    );
  });

  it("is none where it arrives after that: nobody has read it", async () => {
    const { exchange, digest, draft } = await warned();
    const held = await holdUp(exchange, draft);
    await takeBack(exchange, held, "inaccurate");
    await exchange.settle();
    const headers = { "content-type": "application/jose" };
    const response = await exchange.b.gateway.fetch(
      new Request("http://b.test/inbox", { method: "POST", headers, body: held.sealed }),
    );
    expect(response.status).toBe(200);
    const { state, content } =
      (await inside(exchange.b.store).inbox.findByDigest(held.digest)) ?? {};
    expect([state, content]).toEqual(["accepted", undefined]);
    expect((await exchange.b.show(digest)).json.answerClock).toMatchObject({ state: "open" });
    await expectAlarm(exchange, digest);
  });

  it("is none for its author either, where its receipts come after that", async () => {
    const { exchange, digest, draft } = await warned();
    const { json } = await exchange.c.call("POST", "/v1/messages", { draft, mode: "asIs" });
    const arriving = Promise.withResolvers<void>();
    const isTakenBack = Promise.withResolvers<undefined>();
    exchange.intercept((request) => {
      if (!request.url.endsWith("/inbox")) return undefined;
      exchange.intercept(() => undefined);
      arriving.resolve();
      return isTakenBack.promise;
    });
    const attempt = exchange.c.gateway.sender.deliverDue();
    await arriving.promise;
    await takeBack(exchange, json, "inaccurate");
    await exchange.c.gateway.sender.deliverDue();
    isTakenBack.resolve(undefined);
    await attempt;
    await exchange.settle();
    expect((await exchange.c.show(json.digest)).json.verdict).toBe("accept");
    expect(await clocks(exchange, digest)).toEqual(["open", "open"]);
  });
});

async function warned() {
  const exchange = createWarningExchange();
  const request = warning();
  const draft = { draft: request, mode: "asIs" };
  const { digest } = (await exchange.b.call("POST", "/v1/messages", draft)).json;
  await exchange.settle();
  return { exchange, digest, draft: await answerTo(exchange, digest, request) };
}

async function answered() {
  const { exchange, digest, draft } = await warned();
  return { exchange, digest, draft, answer: await send(exchange, draft) };
}

/** The police answer. */
async function send(exchange: TestExchange, draft: DraftRequest): Promise<Sent> {
  const { status, json } = await exchange.c.call("POST", "/v1/messages", { draft, mode: "asIs" });
  expect(status).toBe(201);
  await exchange.settle();
  return json;
}

/** The police post an answer, which stays on the way. */
async function holdUp(exchange: TestExchange, draft: DraftRequest) {
  const { json } = await exchange.c.call("POST", "/v1/messages", { draft, mode: "asIs" });
  const sealed = await heldUp(exchange, "c");
  return { id: json.id as string, digest: json.digest as string, sealed };
}

/** The police have their answer erased. */
async function takeBack({ c }: TestExchange, { id, digest }: Sent, reason: string): Promise<void> {
  const { body } = messageOf(await inside(c.store).outbox.find(id));
  const [gid] = Object.entries(body).find(([, { kind }]) => kind === "danger") ?? [];
  const { status } = await c.call("POST", `/v1/messages/${digest}/corrections`, {
    ...{ action: "erase", reason, officer: { id: "staff-0100", assurance: 2 } },
    changes: [{ path: `${gid}/danger.actionTaken` }],
  });
  expect(status).toBe(201);
}

/** How the time for an answer stands at both. */
const clocks = ({ b, c }: TestExchange, digest: string) =>
  Promise.all([b, c].map(async (side) => (await side.show(digest)).json.answerClock.state));

async function expectAlarm(exchange: TestExchange, digest: string): Promise<void> {
  exchange.setTime(AFTER_AN_HOUR);
  await exchange.b.gateway.maintain();
  expect(exchange.b.log).toContainEqual(
    expect.objectContaining({ event: "warningUnanswered", ref: digest, code: "awaited" }),
  );
}
