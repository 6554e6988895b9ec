import { describe, expect, it } from "vitest";
import { type Answerable, findAnswerPeriod } from "./answer-clock.ts";

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

function request(given: {
  level: string;
  access: string | undefined;
  type?: string;
  bases?: readonly string[];
}): Answerable {
  const { level, access, type = "request", bases = ["DIR2023/977#4"] } = given;
  return {
    clear: { "env.messageType": type, "env.legalBasis": bases },
    private: { "private.urgency": { level, ground: "threatToLife" } },
    body:
      access === undefined
        ? {}
        : {
            x: { kind: "request", links: [], leaves: [{ f: "request.accessibility", v: access }] },
          },
  } as Answerable;
}
