import type { DraftRequest } from "@safepassage/agency";
import { type AgreementText, randomId, signAgreement } from "@safepassage/message";
import { type Group, PROFILE_DIGEST } from "@safepassage/schema";
import scenarios from "@safepassage/vectors/scenarios/s01-s04.json" with { type: "json" };
import type { GatewayOptions } from "../src/index.ts";
import { createFederation, entityOf } from "./federation.ts";
import { createExchange, type TestExchange } from "./world.ts";

export const NGO = entityOf("NGO-B");
export const POLICE = entityOf("Police-C");
/** Lets the police tell a service what they did. */
const LAW = "NAT-XC#police-act-12";

/**
 * Gateways of an NGO and the police of another country that agreed on warnings.
 *
 * @param own - What the NGO has besides, such as officers who sign in.
 * @param theirs - What the police have besides.
 * @param more - What they agreed on besides, such as a second officer.
 * @param paths - Of their databases, where they are files.
 */
export function createWarningExchange(
  own: Partial<GatewayOptions> = {},
  theirs: Partial<GatewayOptions> = {},
  more: Partial<AgreementText> = {},
  paths: Partial<Record<"NGO-B" | "Police-C", string>> = {},
): TestExchange {
  const federation = createFederation();
  const { sha256: _, state: __, ...terms } = scenarios.agreements["AGR-ASSIST"];
  const text: AgreementText = {
    ...terms,
    id: "AGR-DANGER",
    purposes: ["IMMEDIATE_DANGER"],
    rows: [],
    nationalProvisions: [{ purpose: "IMMEDIATE_DANGER", basis: LAW }],
    parties: [NGO, POLICE],
    roles: { ...terms.roles, controllers: [NGO, POLICE] },
    profiles: [PROFILE_DIGEST],
    ...more,
  };
  const { signers } = federation;
  const signed = signAgreement(text, [signers["NGO-B"], signers["Police-C"]]);
  return createExchange({
    federation,
    parties: ["NGO-B", "Police-C"],
    paths,
    options: { agreements: [signed] },
    own: { "NGO-B": own, "Police-C": theirs },
  });
}

/** An NGO's hotline knows where a woman is held, and cannot reach her any more. */
export function warning(): DraftRequest {
  const [woman, danger, phone, place] = [randomId(), randomId(), randomId(), randomId()];
  const meta = {
    nature: "statement",
    sourceEval: "B",
    infoEval: "2",
    asOf: "2026-11",
    verified: "notVerified",
    complete: "partial",
  } as const;
  const assessed = { ...meta, nature: "assessment", holderRef: NGO } as const;
  const body: Record<string, Group> = {
    [woman]: {
      kind: "subject",
      links: [],
      meta: assessed,
      ledCategory: "victim",
      ageClass: "adult",
      leaves: [{ f: "subject.pseudonym", v: randomId() }],
    },
    [danger]: {
      kind: "danger",
      links: [woman],
      meta,
      leaves: [
        { f: "danger.kind", v: "life" },
        { f: "danger.imminence", v: "now" },
        { f: "danger.source", v: "personHerself" },
        { f: "danger.personInformed", v: "notReachable" },
      ],
    },
    [phone]: {
      kind: "contact",
      links: [woman],
      meta,
      leaves: [{ f: "contact.phone", v: "+15550100123" }],
    },
    [place]: {
      kind: "location",
      links: [],
      meta,
      leaves: [
        { f: "location.kind", v: "dwelling" },
        {
          f: "location.subjectCurrent",
          v: { kind: "point", value: { lat: "40.001", lon: "20.002" } },
        },
      ],
    },
  };
  const reason = "PREVENT_IMMINENT_HARM";
  return {
    recipient: POLICE,
    purpose: "IMMEDIATE_DANGER",
    messageType: "alert",
    legalBases: ["GDPR#6(1)(d)"],
    agreement: "AGR-DANGER",
    officer: { id: "staff-0042", assurance: 2 },
    body,
    private: {
      "private.urgency": { level: "emergency", ground: "threatToLife" },
      "private.necessity": [
        { path: `${phone}/contact.phone`, reason },
        { path: `${place}/location.subjectCurrent`, reason },
      ],
    },
  } as DraftRequest;
}

/** The police say that a unit was sent. A law of their State lets them tell a service so. */
export async function answerTo(
  { c }: TestExchange,
  digest: string,
  { body }: DraftRequest,
): Promise<DraftRequest> {
  const { json } = await c.show(digest);
  const groups = body as Record<string, Group>;
  const gidOf = (kind: string) =>
    Object.keys(groups).find((gid) => groups[gid]?.kind === kind) ?? "none";
  const [woman, danger] = [gidOf("subject"), gidOf("danger")];
  const { meta, ...person } = groups[woman] as Group;
  return {
    recipient: NGO,
    purpose: "IMMEDIATE_DANGER",
    messageType: "response",
    legalBases: ["LED#8", LAW],
    agreement: "AGR-DANGER",
    officer: { id: "staff-0100", assurance: 2 },
    body: {
      [woman]: { ...person, meta: { ...meta, holderRef: POLICE } },
      [danger]: {
        ...groups[danger],
        leaves: [{ f: "danger.actionTaken", v: "unitSent" }],
      },
      [randomId()]: {
        kind: "response",
        links: [],
        leaves: [{ f: "response.outcome", v: "accepted" }],
      },
    },
    private: {
      "private.inReplyTo": json.message.clear["env.messageId"],
      "private.exchangeId": json.message.private["private.exchangeId"],
    },
  } as DraftRequest;
}
