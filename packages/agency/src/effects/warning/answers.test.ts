import type { DecodedMessage } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import type { AnswerClock } from "../../store/rows.ts";
import { showClock } from "../shared/show-clock.ts";
import { answerClock, indirectDeadline, movedClock, startClock } from "./answers.ts";

const ARRIVED = new Date("2026-11-24T09:02:00Z");
const REQUEST = message("request", { "request.accessibility": "direct" });
const CLOCK = { from: "2026-11-24T09:02:00Z", by: "2026-11-24T17:02:00Z" };
const later = (hours: number): Date => new Date(ARRIVED.getTime() + hours * 3_600_000);

describe("the answer clock", () => {
  it("starts as the request arrives, and not as it was written", () => {
    expect(startClock(REQUEST, ARRIVED)).toEqual(CLOCK);
    expect(startClock(message("response", {}), ARRIVED)).toBeUndefined();
  });

  it.each([
    ["rightsRequest", { "rights.answerBy": "2026-12-20" }, "2026-12-20T23:59:59Z"],
    ["auditQuery", { "deadline.at": "2026-12-01T12:00:00Z" }, "2026-12-01T12:00:00Z"],
    ["referral", { "deadline.at": "2026-12-01T12:00:00Z" }, undefined],
  ] as const)("of a %s ends where that states it, if anybody answers it", (type, said, by) => {
    expect(startClock(message(type, said), ARRIVED)?.by).toBe(by);
  });

  it("of a request that states its end is put off by nobody", () => {
    const asked = message("rightsRequest", { "rights.answerBy": "2026-12-20" });
    const started = startClock(asked, ARRIVED);
    if (started === undefined) throw new TypeError("it has no clock");
    const delay = message("response", {
      ...{ "response.outcome": "deferred", "deadline.extendedTo": "2027-03-01T00:00:00Z" },
      "response.refusalReason": "judicialAuthorisationPending",
    });
    expect(answerClock(started, asked, delay, later(1))).toEqual(started);
  });

  it("of an order to produce ends where that states it, and one to preserve has none", () => {
    const orderOf = (kind: string) => ({
      ...message("request", { "evidence.kind": kind, "deadline.at": "2026-12-04T09:02:00Z" }),
      clear: { "env.messageType": "request", "env.legalBasis": ["REG2023/1543#5"] },
    });
    const byOf = (kind: string) =>
      startClock(orderOf(kind) as unknown as DecodedMessage, ARRIVED)?.by;
    expect([byOf("EPOC"), byOf("EPOC-PR")]).toEqual(["2026-12-04T09:02:00Z", undefined]);
  });

  it.each(["provided", "partlyProvided", "nothingHeld", "accepted", "refused"])(
    "stops with the outcome %s",
    (outcome) => {
      const answer = message("response", { "response.outcome": outcome });
      expect(answerClock(CLOCK, REQUEST, answer, later(1))).toEqual({
        ...CLOCK,
        answeredAt: "2026-11-24T10:02:00Z",
      });
    },
  );

  it("goes on after an acknowledgement and after an answer without an outcome", () => {
    const seen = message("response", { "response.outcome": "acknowledged" });
    expect(answerClock(CLOCK, REQUEST, seen, later(1))).toEqual(CLOCK);
    expect(answerClock(CLOCK, REQUEST, message("response", {}), later(1))).toEqual(CLOCK);
  });

  it.each([
    ["deferred", "provided"],
    ["provided", "acknowledged"],
  ])("goes on where an answer says both %s and %s, in whatever order", (...outcomes) => {
    for (const order of [outcomes, outcomes.toReversed()]) {
      const groups = order.map((v, index) => {
        const leaves = [{ f: "response.outcome", v }];
        return [`g${index}`, { kind: "response", links: [], leaves }];
      });
      const answer = { ...message("response", {}), body: Object.fromEntries(groups) };
      expect(answerClock(CLOCK, REQUEST, answer, later(1))).toEqual(CLOCK);
    }
  });

  it("keeps the first answer", () => {
    const answered = { ...CLOCK, answeredAt: "2026-11-24T10:02:00Z" };
    const again = message("response", { "response.outcome": "provided" });
    expect(answerClock(answered, REQUEST, again, later(30))).toEqual(answered);
  });

  it("is the same in whatever order its author hears that its answers have arrived", () => {
    const answer = message("response", { "response.outcome": "provided" });
    const delay = message("response", {
      ...{ "response.outcome": "deferred", "deadline.extendedTo": "2026-11-26T09:00:00Z" },
      "response.refusalReason": "judicialAuthorisationPending",
    });
    const steps = [
      { said: delay, at: later(2) },
      { said: answer, at: later(9) },
      { said: answer, at: later(20) },
    ];
    const end = { ...CLOCK, by: "2026-11-26T09:00:00Z", answeredAt: "2026-11-24T18:02:00Z" };
    for (const order of [steps, steps.toReversed(), [steps[1], steps[0], steps[2]]]) {
      const clock = order.reduce(
        (until, step) =>
          step === undefined ? until : answerClock(until, REQUEST, step.said, step.at),
        CLOCK,
      );
      expect(clock).toEqual(end);
    }
  });

  it("is put off for a judge, in time, and for nothing else", () => {
    const delay = {
      "response.outcome": "deferred",
      "response.refusalReason": "judicialAuthorisationPending",
      "deadline.extendedTo": "2026-11-26T09:00:00Z",
    };
    const until = (changed: object, hours: number): string =>
      answerClock(CLOCK, REQUEST, message("response", { ...delay, ...changed }), later(hours)).by;
    expect(until({}, 1)).toBe("2026-11-26T09:00:00Z");
    expect(until({}, 8)).toBe("2026-11-26T09:00:00Z");
    expect(until({}, 9)).toBe(CLOCK.by);
    expect(until({ "response.refusalReason": "noCapacity" }, 1)).toBe(CLOCK.by);
    expect(until({ "deadline.extendedTo": "2026-11-24T10:00:00Z" }, 1)).toBe(CLOCK.by);
  });

  it("is put off by thirty days at most, and again by who says so in time", () => {
    const delay = (until: string) =>
      message("response", {
        "response.outcome": "deferred",
        "response.refusalReason": "judicialAuthorisationPending",
        "deadline.extendedTo": until,
      });
    const once = answerClock(CLOCK, REQUEST, delay("9999-12-31T00:00:00Z"), later(1));
    expect(once.by).toBe("2026-12-24T10:02:00Z");
    const again = answerClock(once, REQUEST, delay("9999-12-31T00:00:00Z"), later(700));
    expect(again.by).toBe("2027-01-22T13:02:00Z");
    const late = answerClock(once, REQUEST, delay("9999-12-31T00:00:00Z"), later(722));
    expect(late.by).toBe(once.by);
  });

  it("gives three days where the answer says that the information was not at hand", () => {
    const answer = message("response", {
      "response.outcome": "provided",
      "response.access": "indirect",
    });
    const clock = answerClock(CLOCK, REQUEST, answer, later(30));
    expect(clock.by).toBe("2026-11-27T09:02:00Z");
    expect(showClock(clock, later(40)).state).toBe("answered");
    // Without the request this is unknown, so the time set at its arrival stays.
    const blind = answerClock(CLOCK, undefined, answer, later(30));
    expect(showClock(blind, later(40)).state).toBe("answeredLate");
    expect(indirectDeadline({ ...CLOCK, by: "2026-11-30T09:00:00Z" }, REQUEST)).toBeUndefined();
  });

  it("shows the time left, or by how much it was missed", () => {
    expect(showClock(CLOCK, later(1))).toEqual({ ...CLOCK, state: "open", secondsLeft: 25_200 });
    expect(showClock(CLOCK, later(8))).toMatchObject({ state: "open", secondsLeft: 0 });
    expect(showClock(CLOCK, later(9))).toMatchObject({ state: "overdue", secondsLeft: -3600 });
    const answered = { ...CLOCK, answeredAt: "2026-11-24T10:02:00Z" };
    expect(showClock(answered, later(99))).toMatchObject({
      state: "answered",
      secondsLeft: 25_200,
    });
  });
});

describe("a clock that a correction moves", () => {
  const [direct, indirect] = ["direct", "indirect"].map((access) =>
    message("request", { "request.accessibility": access }),
  ) as [DecodedMessage, DecodedMessage];
  const threeDays = { ...CLOCK, by: "2026-11-27T09:02:00Z" };

  it("ends after the time for what is asked now, from the correction on", () => {
    expect(movedClock(threeDays, indirect, direct, later(10))).toEqual({
      ...CLOCK,
      by: "2026-11-25T03:02:00Z",
    });
    expect(movedClock(CLOCK, direct, indirect, later(10))).toEqual({
      ...CLOCK,
      by: "2026-11-27T19:02:00Z",
    });
  });

  it("gives no more than was left, where less is asked", () => {
    expect(movedClock(threeDays, indirect, direct, later(70))).toBeUndefined();
  });

  it("takes back nothing that an answer has put off", () => {
    const putOff = { ...CLOCK, by: "2026-12-04T09:00:00Z" };
    expect(movedClock(putOff, indirect, direct, later(10))).toBeUndefined();
    expect(movedClock(putOff, direct, indirect, later(10))).toBeUndefined();
  });

  it("stands where the correction changes nothing that it depends on", () => {
    expect(movedClock(CLOCK, direct, direct, later(10))).toBeUndefined();
    expect(movedClock(CLOCK, message("response", {}), direct, later(10))).toBeUndefined();
  });
});

describe("the clock of an investigation order", () => {
  const order = message("request", {}, "DIR2014/41#5");
  const started = { from: "2026-11-24T09:02:00Z", by: "2026-12-24T09:02:00Z" };
  const answered = (outcome: string, hours: number, clock = started) =>
    answerClock(clock, order, message("response", { "response.outcome": outcome }), later(hours));

  it("gives thirty days to decide, and ninety more from the decision to act", () => {
    expect(startClock(order, ARRIVED)).toEqual(started);
    const decided = answered("accepted", 240);
    expect(decided).toEqual({ ...started, by: "2027-03-04T09:02:00Z" });
    expect(showClock(decided, later(241)).state).toBe("open");
    expect(answered("provided", 300, decided)).toEqual({
      ...decided,
      answeredAt: "2026-12-06T21:02:00Z",
    });
  });

  it("gains no time by a decision that is late or is told again", () => {
    const most = "2027-03-24T09:02:00Z";
    expect(answered("accepted", 720).by).toBe(most);
    expect(answered("accepted", 900).by).toBe(most);
    const decided = answered("accepted", 240);
    expect(answered("accepted", 2000, decided).by).toBe(most);
    expect(answered("accepted", 1, { ...started, by: most }).by).toBe(most);
  });

  it("leaves thirty days more to decide, however often a delay is announced", () => {
    const delay = message("response", {
      "response.outcome": "deferred",
      "response.refusalReason": "judicialAuthorisationPending",
      "deadline.extendedTo": "9999-12-31T00:00:00Z",
    });
    const putOff = (hours: number, clock: AnswerClock) =>
      answerClock(clock, order, delay, later(hours));
    const most = { ...started, by: "2027-01-23T09:02:00Z" };
    expect(putOff(720, started)).toEqual(most);
    expect(putOff(1000, putOff(600, started))).toEqual(most);
    const decided = answered("accepted", 1400, most);
    expect(decided.by).toBe("2027-03-24T09:02:00Z");
    expect(putOff(2800, decided).by).toBe("2027-04-20T01:02:00Z");
  });

  it("ends with a refusal, and where the order is erased with an acceptance too", () => {
    const answeredAt = "2026-12-04T09:02:00Z";
    expect(answered("refused", 240)).toEqual({ ...started, answeredAt });
    const accepted = message("response", { "response.outcome": "accepted" });
    expect(answerClock(started, undefined, accepted, later(240))).toEqual({
      ...started,
      answeredAt,
    });
  });
});

function message(
  type: string,
  values: Readonly<Record<string, string>>,
  basis = "DIR2023/977#4",
): DecodedMessage {
  const leaves = Object.entries(values).map(([f, v]) => ({ f, v }));
  return {
    clear: { "env.messageType": type, "env.legalBasis": [basis] },
    private: { "private.urgency": { level: "urgent", ground: "threatToLife" } },
    body: { x: { kind: "response", links: [], leaves } },
  } as unknown as DecodedMessage;
}
