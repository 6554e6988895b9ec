import { describe, expect, it } from "vitest";
import { type Answerable, findAnswerPeriod, findDeadlineHours } from "./answer-clock.ts";

describe("the time for an answer", () => {
  it.each([
    ["urgent", "direct", 8],
    ["urgent", "indirect", 72],
    ["urgent", undefined, 72],
    ["emergency", "direct", 8],
    ["routine", "direct", 168],
    ["routine", "indirect", 168],
  ])("of a request that is %s, of what is %s accessible, is %i hours", (level, access, hours) => {
    expect(findAnswerPeriod(request({ level, access }))?.hours).toBe(hours);
  });

  it("follows the answer where it says that the information was not directly accessible", () => {
    const asked = request({ level: "urgent", access: "direct" });
    expect(findAnswerPeriod(asked, "indirect")?.hours).toBe(72);
    expect(findAnswerPeriod(asked, "direct")?.hours).toBe(8);
  });

  it("is set for requests on the law that sets one, and for nothing else", () => {
    const asked = { level: "urgent", access: "direct" };
    expect(findAnswerPeriod(request({ ...asked, type: "referral" }))).toBeUndefined();
    expect(findAnswerPeriod(request({ ...asked, bases: ["LED#8"] }))).toBeUndefined();
    expect(findAnswerPeriod(request({ ...asked, bases: ["DIR2023/9770#1"] }))).toBeUndefined();
    const both = request({ ...asked, bases: ["LED#8", "DIR2023/977#8"] });
    expect(findAnswerPeriod(both)?.citation).toContain("2023/977 Art 5(1)");
  });
});

describe("the end that a request states", () => {
  it.each([
    ["urgent", ["DIR2023/977#4"], [], 8],
    ["routine", ["DIR2014/41#5"], ["EIO"], undefined],
    ["routine", ["REG2023/1543#4(1)"], ["EPOC"], 240],
    ["emergency", ["REG2023/1543#4(1)"], ["EPOC", "EPOC"], 8],
    ["emergency", ["REG2023/1543#4(1)"], ["EPOC-PR"], 1440],
    ["routine", ["REG2023/1543#4(1)"], ["EPOC", "EPOC-PR"], undefined],
    ["routine", ["LED#8"], [], undefined],
  ])("of a message that is %s, on %s, with orders %s, comes after %s hours", (...given) => {
    const [level, bases, kinds, hours] = given;
    const asked = request({ level, access: "direct", bases, kinds });
    expect(findDeadlineHours(asked)).toBe(hours);
  });

  it("is that of an order only where the message orders", () => {
    const given = { level: "routine", access: undefined, bases: ["REG2023/1543#4(1)"] };
    const order = { ...given, kinds: ["EPOC"], type: "response" };
    expect(findDeadlineHours(request(order))).toBeUndefined();
  });
});

function request(given: {
  level: string;
  access: string | undefined;
  type?: string;
  bases?: readonly string[];
  kinds?: readonly string[];
}): Answerable {
  const { level, access, type = "request", bases = ["DIR2023/977#4"], kinds = [] } = given;
  const orders = kinds.map((v, at) => [
    `order${at}`,
    { kind: "evidence", links: [], leaves: [{ f: "evidence.kind", v }] },
  ]);
  return {
    clear: { "env.messageType": type, "env.legalBasis": bases },
    private: { "private.urgency": { level, ground: "threatToLife" } },
    body: {
      ...Object.fromEntries(orders),
      ...(access !== undefined && {
        x: { kind: "request", links: [], leaves: [{ f: "request.accessibility", v: access }] },
      }),
    },
  } as Answerable;
}
