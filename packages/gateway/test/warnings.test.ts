import type { DraftRequest } from "@safepassage/agency";
import { randomId } from "@safepassage/message";
import type { Group } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { entityOf } from "./federation.ts";
import { eventsOf } from "./inside.ts";
import { answerTo, createWarningExchange, NGO, POLICE, warning } from "./warning-world.ts";
import type { TestExchange } from "./world.ts";

describe("a warning of immediate danger", () => {
  it("reaches the police of another country with where she is, and starts a clock of an hour", async () => {
    const { exchange, digest } = await warned();
    const { json } = await exchange.c.show(digest);
    expect(json.state).toBe("accepted");
    expect(json.answerClock).toMatchObject({ state: "open", secondsLeft: 3600 });
    expect(fieldsOf(json.message.body)).toContain("location.subjectCurrent");
    const sent = await exchange.b.show(digest);
    expect(sent.json.answerClock).toMatchObject({ state: "open", secondsLeft: 3600 });
  });

  it("is told to a person of its recipient at once, and its answer to nobody", async () => {
    const { exchange, digest, request } = await warned();
    const arrived = { event: "emergencyArrived", ref: digest, peer: NGO };
    expect(alarmsOf(exchange.c, "emergencyArrived")).toEqual([arrived]);
    const { json } = await exchange.c.call("GET", "/v1/alarms?event=emergencyArrived");
    expect(json.entries).toMatchObject([{ ref: digest, other: NGO }]);
    expect(json.entries[0].says).toContain("A life may be in danger");
    const draft = await answerTo(exchange, digest, request);
    await exchange.c.call("POST", "/v1/messages", { draft, mode: "minimise" });
    await exchange.settle();
    expect(await eventsOf(exchange.b.store, "emergencyArrived")).toEqual([]);
  });

  it("alarms both sides once when nobody has answered within the hour", async () => {
    const { exchange, digest } = await warned();
    exchange.setTime("2026-11-24T10:02:01Z");
    for (const side of [exchange.b, exchange.c]) {
      await side.gateway.maintain();
      await side.gateway.maintain();
    }
    const alarm = { event: "warningUnanswered", ref: digest };
    expect(alarmsOf(exchange.b, "warningUnanswered")).toEqual([
      { ...alarm, code: "awaited", peer: POLICE },
    ]);
    expect(alarmsOf(exchange.c, "warningUnanswered")).toEqual([
      { ...alarm, code: "owed", peer: NGO },
    ]);
  });

  it("alarms its sender where it is erased before anybody has tried to deliver it", async () => {
    const exchange = createWarningExchange();
    const body = { draft: warning(), mode: "asIs" };
    const { json } = await exchange.b.call("POST", "/v1/messages", body);
    // The gateway is off until then.
    exchange.setTime("2026-11-28T09:02:01Z");
    await exchange.b.gateway.maintain();
    const alarm = { event: "emergencyUndelivered", ref: json.digest, peer: POLICE };
    expect(alarmsOf(exchange.b, "emergencyUndelivered")).toEqual([{ ...alarm, code: "expired" }]);
  });

  it("is put off by no answer: within the hour somebody acts, or both sides are alarmed", async () => {
    const { exchange, digest, request } = await warned();
    const answer = await answerTo(exchange, digest, request);
    const later = [
      ["response.outcome", "deferred"],
      ["response.refusalReason", "judicialAuthorisationPending"],
    ].map(([f = "", v]) => ({ f, v }));
    const end = { f: "deadline.extendedTo", v: "2026-12-01T09:00:00Z" };
    const draft = {
      ...answer,
      body: {
        [randomId()]: { kind: "response", links: [], leaves: later },
        [randomId()]: { kind: "deadline", links: [], leaves: [end] },
      },
    };
    const told = await exchange.c.call("POST", "/v1/messages", { draft, mode: "asIs" });
    expect([told.status, told.json.findings]).toEqual([201, []]);
    await exchange.settle();
    exchange.setTime("2026-11-24T10:02:01Z");
    for (const side of [exchange.b, exchange.c]) {
      await side.gateway.maintain();
      expect(alarmsOf(side, "warningUnanswered")).toHaveLength(1);
    }
  });

  it("is answered with what was done, and the answer tells no place", async () => {
    const { exchange, digest, request } = await warned();
    const answer = await answerTo(exchange, digest, request);
    const told = await exchange.c.call("POST", "/v1/messages", { draft: answer, mode: "minimise" });
    expect([told.status, told.json.findings]).toEqual([201, []]);
    await exchange.settle();
    exchange.setTime("2026-11-24T10:02:01Z");
    await exchange.b.gateway.maintain();
    expect(alarmsOf(exchange.b, "warningUnanswered")).toEqual([]);
    const sent = await exchange.b.show(digest);
    expect(sent.json.answerClock).toMatchObject({ state: "answered" });

    const places = Object.entries(request.body as Record<string, Group>).filter(
      ([, { kind }]) => kind === "location",
    );
    const leaking = { ...answer, body: { ...answer.body, ...Object.fromEntries(places) } };
    const refused = await exchange.c.call("POST", "/v1/messages", { draft: leaking, mode: "asIs" });
    expect(refused.status).toBe(422);
    expect(codesOf(refused.json.findings)).toContain("R36_WHEREABOUTS");
  });

  it("waits in quarantine where a reason is missing, and its clock runs", async () => {
    const { exchange, digest } = await warned(withoutReasons);
    const { json } = await exchange.c.show(digest);
    expect(json.state).toBe("quarantined");
    expect(json.answerClock).toMatchObject({ state: "open", secondsLeft: 3600 });
    expect(alarmsOf(exchange.c, "quarantineAlarm").length).toBeGreaterThan(0);
  });

  it("is mended by a sound one, and the answer to that one stops the clocks of both", async () => {
    const exchangeId = randomId();
    const { exchange, digest } = await warned((request) =>
      withoutReasons(within(request, exchangeId)),
    );
    const request = within(warning(), exchangeId);
    const sound = await send(exchange, request);
    const { json } = await exchange.c.show(digest);
    expect([json.mendBy, json.mendedBy]).toEqual([undefined, sound]);
    expect(json.answerClock).toMatchObject({ state: "open" });

    await send(exchange, await answerTo(exchange, sound, request), "c");
    for (const one of [digest, sound]) {
      const held = await exchange.c.show(one);
      const sent = await exchange.b.show(one);
      expect(held.json.answerClock).toMatchObject({ state: "answered" });
      expect(sent.json.answerClock).toEqual(held.json.answerClock);
    }
    exchange.setTime("2026-11-24T10:02:01Z");
    for (const side of [exchange.b, exchange.c]) {
      await side.gateway.maintain();
      expect(alarmsOf(side, "warningUnanswered")).toEqual([]);
    }
  });

  it("is not answered by the answer to another one, of another exchange", async () => {
    const { exchange, digest } = await warned(withoutReasons);
    const request = warning();
    const sound = await send(exchange, request);
    await send(exchange, await answerTo(exchange, sound, request), "c");
    for (const side of [exchange.b, exchange.c]) {
      const { json } = await side.show(digest);
      expect(json.answerClock).toMatchObject({ state: "open" });
    }
  });

  it("cannot be turned into a question", async () => {
    const exchange = createWarningExchange();
    const draft = { ...warning(), messageType: "request" as const };
    const { status, json } = await exchange.b.call("POST", "/v1/messages", { draft, mode: "asIs" });
    expect(status).toBe(422);
    expect(codesOf(json.findings)).toContain("R66_TYPE_NOT_ADMITTED");
  });

  it("is reviewed by a second officer, surely known, and nobody else", async () => {
    const { exchange, digest } = await warned();
    const review = (officer: object, outcome = "confirmed") =>
      exchange.b.call("POST", `/v1/messages/${digest}/warning-review`, { outcome, officer });
    for (const officer of [
      { id: "staff-0042", assurance: 3 },
      { id: "staff-0007", assurance: 1 },
    ]) {
      const { status, json } = await review(officer);
      expect([status, json.code]).toEqual([409, "GATEWAY_REVIEW_NOT_INDEPENDENT"]);
    }
    const second = { id: "staff-0007", assurance: 2 };
    expect((await review(second, "perhaps")).json.code).toBe("GATEWAY_BODY_INVALID");
    const { status, json } = await review(second);
    expect([status, json]).toEqual([
      200,
      { digest, outcome: "confirmed", at: "2026-11-24T09:02:00Z" },
    ]);
    exchange.setTime("2026-11-25T09:02:01Z");
    await exchange.b.gateway.maintain();
    expect(alarmsOf(exchange.b, "reviewOverdue")).toEqual([]);
    const foreign = await exchange.c.call("POST", `/v1/messages/${digest}/warning-review`, {
      outcome: "confirmed",
      officer: second,
    });
    expect(foreign.json.code).toBe("GATEWAY_MESSAGE_RECEIVED");
  });

  it("alarms its sender, once, when nobody has reviewed it within a day", async () => {
    const { exchange, digest } = await warned();
    exchange.setTime("2026-11-25T09:02:01Z");
    await exchange.b.gateway.maintain();
    await exchange.b.gateway.maintain();
    await exchange.c.gateway.maintain();
    expect(alarmsOf(exchange.b, "reviewOverdue")).toMatchObject([{ ref: digest }]);
    expect(alarmsOf(exchange.c, "reviewOverdue")).toEqual([]);
  });

  it("is not forgotten where the clock was ahead when it was sent, and hides no later one", async () => {
    const exchange = createWarningExchange();
    exchange.setTime("2026-11-27T09:02:00Z");
    const ahead = await send(exchange, warning());
    exchange.setTime("2026-11-24T09:02:00Z");
    const later = await send(exchange, warning());
    exchange.setTime("2026-11-25T09:02:00Z");
    await exchange.b.gateway.maintain();
    expect(alarmsOf(exchange.b, "reviewOverdue").map(({ ref }) => ref)).toEqual([ahead, later]);
  });

  it("is counted: the fourth of one officer, and the eleventh of one agency, raise an alarm", async () => {
    const exchange = createWarningExchange();
    for (let count = 1; count <= 11; count++) {
      const id = count <= 4 ? "staff-0042" : `staff-1${count}`;
      await send(exchange, { ...warning(), officer: { id, assurance: 2 } });
      const officer = alarmsOf(exchange.b, "manyWarningsByOfficer").length;
      expect([count, officer]).toEqual([count, count < 4 ? 0 : 1]);
    }
    const alarm = { country: "XB", authority: entityOf("DPA-B") };
    expect(alarmsOf(exchange.b, "manyWarnings")).toMatchObject([alarm]);
    expect(alarmsOf(exchange.c, "manyWarnings")).toMatchObject([alarm]);
    expect(alarmsOf(exchange.c, "manyWarningsByOfficer")).toEqual([]);
    // A habit is told once a day, so that a flood of warnings drowns no other alarm.
    await send(exchange, warning());
    expect(alarmsOf(exchange.c, "manyWarnings")).toHaveLength(1);
    exchange.setTime("2026-11-25T09:02:01Z");
    await send(exchange, warning());
    expect(alarmsOf(exchange.b, "manyWarningsByOfficer")).toHaveLength(2);
    expect(alarmsOf(exchange.c, "manyWarnings")).toHaveLength(2);
    // Nothing that is kept names the officer.
    const kept = JSON.stringify(await eventsOf(exchange.b.store, "warnedBy"));
    expect(kept).not.toContain("staff-");

    exchange.setTime("2026-12-25T09:02:02Z");
    await send(exchange, warning());
    expect(alarmsOf(exchange.b, "manyWarningsByOfficer")).toHaveLength(2);
  });
});

async function send(
  exchange: TestExchange,
  draft: DraftRequest,
  by: "b" | "c" = "b",
): Promise<string> {
  const { status, json } = await exchange[by].call("POST", "/v1/messages", { draft, mode: "asIs" });
  expect([status, codesOf(json.findings ?? [])]).toEqual([201, expect.anything()]);
  await exchange.settle();
  return json.digest;
}

async function warned(change: (request: DraftRequest) => DraftRequest = (request) => request) {
  const exchange = createWarningExchange();
  const request = change(warning());
  return { exchange, request, digest: await send(exchange, request) };
}

const withoutReasons = (request: DraftRequest): DraftRequest => ({
  ...request,
  private: { ...request.private, "private.necessity": [] },
});
const within = (request: DraftRequest, exchangeId: string): DraftRequest => ({
  ...request,
  private: { ...request.private, "private.exchangeId": exchangeId },
});

const alarmsOf = ({ log }: TestExchange["b"], event: string) =>
  log.filter((one) => one.event === event);
const codesOf = (findings: readonly { readonly code: string }[]) =>
  findings.map(({ code }) => code);
const fieldsOf = (body: Record<string, Group>) =>
  Object.values(body).flatMap(({ leaves }) => leaves.map(({ f }) => f));
