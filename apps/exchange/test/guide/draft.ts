import type { DraftRequest } from "@safepassage/agency";
import { randomId } from "@safepassage/message";

/** A case, as your own system has it. */
export interface Case {
  readonly id: string;
  /** ISO 639-2 codes. */
  readonly languages: readonly string[];
  /** ISO 5218 code. */
  readonly sex: string;
  readonly phone: string;
  readonly services: readonly string[];
  /** Month in which you last knew it to be so: `2026-11`. */
  readonly asOf: string;
  readonly consent: { readonly givenAt: string; readonly until: string };
}

/** What you ask to be sent of a case. It may ask for more than may be sent: `prepare` leaves that out. */
export function draftOf({ id, consent, ...told }: Case, recipient: string): DraftRequest {
  const [subject, need, contact] = [randomId(), randomId(), randomId()];
  // How your agency stands behind what it says (LED Art 7). Nobody can guess it for you.
  const meta = {
    nature: "fact",
    sourceEval: "B",
    infoEval: "2",
    asOf: told.asOf,
    verified: "notVerified",
    complete: "partial",
  };
  return {
    recipient,
    purpose: "ASSISTANCE_REFERRAL",
    messageType: "referral",
    legalBases: ["GDPR#6(1)(a)"],
    agreement: "AGR-ASSIST",
    officer: { id: "staff-0042", assurance: 2 },
    body: {
      [subject]: {
        kind: "subject",
        links: [],
        ledCategory: "victim",
        ageClass: "adult",
        meta,
        leaves: [
          { f: "subject.pseudonym", v: randomId() },
          ...told.languages.map((v) => ({ f: "subject.languages", v })),
          { f: "subject.sex", v: told.sex },
        ],
      },
      [need]: {
        kind: "need",
        links: [subject],
        meta: { ...meta, holderRef: "https://ngo-b.test" },
        leaves: [
          ...told.services.map((v) => ({ f: "need.services", v })),
          { f: "need.riskLevel", v: "medium", nature: "assessment" },
        ],
      },
      [contact]: {
        kind: "contact",
        links: [subject],
        meta,
        leaves: [{ f: "contact.phone", v: told.phone }],
      },
    },
    clear: { "env.handling.conditions": ["ASSISTANCE_ONLY"] },
    private: { "private.urgency": { level: "routine", ground: "none" } },
    case: id, // stays with you: the reference that is sent is made from it, one for each recipient
    consents: [{ subject, record: consentRecordOf(id, recipient, consent) }],
    people: { [subject]: id }, // stays with you: later messages about her are judged with this one
    sources: [], // drawn from no message of others
  };
}

/** What she said when she was asked. You keep it; what is sent of it is signed for this recipient alone. */
function consentRecordOf(person: string, recipient: string, { givenAt, until }: Case["consent"]) {
  return {
    person,
    givenAt,
    status: "ConsentGiven",
    giver: "self",
    giverIsSuspect: false,
    purposes: ["ASSISTANCE_REFERRAL"],
    recipients: [recipient],
    scope: ["subject", "need"],
    validFrom: givenAt,
    validUntil: until,
    withdrawnAt: null,
    language: "rus",
    languageUnderstood: true,
    withdrawalMethod: true,
  };
}
