import { OPERATIONS, REASONS } from "@safepassage/api";
import { describe, expect, it } from "vitest";
import {
  ACTS,
  actLink,
  codeName,
  reviewOf,
  roleNames,
} from "../../src/pages/oversight/act-words.ts";
import { alarmLink, alarmName } from "../../src/pages/oversight/alarm-words.ts";
import { REFUSAL_CODES, refusalName } from "../../src/pages/oversight/refusal-words.ts";
import oversight from "../../src/words/en/oversight.json" with { type: "json" };

const ACT_KINDS = OPERATIONS.listActs.query.shape.act.unwrap().options;
const ALARM_KINDS = OPERATIONS.listAlarms.query.shape.event.unwrap().options;
const DIGEST = "0G9fRzLm2mC2n2jW4zq5oYw1u0yF5n0l6Wc9mC3kZ8A";
const names = Object.keys(oversight);

describe("acts", () => {
  it("of every kind have words", () => {
    expect(ACTS).toEqual(ACT_KINDS);
    for (const act of ACT_KINDS) expect(names).toContain(`act.${act}`);
  });

  it("name the reason of a reading, and no digest as one", () => {
    for (const reason of Object.keys(REASONS)) {
      expect(codeName("contentRead", reason)).toBe(`reason.${reason}`);
    }
    expect(codeName("messagesSearched", "person")).toBe("search.person");
    expect(codeName("draftApproved", DIGEST)).toBeUndefined();
    expect(codeName("draftApproved", "ANSWER")).toBeUndefined();
  });

  it("lead to a message if they are about one", () => {
    expect(actLink("contentRead", DIGEST)).toBe(`/messages/${DIGEST}`);
    expect(actLink("contentRead", "GXJt8WSwAnne9v4761diCg")).toBeUndefined();
    expect(actLink("officerLocked", DIGEST)).toBeUndefined();
  });

  it("say what a review decided", () => {
    expect(reviewOf("continue 2027-01-31 evidence")).toEqual({
      ...{ outcome: "continue", until: "2027-01-31", ground: "evidence" },
    });
    expect(reviewOf("erase")).toMatchObject({ outcome: "erase", until: undefined });
    expect(reviewOf("continue <b> evidence").until).toBeUndefined();
  });

  it("say the roles of whoever did it, and that a system did", () => {
    expect(roleNames("caseworker approver")).toEqual(["role.caseworker", "role.approver"]);
    expect(roleNames("machine.2")).toEqual(["role.machine"]);
    expect(roleNames("later")).toEqual(["role.other"]);
  });
});

describe("alarms", () => {
  it("of every kind have words for what happened and what to do", () => {
    for (const event of ALARM_KINDS) {
      const name = alarmName({ event });
      expect(names).toContain(`alarm.${name}`);
      expect(names).toContain(`alarmDo.${name}`);
      expect(names).toContain(`alarmKind.${event}`);
    }
  });

  it("have the words of their case, if it has some", () => {
    expect(alarmName({ event: "warningUnanswered", code: "owed" })).toBe("warningUnanswered.owed");
    expect(alarmName({ event: "emergencyRefused", code: "rejected" })).toBe("emergencyRefused");
    expect(alarmName({ event: "later" })).toBeUndefined();
  });

  it("lead to their message, and to the refusals where there is none", () => {
    const ref = DIGEST;
    expect(alarmLink({ event: "quarantineAlarm", ref })).toBe(`/messages/${DIGEST}`);
    expect(alarmLink({ event: "emergencyRefused", code: "rejected", ref })).toBe("/refusals");
    expect(alarmLink({ event: "manyEmergenciesRefused", ref })).toBe("/refusals");
    expect(alarmLink({ event: "emergencyRefused", code: "erased", ref })).toContain(DIGEST);
    expect(alarmLink({ event: "manyWarnings", ref })).toBeUndefined();
    expect(alarmLink({ event: "quarantineAlarm", ref: "../x" })).toBeUndefined();
  });
});

describe("refusals", () => {
  it("have the words of their code, of the check that failed, or of any", () => {
    expect(refusalName({ code: "MESSAGE_EXPIRED", rules: ["E05"] })).toBe(
      "refusal.MESSAGE_EXPIRED",
    );
    expect(refusalName({ code: "DISCLOSURE_EMPTY", rules: ["E09"] })).toBe("refusal.E09");
    expect(refusalName({ code: "LATER", rules: [] })).toBe("refusal.other");
    for (const code of REFUSAL_CODES) expect(names).toContain(`refusal.${code}`);
  });
});
