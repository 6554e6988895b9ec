/** A sealed message of a given size, and all that its recipient opens and judges it with. */
import { randomBytes } from "node:crypto";
import { createFixedClock, encodeBase64url } from "@safepassage/core";
import {
  type AgreementText,
  agreementDigest,
  composeDraft,
  issueConsentAssertion,
  issueMessage,
  type OpenedMessage,
  type OpenOptions,
  sealMessage,
  signAgreement,
} from "@safepassage/message";
import {
  type Body,
  type Consent,
  type Draft,
  EMPTY_HISTORY,
  type Group,
  type History,
  type Leaf,
  PROFILE_DIGEST,
  randomId,
  randomUuid,
} from "@safepassage/schema";
import {
  createDecryptionKey,
  createSigner,
  generateEncryptionKey,
  generateSigningKey,
  parseRegistry,
  publicJwk,
} from "@safepassage/trust";
import { type Judgement, validate } from "@safepassage/validator";
import scenarios from "@safepassage/vectors/scenarios/s01-s04.json" with { type: "json" };

const NOW = new Date("2026-11-24T09:02:00Z");
export const SENDER = scenarios.parties["NGO-B"].entity;
export const RECIPIENT = scenarios.parties["NGO-C"].entity;

/** How large a message is. The values of all persons add up to the leaves. */
export interface Size {
  readonly leaves: number;
  readonly persons: number;
  /** Values for each person. */
  readonly values: number;
}

/** Makes messages of a size that differ from one another, and seals them. */
export function createSample({ persons, values }: Size, count = 1) {
  const clock = createFixedClock(NOW);
  const signingKeys = [generateSigningKey("ES256"), generateSigningKey("ES256")] as const;
  const signer = createSigner(signingKeys[0]);
  const epoch = generateEncryptionKey("X25519");
  const from = "2026-01-01T00:00:00Z";
  const registryFile = {
    spp: "1.0",
    test: true,
    issuedAt: from,
    states: scenarios.states,
    agencies: (["NGO-B", "NGO-C"] as const).map((name, index) => {
      const { entity, type, country, regime, flags } = scenarios.parties[name];
      const jwk = publicJwk(signingKeys[index === 0 ? 0 : 1]);
      const keys = [{ jwk, from, status: "active" }];
      return { entity, name, facts: [{ from, type, country, regime, flags }], keys };
    }),
  };
  const registry = parseRegistry(registryFile);
  const { sha256: _, state: __, ...terms } = scenarios.agreements["AGR-ASSIST"];
  const text: AgreementText = {
    ...terms,
    parties: [SENDER, RECIPIENT],
    profiles: [PROFILE_DIGEST],
  };
  const agreement = { ...text, sha256: agreementDigest(text), state: "inForce" } as const;
  const compose = (body: Body) => {
    const consents = subjectsOf(body).map(consentOf);
    return composeDraft({
      sender: registry.agencyAt(SENDER, NOW),
      recipient: registry.agencyAt(RECIPIENT, NOW),
      recipientThumbprint: signingKeys[1].kid,
      states: registry.states,
      agreement,
      purpose: "ASSISTANCE_REFERRAL",
      messageType: "referral",
      legalBases: ["GDPR#6(1)(a)", "GDPR#9(2)(a)"],
      test: true,
      officer: { ref: encodeBase64url(randomBytes(32)), assurance: 2 },
      body,
      clock,
      private: {
        "private.consentRefs": consents.map(({ ref }) => ref),
        "private.consentAssertions": consents.map((consent) =>
          issueConsentAssertion(consent, { holder: SENDER, recipient: RECIPIENT, signer, clock }),
        ),
      },
    });
  };
  const drafts = Array.from({ length: count }, (_, turn) => compose(bodyOf(persons, values, turn)));
  const messages = drafts.map((draft) =>
    sealMessage(issueMessage(draft, { signer }), {
      sender: SENDER,
      recipient: RECIPIENT,
      recipientKey: publicJwk(epoch),
    }),
  );
  let turn = 0;

  const decryptionKey = createDecryptionKey(epoch);
  const options: OpenOptions = {
    self: RECIPIENT,
    findKey: (kid) => (kid === epoch.kid ? decryptionKey : undefined),
    registry,
    findAgreement: (sha256) => (sha256 === agreement.sha256 ? agreement : undefined),
    clock,
    profiles: [PROFILE_DIGEST],
    wasSeen: () => false,
  };
  return {
    messages,
    drafts,
    /** Signs the next of the drafts under another message id, as SD-JWT in compact form. */
    signAnother() {
      const draft = drafts[turn++ % count] as Draft;
      const clear = { ...draft.clear, "env.messageId": randomUuid() };
      return issueMessage({ ...draft, clear }, { signer }).sdJwt;
    },
    registryFile,
    agreementFile: signAgreement(text, signingKeys.map(createSigner)),
    options,
    epoch,
    senderKey: publicJwk(signingKeys[0]),
  };
}

/** Judges an opened message at all tiers. */
export function judgeOpened(opened: OpenedMessage, history: History = EMPTY_HISTORY): Judgement {
  const { message, agreement, consents, authorisations, structural, issues } = opened;
  const { sender, recipient, states } = opened;
  return validate({
    message,
    tier: "state",
    now: "2026-11-24T09:02:00Z",
    agreement,
    consents,
    authorisations,
    registry: { sender, recipient, states, shelters: [], named: { [sender.entity]: sender } },
    history,
    structural,
    issues,
  });
}

function subjectsOf(body: Body): string[] {
  return Object.keys(body).filter((gid) => body[gid]?.kind === "subject");
}

function consentOf(subject: string): Consent {
  return {
    ref: randomId(),
    subject,
    status: "ConsentGiven",
    giver: "self",
    giverIsSuspect: false,
    purposes: ["ASSISTANCE_REFERRAL"],
    recipients: [RECIPIENT],
    scope: ["subject", "need", "contact"],
    validFrom: "2026-11-01T00:00:00Z",
    validUntil: "2027-05-01T00:00:00Z",
    withdrawnAt: null,
    language: "eng",
    languageUnderstood: true,
    withdrawalMethod: true,
  };
}

/** A body that the purpose admits: each person with `values` leaves in two groups, others in each turn. */
function bodyOf(persons: number, values: number, turn: number): Body {
  const groups: [string, Group][] = [];
  for (let person = 0; person < persons; person++) {
    const gid = randomId();
    const place = turn + person;
    const about = subjectValues(place).slice(0, Math.max(6, values - NEED_VALUES.length));
    const needs = rotated(NEED_VALUES, place % SERVICES, values - 1 - about.length);
    groups.push([
      gid,
      {
        kind: "subject",
        links: [],
        meta: META,
        ledCategory: "victim",
        ageClass: "adult",
        leaves: [{ f: "subject.pseudonym", v: randomId() }, ...about],
      },
    ]);
    groups.push([randomId(), { kind: "need", links: [gid], meta: META, leaves: needs }]);
  }
  return Object.fromEntries(groups);
}

const META = {
  nature: "assessment",
  sourceEval: "B",
  infoEval: "2",
  asOf: "2026-11",
  verified: "notVerified",
  complete: "partial",
  holderRef: SENDER,
} as const;

function subjectValues(place: number): readonly Leaf[] {
  return [
    { f: "subject.sex", v: place % 3 === 0 ? "1" : "2" },
    { f: "subject.interpreterNeeded", v: place % 2 === 0 },
    { f: "subject.anonymityRequested", v: place % 5 === 0 },
    ...rotated(LANGUAGES, place, 6).map((v) => ({ f: "subject.languages", v })),
    { f: "subject.ageBand", v: "24-26" },
    { f: "subject.dependantsBand", v: "1" },
  ];
}

/** So many of the items, from a place on, in the order that they have. */
function rotated<T>(items: readonly T[], place: number, count: number): readonly T[] {
  return items.filter(
    (_, index) => (index + items.length - (place % items.length)) % items.length < count,
  );
}

const LANGUAGES = ["rus", "ukr", "eng", "deu", "fra", "spa", "ron", "bul", "ara", "vie", "sqi"];

/** As many as these values begin with: a message needs one. */
const SERVICES = 10;
const NEED_VALUES = [
  ...[
    "counselling",
    "safeAccommodation",
    "legalAdvice",
    "interpretation",
    "education",
    "livelihood",
    "financial",
    "familyTracing",
    "returnAssistance",
    "childProtection",
  ].map((v) => ({ f: "need.services", v })),
  ...[
    "traffickerAtLarge",
    "traffickerKnowsFamily",
    "familyInvolved",
    "debtOutstanding",
    "threatsReceived",
    "reprisalOnReturn",
    "other",
  ].map((v) => ({ f: "need.riskFactors", v })),
  { f: "need.riskLevel", v: "medium" },
];
