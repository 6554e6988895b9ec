import type { HistoryNote } from "@safepassage/history";
import type { DecodedMessage } from "@safepassage/schema";
import type { ReplayEntry } from "../ports.ts";
import type { NewDraftRow } from "../rows/drafts.ts";
import type { NewInboxRow, NewOutboxRow, PendingReply, RefusalRow } from "../rows.ts";

/** Makes an entry of the replay memory. */
export function arrival(jti: string, digest: string): ReplayEntry {
  return { iss: "a", jti, digest, keepUntil: KEEP_UNTIL };
}

/** Makes a message that waits to be sent. */
export function outgoing(id: string): NewOutboxRow {
  return {
    id,
    recipient: "recipient",
    messageType: "referral",
    purpose: "ASSISTANCE_REFERRAL",
    digest: `digest-${id}`,
    sdHash: `hash-${id}`,
    resolved: ["a", "b"],
    jwt: `jwt-${id}`,
    createdAt: "2026-11-24T09:02:00Z",
    deliverBy: "2026-12-01T09:02:00Z",
    eraseBy: "2026-12-24",
    nextAttempt: 0,
    pausedAt: 0,
    emergency: false,
    content: { sdJwt: "sd", seed: Uint8Array.of(1, 2), exchangeId: "exchange", message: EMPTY },
    submission: { key: `key-${id}`, request: `request-${id}` },
    history: undefined,
  };
}

/** Makes a message that was received and accepted. */
export function incoming(id: string): NewInboxRow {
  return {
    id,
    sender: "sender",
    state: "accepted",
    messageType: "referral",
    purpose: "ASSISTANCE_REFERRAL",
    digest: `digest-${id}`,
    sealedDigest: `sealed-${id}`,
    resolved: ["a", "b"],
    jwt: `jwt-${id}`,
    receipts: ["delivered", "decided"],
    receivedAt: "2026-11-24T09:02:00Z",
    eraseBy: "2026-12-24",
    reviewBy: undefined,
    mendBy: undefined,
    clock: undefined,
    content: { sdJwt: "sd", exchangeId: "exchange", message: EMPTY, judgement: JUDGED },
    history: undefined,
  };
}

/** Makes the note of a message that this agency sent. */
export function note(id: string, more: Partial<HistoryNote["record"]> = {}): HistoryNote {
  return {
    record: {
      record: "message",
      message: id,
      exchangeId: "exchange",
      from: "sender",
      to: "recipient",
      purpose: "ASSISTANCE_REFERRAL",
      digest: `digest-${id}`,
      caseRef: "case",
      conditions: ["ASSISTANCE_ONLY"],
      pseudonyms: [`pseudonym-${id}`],
      ...more,
    },
    own: true,
    onConsentAlone: true,
    sources: [`source-${id}`],
    mentions: [
      {
        person: "key.person",
        pseudonym: `pseudonym-${id}`,
        ledCategory: "victim",
        ageClass: "adult",
        sent: { age: 3 },
      },
    ],
  };
}

/** Makes the refusal of a package without a known sender. */
export function refusal(id: string): RefusalRow {
  return {
    sealedDigest: `sealed-${id}`,
    digest: undefined,
    sender: undefined,
    code: "PACKAGE_NOT_FOR_US",
    rules: ["E01"],
    at: "2026-11-24T09:02:00Z",
    receipts: ["refused"],
  };
}

/** Makes a reply that is not signed yet. */
export function pending(id: string): PendingReply {
  return {
    id,
    parties: ["sender", "recipient"],
    messageType: "erasureCertificate",
    inReplyTo: "request",
    exchangeId: "exchange",
    purpose: "ASSISTANCE_REFERRAL",
    agreement: "agreement",
    transferBasis: "EU_BODY",
    assurance: 2,
    groups: [{ kind: "erasure", leaves: [{ f: "erasure.messageDigest", v: "digest" }] }],
    about: "digest",
  };
}

/** Makes an open draft. */
export function drafted(id: string): NewDraftRow {
  return {
    ...{ id, composedBy: "name", composer: "encrypted", recipient: "recipient" },
    ...{ purpose: "ASSISTANCE_REFERRAL", messageType: "referral", agreement: "AGR" },
    ...{ changedAt: "2026-11-24T09:02:00Z", request: { says: "something" } },
  };
}

/** Removes undefined members: they mean the same as missing ones. */
export function withoutUndefined(row: object | undefined): object {
  return Object.fromEntries(Object.entries(row ?? {}).filter(([, value]) => value !== undefined));
}

/** When the memory of ids forgets the entries. */
export const KEEP_UNTIL = new Date("2026-12-02T09:02:00Z");

const EMPTY = {} as DecodedMessage;
const JUDGED = { findings: [], evaluated: [], notEvaluated: [] };
