import type { Json } from "@safepassage/core";
import {
  type Agreement,
  type Authorisation,
  type Body,
  type Code,
  type Consent,
  type DraftClear,
  PROFILE_DIGEST,
} from "@safepassage/schema";
import type { PolicyInput } from "../src/index.ts";

/** The same with any text in place of a code: a case may be faulty. */
export type Loose<T> = Json extends T
  ? T
  : T extends string
    ? string
    : T extends object
      ? { readonly [Name in keyof T]: Loose<T[Name]> }
      : T;

/** What a hand-written case says; the rest is a referral to identify a victim, police to NGO. */
export interface Case {
  readonly body: Loose<Body>;
  readonly purpose?: string;
  readonly bases?: readonly string[];
  readonly agreement?: Partial<Agreement>;
  readonly private?: Loose<Partial<PolicyInput["message"]["private"]>>;
  readonly clear?: Loose<Partial<DraftClear>>;
  readonly conditions?: readonly string[];
  readonly authorisations?: readonly Authorisation[];
  readonly exchange?: NonNullable<PolicyInput["exchange"]>;
  readonly consents?: readonly Consent[];
  readonly registry?: Loose<Partial<PolicyInput["registry"]>>;
}

/** Evaluation block of a hand-written group. */
export const META = {
  nature: "fact",
  sourceEval: "B",
  infoEval: "2",
  asOf: "2026-11",
  verified: "notVerified",
  complete: "partial",
} as const;

/** A consent of `anna` to identification, valid for the recipient of a hand-written case. */
export const consentTo = (scope: readonly string[], more: Partial<Consent> = {}): Consent => ({
  ref: "7yBKn6hVqXFQkb8yj_2uyA",
  subject: "anna",
  status: "ConsentGiven",
  giver: "self",
  giverIsSuspect: false,
  purposes: ["VICTIM_IDENTIFICATION"],
  recipients: ["https://ngo-c.test"],
  scope,
  validFrom: "2026-11-01T00:00:00Z",
  validUntil: "2027-05-01T00:00:00Z",
  withdrawnAt: null,
  language: "eng",
  languageUnderstood: true,
  withdrawalMethod: true,
  ...more,
});

/** A verified authorisation of an authority of the sender's State, towards the recipient of a case. */
export const authorised = (
  kind: string,
  binds: readonly string[],
  more: Partial<Authorisation> = {},
): Authorisation => ({
  kind,
  authority: "judge",
  issuedAt: "2026-11-24T09:00:00Z",
  validUntil: "2026-11-24",
  scope: ["identity"],
  issuer: {
    entity: "https://judge-b.test",
    type: "court",
    country: "XB",
    regime: "LED",
    judicialRoles: ["judge", "court", "investigatingJudge", "publicProsecutor"],
  },
  purposes: ["VICTIM_IDENTIFICATION"],
  recipient: "https://ngo-c.test",
  binds,
  entry: "private.authorisations/0",
  ...more,
});

/** A complete input around a hand-written body. */
export function inputOf(given: Case): PolicyInput {
  const { body, purpose = "VICTIM_IDENTIFICATION" } = given;
  const [sender, recipient] = [
    agency("https://police-b.test", "police", "LED"),
    agency("https://ngo-c.test", "victimServiceNGO", "GDPR"),
  ];
  const input: Loose<PolicyInput> = {
    message: {
      clear: {
        "env.messageId": "865ff681-7704-4470-8135-68a89da147d0",
        "env.protocol": "1.0",
        "env.profile": PROFILE_DIGEST,
        "env.test": true,
        "env.messageType": "referral",
        "env.createdAt": "2026-11-24T09:00:00Z",
        "env.deliverBy": "2026-11-26T09:00:00Z",
        "env.sender.agencyId": sender.entity,
        "env.sender.agencyType": sender.type,
        "env.sender.country": sender.country,
        "env.sender.regime": sender.regime,
        "env.recipient.agencyId": recipient.entity,
        "env.recipient.agencyType": recipient.type,
        "env.recipient.country": recipient.country,
        "env.recipient.regime": recipient.regime,
        "env.holder": { entity: recipient.entity, thumbprint: PROFILE_DIGEST },
        "env.purpose": purpose,
        "env.legalBasis": given.bases ?? ["NAT-XB#act-1"],
        "env.agreementRef": { id: "AGR-TEST", version: "1.0", sha256: PROFILE_DIGEST },
        "env.shapeMark": "full",
        "env.handling.europol": [],
        "env.handling.conditions": given.conditions ?? [],
        "env.retention.eraseBy": "2026-12-19",
        "env.transfer.basis": "INTRA_EU",
        "env.channelGround": "none",
        "env.classification": "unclassified",
        ...given.clear,
      },
      private: {
        "private.caseRef": "GZLBk5jwS-ZaGeoBSFNZnw",
        "private.officerRef": "DbuugpeO5suWeHb8_3XMg5zlU1n9JAA0dE3u6WVhuOQ",
        "private.officerAssurance": 2,
        "private.exchangeId": "JPudh73WRpbPUd4sNyzTBA",
        "private.necessity": [],
        "private.urgency": { level: "routine", ground: "none" },
        "private.consentRefs": [],
        "private.consentAssertions": [],
        "private.authorisations": [],
        "private.priorAuthorisations": [],
        "private.provenance": [],
        ...given.private,
      },
      body,
    },
    agreement: {
      id: "AGR-TEST",
      version: "1.0",
      sha256: PROFILE_DIGEST,
      state: "inForce",
      from: "2026-09-01",
      until: "2028-08-31",
      parties: [sender.entity, recipient.entity],
      purposes: [purpose],
      purposeDefault: true,
      rows: [],
      nationalProvisions: [{ purpose, basis: "NAT-XB#act-1" }],
      noIdentificationClause: false,
      quasiIdentifierBound: 20,
      k: 11,
      epsilonBudget: "1.0",
      staleness: "P12M",
      domesticConditions: [],
      schengenAsEu: true,
      minAssurance: 2,
      equivalentRegimes: [],
      roles: { controllers: [sender.entity, recipient.entity], joint: false, processors: [] },
      dpo: true,
      dpiaRef: "dpia-test",
      logRetention: "P5Y",
      documentation: "P5Y",
      justificationReaders: ["dataProtectionOfficer", "supervisoryAuthority"],
      profiles: [PROFILE_DIGEST],
      ...given.agreement,
    },
    consents: given.consents ?? [],
    authorisations: given.authorisations ?? [],
    registry: { sender, recipient, states: {}, shelters: [], named: {}, ...given.registry },
    now: "2026-11-24T09:02:00Z",
    ...(given.exchange && { exchange: given.exchange }),
  };
  return input as PolicyInput;
}

/** A registry that lists `x` as a body that may be a child's guardian. */
export const GUARDIAN_LISTED: Pick<Case, "registry"> = {
  registry: { named: { x: agency("x", "childProtection", "GDPR") } },
};

function agency(
  entity: string,
  type: Code<"agency_type">,
  regime: Code<"regime">,
): PolicyInput["registry"]["sender"] {
  const flags = { vawa: false, shelter: false, publicPowers: true, officialAuthority: true };
  return { entity, type, country: "XB", regime, flags };
}
