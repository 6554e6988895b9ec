import { describe, expect, it } from "vitest";
import { codesOf, type Sent } from "./correcting.ts";
import { fixture, requestS041 } from "./drafts.ts";
import { eventsOf, inside } from "./inside.ts";
import { ask, idOf, POLICE_B, policeExchange, rowOf, say } from "./police-world.ts";
import type { TestExchange } from "./world.ts";

describe("an exchange that goes on", () => {
  it("is updated by the one that opened it, and by nobody else", async () => {
    const exchange = policeExchange();
    const sent = await ask(exchange);
    const update = { "update.reason": "added" };
    const { status } = await say(exchange, "b", sent, "update", update);
    expect(status).toBe(201);
    const other = await say(exchange, "c", sent, "update", update);
    expect(codesOf(other)).toEqual(["R74_WRONG_SIDE"]);
  });

  it("hears from its recipient what became of it", async () => {
    const exchange = policeExchange();
    const sent = await ask(exchange);
    const told = await say(exchange, "c", sent, "feedback", {
      "feedback.outcome": "investigating",
    });
    expect(told.status).toBe(201);
    const own = await say(exchange, "b", sent, "feedback", { "feedback.outcome": "investigating" });
    expect(codesOf(own)).toEqual(["R74_WRONG_SIDE"]);
  });

  it("is held longer on both sides where an update extends it, and no longer than permitted", async () => {
    const exchange = policeExchange();
    const sent = await ask(exchange);
    const day = "2028-06-30";
    const clear = { "env.retention.eraseBy": day };
    const extended = { "update.reason": "extended" };
    expect((await say(exchange, "b", sent, "update", extended, { clear })).status).toBe(201);
    expect((await rowOf(exchange, "b", sent))?.eraseBy).toBe(day);
    expect((await rowOf(exchange, "c", sent))?.eraseBy).toBe(day);
    expect(await eventsOf(exchange.c.store, "extended")).toMatchObject([{ ref: sent.digest }]);
    exchange.setTime("2027-06-01T09:00:00Z");
    const late = { clear: { "env.retention.eraseBy": "2031-11-25" } };
    const refused = await say(exchange, "b", sent, "update", extended, late);
    expect(codesOf(refused)).toEqual(["R15_EXTENDED_TOO_FAR"]);
  });

  it("keeps its day of erasure where an update only adds", async () => {
    const exchange = policeExchange();
    const sent = await ask(exchange);
    const before = (await rowOf(exchange, "c", sent))?.eraseBy;
    const clear = { "env.retention.eraseBy": "2028-06-30" };
    await say(exchange, "b", sent, "update", { "update.reason": "added" }, { clear });
    expect((await rowOf(exchange, "c", sent))?.eraseBy).toBe(before);
  });
});

describe("an answer that repeats what was asked", () => {
  const answer = async (exchange: TestExchange, sent: Sent, clear: object = {}) => {
    const { body } = fixture(1, 3).message;
    const draft = {
      ...requestS041(),
      recipient: POLICE_B,
      messageType: "response",
      legalBases: ["DIR2023/977#5"],
      body,
      clear: { ...requestS041().clear, ...clear },
      private: {
        ...requestS041().private,
        "private.inReplyTo": sent.id,
        "private.exchangeId": await idOf(exchange, sent),
      },
    };
    return exchange.c.call("POST", "/v1/messages", { draft, mode: "asIs" });
  };

  it("ends with the request, where nobody chose a day", async () => {
    const exchange = policeExchange();
    const sent = await ask(exchange);
    exchange.setTime("2026-11-24T12:00:00Z");
    const { json } = await answer(exchange, sent);
    const row = await inside(exchange.c.store).outbox.findByDigest(json.digest);
    expect(row?.eraseBy).toBe("2027-11-19");
    exchange.setTime("2026-11-26T12:00:00Z");
    const later = await answer(exchange, sent);
    const second = await inside(exchange.c.store).outbox.findByDigest(later.json.digest);
    expect(second?.eraseBy).toBe("2027-11-19");
  });

  it("is refused a later day that somebody chose", async () => {
    const exchange = policeExchange();
    const sent = await ask(exchange);
    const { json } = await answer(exchange, sent, { "env.retention.eraseBy": "2027-11-20" });
    expect(codesOf({ json })).toEqual(["R15_COPY_OUTLIVES"]);
  });
});
