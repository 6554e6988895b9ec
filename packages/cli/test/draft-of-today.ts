import { toInstant } from "@safepassage/core";
import { randomId } from "@safepassage/message";
import scenarios from "@safepassage/vectors/scenarios/s01-s04.json" with { type: "json" };

/** A draft request for today: on a vital interest, so without a consent; about a person of its own. */
export function draftOfToday(): object {
  const body = JSON.stringify(scenarios.scenarios[0]?.messages[0]?.message.body);
  const today = body
    .replaceAll("sX55H5KQ3JhjAj_MFH-MZQ", randomId())
    .replaceAll('"asOf":"2026-11"', `"asOf":"${toInstant(new Date()).slice(0, 7)}"`);
  return {
    recipient: "https://ngo-c.test",
    purpose: "ASSISTANCE_REFERRAL",
    messageType: "referral",
    legalBases: ["GDPR#6(1)(d)"],
    agreement: "AGR-ASSIST",
    officer: { id: "staff-0042", assurance: 2 },
    body: JSON.parse(today),
  };
}
