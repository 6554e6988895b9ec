import type { Draft } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { hasIdleReason } from "./idle-reasons.ts";

const HELD = "8i2U9AAKdTBQ-Y4FGNoUHg";
const ELSEWHERE = "b7z4K4O59-G1SYN7eY_Dkw";

const isIdle = (messageType: string, path: string, inReplyTo?: string): boolean =>
  hasIdleReason({
    clear: { "env.messageType": messageType },
    private: {
      "private.necessity": [{ path, reason: "any" }],
      ...(inReplyTo === undefined ? {} : { "private.inReplyTo": inReplyTo }),
    },
    body: { [HELD]: { kind: "need", links: [], leaves: [{ f: "need.services", v: "shelter" }] } },
  } as unknown as Draft);

describe("hasIdleReason", () => {
  it("asks for a value of the message", () => {
    expect(isIdle("referral", `${HELD}/need.services`)).toBe(false);
    expect(isIdle("referral", `${HELD}/need.health`)).toBe(true);
    expect(isIdle("referral", `${ELSEWHERE}/need.services`)).toBe(true);
  });

  it("lets an answer speak of a group that it does not have", () => {
    expect(isIdle("referralResponse", `${ELSEWHERE}/need.services`, "id")).toBe(false);
  });

  it.each(["correction", "recall", "erasureCertificate"])("but not a %s", (messageType) => {
    expect(isIdle(messageType, `${ELSEWHERE}/need.services`, "id")).toBe(true);
  });
});
