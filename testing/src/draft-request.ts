import { randomBytes } from "node:crypto";
import scenarios from "@safepassage/vectors/scenarios/s01-s04.json" with { type: "json" };

/** S01.1 of the scenarios as a draft request that rests on a vital interest, so it needs no consent. */
export function vitalRequest() {
  const message = scenarios.scenarios[0]?.messages[0]?.message;
  if (message === undefined) throw new TypeError("there is no S01.1");
  return {
    recipient: "https://ngo-c.test",
    purpose: "ASSISTANCE_REFERRAL" as const,
    messageType: "referral" as const,
    legalBases: ["GDPR#6(1)(d)" as const],
    agreement: "AGR-ASSIST",
    officer: { id: "staff-0042", assurance: 2 },
    body: message.body as Record<string, { readonly kind: string; readonly meta?: object }>,
  };
}

/** The same for today, about a person of its own. */
export function requestOfToday(): ReturnType<typeof vitalRequest> {
  const request = vitalRequest();
  const body = JSON.stringify(request.body)
    .replaceAll(PERSON, randomBytes(16).toString("base64url"))
    .replaceAll('"asOf":"2026-11"', `"asOf":"${new Date().toISOString().slice(0, 7)}"`);
  return { ...request, body: JSON.parse(body) };
}

/** A group with a name, which the purpose of {@link vitalRequest} does not admit. */
export const NAMED_IDENTITY = {
  kind: "identity",
  meta: {
    nature: "statement",
    sourceEval: "B",
    infoEval: "2",
    asOf: "2026-11",
    verified: "notVerified",
    complete: "partial",
    holderRef: "https://ngo-b.test",
  },
  leaves: [
    {
      f: "identity.names",
      v: {
        part: "surname",
        original: "Примерная",
        script: "Cyrl",
        latin: "Primernaia",
        scheme: "ICAO9303-3-6",
        certainty: "certain",
      },
    },
  ],
};

/** The person whom S01.1 is about. */
const PERSON = "sX55H5KQ3JhjAj_MFH-MZQ";
