import scenarios from "@safepassage/vectors/scenarios/s01-s04.json" with { type: "json" };
import type { DraftRequest } from "../src/send/draft-request.ts";

/** The first message of the scenarios as a draft request: it rests on a vital interest, so it needs no consent. */
export function request(): DraftRequest {
  const message = scenarios.scenarios[0]?.messages[0]?.message;
  if (message === undefined) throw new TypeError("there is no S01.1");
  return {
    recipient: "https://ngo-c.test",
    purpose: "ASSISTANCE_REFERRAL",
    messageType: "referral",
    legalBases: ["GDPR#6(1)(d)"],
    agreement: "AGR-ASSIST",
    officer: { id: "staff-0042", assurance: 2 },
    body: message.body,
  };
}
