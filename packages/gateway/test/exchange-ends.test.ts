import type { Body, Code } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { codesOf, correctionOf, refer, type Sent, valueFor } from "./correcting.ts";
import { fixture, requestS041 } from "./drafts.ts";
import { createFederation, entityOf } from "./federation.ts";
import { eventsOf, inside } from "./inside.ts";
import { createExchange, NGO_B, type TestExchange, type TestGateway } from "./world.ts";

const POLICE_B = entityOf("Police-B");
const POLICE_C = entityOf("Police-C");
const OFFICER = { id: "staff-0042", assurance: 2 };
const GROUP = "HN-LG3fF5cxcTcDCGUe85g";

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

describe("an exchange that was closed", () => {
  it("takes a correction, and no update, feedback or new request", async () => {
    const exchange = policeExchange();
    const sent = await ask(exchange);
    const closed = await say(exchange, "c", sent, "closing", { "closing.reason": "noAction" });
    expect(closed.status).toBe(201);
    const update = await say(exchange, "b", sent, "update", { "update.reason": "changed" });
    expect(codesOf(update)).toEqual(["R74_EXCHANGE_CLOSED"]);
    const told = await say(exchange, "c", sent, "feedback", { "feedback.outcome": "decided" });
    expect(codesOf(told)).toEqual(["R74_EXCHANGE_CLOSED"]);
    const again = {
      ...requestS041(),
      private: { ...requestS041().private, "private.exchangeId": await idOf(exchange, sent) },
    };
    const opened = await exchange.b.call("POST", "/v1/messages", { draft: again, mode: "asIs" });
    expect(codesOf(opened)).toEqual(["R74_EXCHANGE_CLOSED"]);
  });

  it("has its values corrected all the same", async () => {
    const exchange = createExchange();
    const sent = await refer(exchange);
    const closing = { "closing.reason": "fulfilled" };
    expect((await say(exchange, "c", sent, "closing", closing)).status).toBe(201);
    const body = valueFor(sent, "3MPijAok6nljw6GPbgObyA/need.services", ["legalAdvice"]);
    const draft = await correctionOf(exchange.b, sent, body);
    const { status, json } = await exchange.b.call("POST", "/v1/messages", { draft, mode: "asIs" });
    expect([status, codesOf({ json })]).toEqual([201, []]);
    await exchange.settle();
    const shown = await exchange.c.show(sent.digest);
    expect(shown.json.corrections).toHaveLength(1);
  });

  it("still takes an answer that was written before its sender knew", async () => {
    const exchange = policeExchange();
    const sent = await ask(exchange);
    await say(exchange, "b", sent, "closing", { "closing.reason": "fulfilled" }, { settle: false });
    const changed = { "update.reason": "changed" };
    const refused = await say(exchange, "b", sent, "update", changed, { settle: false });
    // The one that closed is bound at once; the other when it has the closing.
    expect(codesOf(refused)).toEqual(["R74_EXCHANGE_CLOSED"]);
    exchange.setTime("2026-11-24T09:03:00Z");
    const answer = await say(exchange, "c", sent, "feedback", { "feedback.outcome": "received" });
    expect(answer.status).toBe(201);
    expect((await inside(exchange.c.store).outbox.findByDigest(answer.digest))?.state).toBe(
      "decided",
    );
  });

  it("awaits no answer any more if its asker closed it; who has to answer stays bound", async () => {
    for (const [side, open] of [
      ["b", 0],
      ["c", 1],
    ] as const) {
      const exchange = policeExchange();
      const sent = await ask(exchange);
      await say(exchange, side, sent, "closing", { "closing.reason": "noAction" });
      const { json } = await exchange.c.call("GET", "/v1/requests?side=owed");
      expect(json.entries).toHaveLength(open);
      const answer = { "response.outcome": "nothingHeld", "response.access": "direct" };
      const { json: said } = await say(exchange, "c", sent, "response", answer);
      expect(codesOf({ json: said })).toEqual(open === 1 ? [] : ["R74_EXCHANGE_CLOSED"]);
    }
  });

  it("shortens what is held where its reason ends the case, of the closing agency on both sides", async () => {
    const end = "2026-12-24";
    for (const [reason, mine, theirs] of [
      ["withdrawn", end, end],
      ["fulfilled", "2027-11-19", "2027-11-19"],
    ] as const) {
      const exchange = policeExchange();
      const sent = await ask(exchange);
      await say(exchange, "b", sent, "closing", { "closing.reason": reason });
      expect((await rowOf(exchange, "b", sent))?.eraseBy).toBe(mine);
      expect((await rowOf(exchange, "c", sent))?.eraseBy).toBe(theirs);
    }
    // What the other has written is not this agency's to end.
    const exchange = policeExchange();
    const sent = await ask(exchange);
    await say(exchange, "c", sent, "closing", { "closing.reason": "noAction" });
    expect((await rowOf(exchange, "b", sent))?.eraseBy).toBe("2027-11-19");
    expect((await rowOf(exchange, "c", sent))?.eraseBy).toBe(end);
    expect(await eventsOf(exchange.c.store, "retentionShortened")).toMatchObject([
      { ref: sent.digest, code: end },
    ]);
  });
});

describe("an alert that is cancelled", () => {
  it("is erased with its updates, certified, and erased here when the certificate comes", async () => {
    const exchange = policeExchange();
    const sent = await ask(exchange, "alert");
    const update = await say(exchange, "b", sent, "update", { "update.reason": "added" });
    const cancelled = await cancel(exchange, sent);
    expect([cancelled.status, codesOf(cancelled)]).toEqual([201, []]);
    for (const { digest } of [sent, update]) {
      const received = await inside(exchange.c.store).inbox.findByDigest(digest);
      const row = await inside(exchange.b.store).outbox.findByDigest(digest);
      expect([received?.content, row?.content]).toEqual([undefined, undefined]);
      expect(row?.certificate).toMatch(/^[\w-]{43}$/);
    }
    const late = await say(exchange, "b", sent, "update", { "update.reason": "changed" });
    expect(codesOf(late)).not.toEqual([]);
  });

  it("is sent no more if nobody has it yet, and is erased if it arrives later", async () => {
    const exchange = policeExchange();
    exchange.intercept(() => Promise.reject(new TypeError("connection refused")));
    const sent = await ask(exchange, "alert");
    await cancel(exchange, sent);
    const row = await inside(exchange.b.store).outbox.findByDigest(sent.digest);
    expect(row?.content).toBeUndefined();
    exchange.intercept(() => undefined);
    exchange.setTime("2026-11-24T12:00:00Z");
    await exchange.settle();
    expect(await inside(exchange.c.store).inbox.findByDigest(sent.digest)).toBeUndefined();
    expect(await eventsOf(exchange.c.store, "eraseOnArrival")).toMatchObject([
      { ref: `${POLICE_B} ${sent.digest}` },
    ]);
  });

  it("is cancelled under an agreement that has ended, while nothing else is said under it", async () => {
    const federation = createFederation();
    const until = { until: "2026-11-25" };
    const short = federation.signTerms("AGR-LE", until, "Police-B", "Police-C");
    const exchange = createExchange({
      ...{ parties: ["Police-B", "Police-C"], federation },
      options: { agreements: [short] },
    });
    const sent = await ask(exchange, "alert");
    exchange.setTime("2026-11-26T09:02:00Z");
    const late = await say(exchange, "b", sent, "update", { "update.reason": "changed" });
    expect([late.status, late.json.code]).toEqual([422, "GATEWAY_AGREEMENT_UNKNOWN"]);
    const cancelled = await cancel(exchange, sent);
    expect([cancelled.status, cancelled.json.code]).toEqual([201, undefined]);
    expect((await rowOf(exchange, "c", sent))?.content).toBeUndefined();
    const row = await inside(exchange.b.store).outbox.findByDigest(sent.digest);
    expect(row?.certificate).toMatch(/^[\w-]{43}$/);
  });

  it("is not cancelled by its recipient, nor is what is no alert", async () => {
    const exchange = policeExchange();
    const alert = await ask(exchange, "alert");
    const target = { "cancellation.target": alert.digest, "cancellation.reason": "located" };
    const theirs = await say(exchange, "c", alert, "alertCancellation", target, {}, "cancellation");
    expect(codesOf(theirs)).toContain("R74_WRONG_SIDE");
    const request = await ask(exchange);
    expect(codesOf(await cancel(exchange, request))).toEqual(["R74_NOT_AN_ALERT"]);
  });
});

describe("a review", () => {
  const review = (side: TestGateway, digest: string, more: object = {}) =>
    side.call("POST", `/v1/messages/${digest}/review`, {
      ...{ outcome: "keep", officer: OFFICER, ...more },
    });
  const longer = { until: "2028-10-24", ground: "proceedings" };

  it("keeps a message beyond its day, and no longer than it says", async () => {
    const exchange = policeExchange();
    const { c } = exchange;
    const sent = await ask(exchange);
    exchange.setTime("2027-09-20T10:00:00Z");
    const { status, json } = await review(c, sent.digest, { ...longer, ground: "evidence" });
    expect([status, json]).toEqual([
      200,
      { digest: sent.digest, eraseBy: "2028-10-24", restricted: "evidence" },
    ]);
    const { json: shown } = await c.show(sent.digest);
    expect(shown).toMatchObject({
      eraseBy: "2028-10-24",
      restricted: "evidence",
      reviews: [
        { at: "2027-09-20T10:00:00Z", outcome: "keep", until: "2028-10-24", ground: "evidence" },
      ],
    });
    await maintainAt(exchange, "2028-10-24T23:00:00Z");
    expect((await rowOf(exchange, "c", sent))?.content).toBeDefined();
    await maintainAt(exchange, "2028-10-25T09:00:00Z");
    expect((await rowOf(exchange, "c", sent))?.content).toBeUndefined();
  });

  it("names an officer, whom only the agency can read", async () => {
    const exchange = policeExchange();
    const sent = await ask(exchange);
    await review(exchange.c, sent.digest);
    const [event] = await eventsOf(exchange.c.store, "reviewed");
    expect(event).toMatchObject({ code: "keep", ref: sent.digest });
    expect(event?.actor).toMatch(/^[\w-]{80}$/);
    expect((await review(exchange.c, sent.digest, { officer: undefined })).status).toBe(400);
  });

  it("raises an alarm the second time that it keeps the same message longer", async () => {
    const exchange = policeExchange();
    const { b, c } = exchange;
    const sent = await ask(exchange);
    exchange.setTime("2027-09-20T10:00:00Z");
    await review(c, sent.digest);
    await review(c, sent.digest, longer);
    expect(await eventsOf(c.store, "reviewedAgain")).toEqual([]);
    await review(c, sent.digest, { ...longer, until: "2029-10-24" });
    expect(await eventsOf(c.store, "reviewedAgain")).toMatchObject([
      { ref: sent.digest, code: "proceedings", country: "XC" },
    ]);
    expect(c.log).toContainEqual(expect.objectContaining({ event: "reviewedAgain" }));
    // In the State of the other agency there is an authority that the registry names.
    await review(b, sent.digest, longer);
    await review(b, sent.digest, { ...longer, until: "2029-10-24" });
    expect(await eventsOf(b.store, "reviewedAgain")).toMatchObject([
      { country: "XB", authority: entityOf("DPA-B") },
    ]);
  });

  it("erases what is needed no longer", async () => {
    const exchange = policeExchange();
    const sent = await ask(exchange);
    const { json } = await review(exchange.c, sent.digest, { outcome: "erase" });
    expect(json).toEqual({ digest: sent.digest });
    expect((await rowOf(exchange, "c", sent))?.content).toBeUndefined();
    expect((await review(exchange.c, sent.digest)).json.code).toBe("GATEWAY_MESSAGE_UNKNOWN");
    // Whoever repeats it is told that it is done, and nothing is recorded again.
    const events = await eventsOf(exchange.c.store, "reviewed");
    const again = await review(exchange.c, sent.digest, { outcome: "erase" });
    const { erasedAt } = (await rowOf(exchange, "c", sent)) ?? {};
    expect([again.status, again.json]).toEqual([200, { digest: sent.digest, erasedAt }]);
    expect(await eventsOf(exchange.c.store, "reviewed")).toEqual(events);
  });

  it.each([
    ["after its day", { ...longer }, "2027-11-25T09:00:00Z"],
    ["beyond the ceiling", { ...longer, until: "2031-11-25" }, "2027-09-20T10:00:00Z"],
    ["without a ground", { until: "2028-10-24" }, "2027-09-20T10:00:00Z"],
    ["without a day", { ground: "evidence" }, "2027-09-20T10:00:00Z"],
    ["to erase, and keeps", { ...longer, outcome: "erase" }, "2027-09-20T10:00:00Z"],
    ["to erase on a ground", { outcome: "erase", ground: "evidence" }, "2027-09-20T10:00:00Z"],
  ])("keeps nothing %s", async (_, more, time) => {
    const exchange = policeExchange();
    const sent = await ask(exchange);
    exchange.setTime(time);
    const { json } = await review(exchange.c, sent.digest, more);
    expect(json.code).toBe("GATEWAY_REVIEW_IMPOSSIBLE");
    expect(await eventsOf(exchange.c.store, "reviewed")).toEqual([]);
  });

  it("keeps nothing that rests on consent alone", async () => {
    const exchange = createExchange();
    const referred = await refer(exchange);
    const onConsent = await review(exchange.c, referred.digest, { ...longer, until: "2026-12-31" });
    expect(onConsent.json.code).toBe("GATEWAY_REVIEW_IMPOSSIBLE");
  });

  it("is not asked for with another ground, nor for a message that is not here", async () => {
    const exchange = policeExchange();
    const sent = await ask(exchange);
    const odd = await review(exchange.c, sent.digest, { ...longer, ground: "mayBeUseful" });
    expect(odd.json.code).toBe("GATEWAY_BODY_INVALID");
    const unknown = await review(exchange.c, "A".repeat(43), longer);
    expect(unknown.json.code).toBe("GATEWAY_MESSAGE_UNKNOWN");
  });
});

function policeExchange(): TestExchange {
  return createExchange({ parties: ["Police-B", "Police-C"] });
}

/** Sends S04.1, or an alert of the same content, and delivers it. */
async function ask(
  exchange: TestExchange,
  messageType: Code<"message_type"> = "request",
): Promise<Sent> {
  const draft = { ...requestS041(), messageType };
  const { status, json } = await exchange.b.call("POST", "/v1/messages", { draft, mode: "asIs" });
  if (status !== 201) throw new TypeError(`not sent: ${JSON.stringify(codesOf({ json }))}`);
  await exchange.settle();
  return { id: json.id, digest: json.digest };
}

const cancel = (exchange: TestExchange, { digest, id }: Sent) =>
  say(
    exchange,
    "b",
    { digest, id },
    "alertCancellation",
    { "cancellation.target": digest, "cancellation.reason": "located" },
    {},
    "cancellation",
  );

/** Sends a message of one group in the exchange of another. */
async function say(
  exchange: TestExchange,
  side: "b" | "c",
  sent: Sent,
  messageType: Code<"message_type">,
  values: Readonly<Record<string, string>>,
  { settle = true, clear = {} }: { readonly settle?: boolean; readonly clear?: object } = {},
  kind = messageType as string,
) {
  const row = await rowOf(exchange, "b", sent);
  const isNgo = row?.purpose === "ASSISTANCE_REFERRAL";
  const leaves = Object.entries(values).map(([f, v]) => ({ f, v }));
  const body: Body = { [GROUP]: { kind, links: [], leaves } };
  const parties = isNgo ? [NGO_B, entityOf("NGO-C")] : [POLICE_B, POLICE_C];
  const draft = {
    recipient: parties[side === "b" ? 1 : 0],
    purpose: row?.purpose,
    messageType,
    legalBases: [isNgo ? "GDPR#6(1)(a)" : side === "b" ? "DIR2023/977#4" : "DIR2023/977#5"],
    agreement: isNgo ? "AGR-ASSIST" : "AGR-LE",
    officer: OFFICER,
    body,
    clear: { ...(isNgo ? {} : { "env.channelGround": "nationalAdapter" }), ...clear },
    private: {
      "private.inReplyTo": sent.id,
      "private.exchangeId": await idOf(exchange, sent),
    },
  };
  const { status, json } = await exchange[side].call("POST", "/v1/messages", {
    draft,
    mode: "asIs",
  });
  if (settle) await exchange.settle();
  return { status, json, id: String(json.id), digest: String(json.digest) };
}

async function idOf({ b, c }: TestExchange, { digest }: Sent): Promise<string> {
  const sent = await inside(b.store).outbox.findByDigest(digest);
  const received = await inside(c.store).inbox.findByDigest(digest);
  return sent?.content?.exchangeId ?? received?.content?.exchangeId ?? "Nvw5zr_dT0XZhdnuVMh8EQ";
}

const rowOf = async ({ b, c }: TestExchange, side: "b" | "c", { digest }: Sent) =>
  side === "b"
    ? inside(b.store).outbox.findByDigest(digest)
    : inside(c.store).inbox.findByDigest(digest);

async function maintainAt(exchange: TestExchange, time: string): Promise<void> {
  exchange.setTime(time);
  await exchange.c.gateway.maintain();
}
