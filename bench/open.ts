/**
 * Opening and validating a sealed message of 10, 30 and 100 leaves, ES256 over X25519.
 *
 * Measured twice. Taking turns, one message each, as a gateway opens a message between other work:
 * both sides start from the same caches. In loops, many of one kind at a time: the smaller program
 * of the floor then settles in the processor's caches, so the ratio is higher. Both have the limit.
 *
 * A third row stands beside, without a limit: the floor with every call tuned as the subject's are.
 */
import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { createFixedClock, encodeBase64url } from "@safepassage/core";
import {
  type AgreementText,
  agreementDigest,
  composeDraft,
  issueConsentAssertion,
  issueMessage,
  type OpenOptions,
  openMessage,
  sealMessage,
} from "@safepassage/message";
import {
  type Body,
  type Consent,
  type DecodedMessage,
  EMPTY_HISTORY,
  type Group,
  PROFILE_DIGEST,
} from "@safepassage/schema";
import {
  createDecryptionKey,
  createSigner,
  generateEncryptionKey,
  generateSigningKey,
  parseRegistry,
  publicJwk,
} from "@safepassage/trust";
import { validate } from "@safepassage/validator";
import scenarios from "@safepassage/vectors/scenarios/s01-s04.json" with { type: "json" };
import { createFloorKeys, type FloorKeys, openBare } from "./open-floor.ts";
import { compare, formatRow, type Row } from "./timing.ts";

const LIMIT = 1.6;
const TURNS = 2001;
const NOW = new Date("2026-11-24T09:02:00Z");
const SENDER = scenarios.parties["NGO-B"].entity;
const RECIPIENT = scenarios.parties["NGO-C"].entity;

/** Measures two rows for each size, after checking that floor and subject see the same leaves. */
export async function benchOpen(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { leaves, persons, values } of SIZES) {
    rows.push(...(await measure(leaves, bodyOf(persons, values))));
  }
  return rows;
}

/** Persons in a message, and values for each, so that the leaves add up to the size named. */
const SIZES = [
  { leaves: 10, persons: 1, values: 10 },
  { leaves: 30, persons: 1, values: 30 },
  { leaves: 100, persons: 4, values: 25 },
] as const;

async function measure(leaves: number, body: Body): Promise<Row[]> {
  const clock = createFixedClock(NOW);
  const signingKeys = [generateSigningKey("ES256"), generateSigningKey("ES256")] as const;
  const signer = createSigner(signingKeys[0]);
  const epoch = generateEncryptionKey("X25519");
  const from = "2026-01-01T00:00:00Z";
  const registry = parseRegistry({
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
  });
  const { sha256: _, state: __, ...terms } = scenarios.agreements["AGR-ASSIST"];
  const text: AgreementText = {
    ...terms,
    parties: [SENDER, RECIPIENT],
    profiles: [PROFILE_DIGEST],
  };
  const agreement = { ...text, sha256: agreementDigest(text), state: "inForce" } as const;
  const consents = subjectsOf(body).map(consentOf);
  const draft = composeDraft({
    sender: registry.agencyAt(SENDER, NOW),
    recipient: registry.agencyAt(RECIPIENT, NOW),
    recipientThumbprint: signingKeys[1].kid,
    states: registry.states,
    agreement,
    purpose: "ASSISTANCE_REFERRAL",
    messageType: "referral",
    legalBasis: ["GDPR#6(1)(a)", "GDPR#9(2)(a)"],
    test: true,
    officerRef: encodeBase64url(randomBytes(32)),
    officerAssurance: 2,
    body,
    clock,
    private: {
      "private.consentRefs": consents.map(({ ref }) => ref),
      "private.consentAssertions": consents.map((consent) =>
        issueConsentAssertion(consent, { holder: SENDER, recipient: RECIPIENT, signer, clock }),
      ),
    },
  });
  const sealed = sealMessage(issueMessage(draft, { signer }), {
    sender: SENDER,
    recipient: RECIPIENT,
    recipientKey: publicJwk(epoch),
  });

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
  const subject = () => {
    const opened = openMessage(sealed, options);
    const { message, sender, recipient, states } = opened;
    const judgement = validate({
      message,
      tier: "state",
      now: "2026-11-24T09:02:00Z",
      agreement: opened.agreement,
      consents: opened.consents,
      authorisations: [],
      registry: { sender, recipient, states, shelters: [] },
      history: EMPTY_HISTORY,
      structural: opened.structural,
      issues: opened.issues,
    });
    return { message, judgement };
  };
  const [keys, tunedKeys] = [false, true].map((tuned) =>
    createFloorKeys(epoch, publicJwk(signingKeys[0]), { tuned }),
  ) as [FloorKeys, FloorKeys];
  const floor = () => openBare(sealed, keys);
  const tuned = () => openBare(sealed, tunedKeys);

  const { message, judgement } = subject();
  deepStrictEqual(judgement.findings, []);
  const opened = floor();
  strictEqual(opened.consents, consents.length);
  deepStrictEqual(opened.leaves.sort(), leavesOf(message).sort());
  strictEqual(opened.leaves.length, leaves);
  const again = tuned();
  deepStrictEqual({ ...again, leaves: again.leaves.sort() }, opened);
  const name = `open and validate, ${leaves} leaves, ${consents.length} consents`;
  return [
    await compare({ name, limit: LIMIT, floor, subject, batch: 1, rounds: TURNS }),
    await compare({ name: `${name}, in loops`, limit: LIMIT, floor, subject }),
    await compare({ name: `${name}, floor tuned`, floor: tuned, subject, batch: 1, rounds: TURNS }),
  ];
}

function leavesOf({ body }: DecodedMessage): string[] {
  return Object.values(body).flatMap(({ leaves }) => leaves.map(({ v }) => JSON.stringify(v)));
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

/** A body that the purpose admits: each person with `values` leaves in two groups. */
function bodyOf(persons: number, values: number): Body {
  const groups: [string, Group][] = [];
  for (let person = 0; person < persons; person++) {
    const gid = randomId();
    const about = SUBJECT_VALUES.slice(0, Math.max(6, values - NEED_VALUES.length));
    const needs = NEED_VALUES.slice(0, values - 1 - about.length);
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

function randomId(): string {
  return encodeBase64url(randomBytes(16));
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

const SUBJECT_VALUES = [
  { f: "subject.sex", v: "2" },
  { f: "subject.interpreterNeeded", v: true },
  { f: "subject.anonymityRequested", v: false },
  { f: "subject.languages", v: "rus" },
  { f: "subject.languages", v: "ukr" },
  { f: "subject.languages", v: "eng" },
  { f: "subject.languages", v: "deu" },
  { f: "subject.languages", v: "fra" },
  { f: "subject.languages", v: "spa" },
  { f: "subject.ageBand", v: "24-26" },
  { f: "subject.dependantsBand", v: "1" },
];

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

if (import.meta.main) {
  for (const row of await benchOpen()) process.stdout.write(`${formatRow(row)}\n`);
}
