import type { Body } from "@safepassage/schema";
import { describe, expect, test } from "vitest";
import type { Content } from "../../src/pages/message/facts/queries.ts";
import { askedIn } from "../../src/pages/message/read/asked.ts";

describe("what a request asks", () => {
  test("is about its persons, by when the law says, with what the asker expects", () => {
    const asked = askedIn(contentOf("request", BODY), { answerClock: CLOCK });
    expect(asked).toEqual({ about: ["p"], wanted: [], by: CLOCK.by, access: "direct" });
  });

  test("is due when it says itself where the law sets no time", () => {
    const asked = askedIn(contentOf("request", BODY), {});
    expect(asked?.by).toBe("2026-11-30T10:00:00Z");
    const { d: _, ...undated } = BODY;
    expect(askedIn(contentOf("request", undated), {})?.by).toBeUndefined();
  });

  test("is what its codes name, and about things where it is about no person", () => {
    const body = bodyOf({
      v: { kind: "vehicle", leaves: [] },
      r: BODY["r"] ?? {},
      e: { kind: "evidence", leaves: [{ f: "evidence.measure", v: "bankInformation" }] },
    });
    const asked = askedIn(contentOf("request", body), {});
    expect(asked?.about).toEqual(expect.arrayContaining(["v", "e"]));
    expect(asked?.about).not.toContain("r");
    expect(asked?.wanted).toEqual([{ field: "evidence.measure", code: "bankInformation" }]);
  });

  test("is nothing in any other message", () => {
    expect(askedIn(contentOf("referral", BODY), {})).toBeUndefined();
  });
});

const contentOf = (messageType: string, body: Body): Content =>
  ({ message: { clear: { "env.messageType": messageType }, private: {}, body } }) as never;

function bodyOf(groups: Readonly<Record<string, object>>): Body {
  const entries = Object.entries(groups).map(([gid, group]) => [gid, { links: [], ...group }]);
  return Object.fromEntries(entries);
}

const BODY = bodyOf({
  d: { kind: "deadline", leaves: [{ f: "deadline.at", v: "2026-11-30T10:00:00Z" }] },
  r: { kind: "request", leaves: [{ f: "request.accessibility", v: "direct" }] },
  v: { kind: "vehicle", leaves: [] },
  p: { kind: "subject", ledCategory: "suspect", ageClass: "adult", leaves: [] },
});
const CLOCK = {
  by: "2026-11-29T12:00:00Z",
  from: "2026-11-29T04:00:00Z",
  state: "open",
  secondsLeft: 0,
} as const;
