import { createFixedClock } from "@safepassage/core";
import type { OpenedMessage } from "@safepassage/message";
import type { DecodedMessage } from "@safepassage/schema";
import { erasures } from "../src/effects/erasure/erasure.ts";
import { carryOut } from "../src/effects/shared/effect.ts";
import type { AgencyContext } from "../src/setting/context.ts";
import { unobserved } from "../src/setting/observe.ts";
import { inside } from "../src/store/contract/inside.ts";
import { workOutIn } from "../src/store/facts.ts";
import type { NewInboxRow, NewOutboxRow } from "../src/store/rows.ts";
import { openSqliteStore } from "../src/store/sqlite/store.ts";

/** Who has sent what is stored. */
export const NGO_B = "https://ngo-b.test";

/** Whose store it is. */
export const NGO_C = "https://ngo-c.test";

/** Another agency. */
export const POLICE_D = "https://police-d.test";

/** An agency with an empty store. */
export function createContext(): AgencyContext {
  const clock = createFixedClock("2026-11-24T09:02:00Z");
  // Nothing else is reached: a certificate is composed when it is sent.
  return {
    ...{ self: NGO_C, store: openSqliteStore(":memory:"), clock, backupDays: 30 },
    ...{ reach: () => {}, log: () => {}, observe: unobserved, wake: () => {}, onChange: () => {} },
  } as unknown as AgencyContext;
}

/** Carries out what follows from a message. */
export const carryOutErasures = (context: AgencyContext, message: OpenedMessage): Promise<void> =>
  carryOut(context, async (tx) => ({
    effects: await workOutIn(context, tx, (known) => erasures(known, message)),
    value: undefined,
  }));

/** Those of some messages, sent or received, whose content is not held any more. */
export async function erasedOf(
  store: AgencyContext["store"],
  digests: readonly string[],
): Promise<readonly string[]> {
  const { inbox, outbox } = inside(store);
  const gone: string[] = [];
  for (const digest of digests) {
    const row = (await inbox.findByDigest(digest)) ?? (await outbox.findByDigest(digest));
    if (row?.content === undefined) gone.push(digest);
  }
  return gone;
}

/** A message of an agency, as it was opened. */
export function opened(
  from: string,
  messageType: string,
  leaves: readonly object[],
): OpenedMessage {
  const message = {
    clear: {
      ...{ "env.messageType": messageType, "env.agreementRef": { sha256: "agreement" } },
      "env.createdAt": "2026-11-25T09:02:00Z",
    },
    private: { "private.exchangeId": "exchange" },
    body: { gid: { kind: "correction", links: [], leaves } },
  };
  const agreement = { minAssurance: 1 };
  return {
    ...{ sender: { entity: from }, digest: "certificate" },
    ...{ message, agreement },
  } as unknown as OpenedMessage;
}

const MESSAGE = {
  clear: { "env.legalBasis": [] },
  private: { "private.consentRefs": [] },
  body: {},
} as unknown as DecodedMessage;

const COMMON = {
  id: "1",
  messageType: "referral",
  purpose: "ASSISTANCE_REFERRAL",
  digest: "digest",
  resolved: [],
  jwt: "jwt",
  eraseBy: "2026-12-24",
  history: undefined,
};

/** A message that is stored. */
export function received(): NewInboxRow {
  return {
    ...COMMON,
    sender: NGO_B,
    state: "accepted",
    sealedDigest: "sealed",
    receipts: [],
    receivedAt: "2026-11-24T09:02:00Z",
    reviewBy: undefined,
    mendBy: undefined,
    clock: undefined,
    content: {
      sdJwt: "sd",
      exchangeId: "exchange",
      message: MESSAGE,
      judgement: { findings: [], evaluated: [], notEvaluated: [] },
    },
  };
}

/** A message that was sent, as it is stored. */
export function sent(): NewOutboxRow {
  return {
    ...COMMON,
    recipient: NGO_C,
    sdHash: "hash",
    createdAt: "2026-11-24T09:02:00Z",
    deliverBy: "2026-12-01T09:02:00Z",
    nextAttempt: 0,
    pausedAt: 0,
    emergency: false,
    content: { sdJwt: "sd", seed: new Uint8Array(32), exchangeId: "exchange", message: MESSAGE },
    submission: undefined,
  };
}
