import type { DraftRequest } from "@safepassage/agency";
import type { Consent } from "@safepassage/schema";
import scenarios from "@safepassage/vectors/scenarios/s01-s04.json" with { type: "json" };
import { entityOf, NGO_C } from "./federation.ts";

/** S01.1 of the scenario file, as a case system asks for it. */
export function requestS011(): DraftRequest {
  const { message, context } = fixture(0);
  const [consent] = context.consents as readonly Consent[];
  if (consent === undefined) throw new TypeError("S01.1 has no consent");
  return {
    recipient: NGO_C,
    purpose: "ASSISTANCE_REFERRAL",
    messageType: "referral",
    legalBases: ["GDPR#6(1)(a)"],
    agreement: "AGR-ASSIST",
    officer: { id: "staff-0042", assurance: 2 },
    body: message.body,
    consents: [heldConsent(consent)],
  };
}

/** S04.1 of the scenario file, as a case system asks for it: who sets the deadline is the gateway. */
export function requestS041(urgency = { level: "urgent", ground: "threatToPhysicalIntegrity" }) {
  const { body } = fixture(0, 3).message;
  return {
    recipient: entityOf("Police-C"),
    purpose: "CRIMINAL_INVESTIGATION",
    messageType: "request",
    legalBases: ["DIR2023/977#4"],
    agreement: "AGR-LE",
    officer: { id: "staff-0042", assurance: 2 },
    body: Object.fromEntries(Object.entries(body).filter(([, { kind }]) => kind !== "deadline")),
    clear: { "env.channelGround": "urgency" },
    private: { "private.urgency": urgency },
  } satisfies DraftRequest;
}

/** A draft of the scenario file with the profile of this version. */
export function fixture(index: number, scenario = 0) {
  const found = scenarios.scenarios[scenario]?.messages[index];
  if (found === undefined) throw new TypeError("the scenario file has no such message");
  return found;
}

/** A consent of a scenario as the agency keeps it, with the person whom the draft is about. */
export function heldConsent({ ref: _, subject, ...terms }: Consent) {
  const record = { person: "case-17", givenAt: terms.validFrom, ...terms };
  return { subject, record };
}
