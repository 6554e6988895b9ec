import { type AgencyStore, createPersonNames, historySource, workOutIn } from "@safepassage/agency";
import { createFixedClock } from "@safepassage/core";
import { type HistoryNote, historyOf, noteOf } from "@safepassage/history";
import type { DecodedMessage, History } from "@safepassage/schema";
import evidence from "@safepassage/vectors/scenarios/s06-s17.json" with { type: "json" };
import { watchCalls } from "./filling.ts";
import { inside } from "./inside.ts";

export const PROVIDER = "https://provider-c.test";
export const JUDGE = "https://judge-b.test";
export const order = messageOf("S06", 2);
export const recall = messageOf("S16", 2);
export const NO_JUDGEMENT = { findings: [], evaluated: [], notEvaluated: [] } as const;
export const ORDERED_AT = "2026-11-24T09:02:00Z";

/** Reads what a store knows about a message. */
export function ask(
  store: AgencyStore,
  self: string,
  message: DecodedMessage,
  issues: readonly never[] = [],
): Promise<History> {
  // The registry is needed for corrected messages only, and none of these is.
  const registry = () => {
    throw new Error("not asked for");
  };
  const clock = createFixedClock(ORDERED_AT);
  const personNames = createPersonNames(new Uint8Array(32));
  const context = { self, registry, clock, personNames };
  return store.transaction((tx) =>
    workOutIn({ ...context, store }, tx, (known) =>
      historyOf(historySource(known), { message, issues }),
    ),
  );
}

export async function take(
  store: AgencyStore,
  message: DecodedMessage,
  self: string,
  digest = `digest ${message.clear["env.messageId"]}`,
): Promise<void> {
  const history = noteOf(message, { self, digest, at: ORDERED_AT });
  await inside(store).inbox.add({
    ...common(message, history),
    sender: message.clear["env.sender.agencyId"],
    state: "accepted",
    sealedDigest: `sealed ${digest}`,
    receipts: [],
    receivedAt: ORDERED_AT,
    reviewBy: undefined,
    mendBy: undefined,
    clock: undefined,
    content: { sdJwt: "", exchangeId: "x", message, judgement: NO_JUDGEMENT },
  });
}

export async function send(
  store: AgencyStore,
  message: DecodedMessage,
  self: string,
  known: { digest?: string; at?: string; sources?: readonly string[] } = {},
): Promise<void> {
  const digest = `digest ${message.clear["env.messageId"]}`;
  const history = noteOf(message, { self, digest, at: ORDERED_AT, ...known });
  await inside(store).outbox.add({
    ...common(message, history),
    recipient: message.clear["env.recipient.agencyId"],
    sdHash: "",
    createdAt: ORDERED_AT,
    deliverBy: ORDERED_AT,
    nextAttempt: 0,
    pausedAt: 0,
    emergency: false,
    content: {
      sdJwt: "",
      seed: new Uint8Array(32),
      exchangeId: "x",
      message,
    },
    submission: undefined,
  });
}

function common({ clear }: DecodedMessage, history: HistoryNote) {
  return {
    id: clear["env.messageId"],
    messageType: clear["env.messageType"],
    purpose: clear["env.purpose"],
    digest: history.record.digest,
    resolved: [],
    jwt: "",
    eraseBy: "2027-01-01",
    history,
  };
}

export function replyTo(
  { clear, private: hidden }: DecodedMessage,
  id: string,
  told: Readonly<Record<string, string>> = {},
): DecodedMessage {
  return {
    clear: {
      ...clear,
      "env.messageId": id,
      "env.messageType": "response",
      "env.sender.agencyId": clear["env.recipient.agencyId"],
      "env.recipient.agencyId": clear["env.sender.agencyId"],
    },
    private: { ...hidden, "private.inReplyTo": clear["env.messageId"] },
    body: {
      WTLoM0Zpum_ViR2P3FwLPw: {
        kind: "response",
        links: [],
        leaves: Object.entries(told).map(([f, v]) => ({ f, v })),
      },
    },
  };
}

/** The same, from the sender of the order to its recipient. */
export function fromAsker(message: DecodedMessage): DecodedMessage {
  const { "env.sender.agencyId": sender, "env.recipient.agencyId": recipient } = order.clear;
  const parties = { "env.sender.agencyId": sender, "env.recipient.agencyId": recipient };
  return { ...message, clear: { ...message.clear, ...parties } };
}

export function rename(message: DecodedMessage, id: string, sender: string): DecodedMessage {
  const clear = { ...message.clear, "env.messageId": id, "env.sender.agencyId": sender };
  return { ...message, clear };
}

/** A correction that finds errors in several messages. */
export function correctionOf(digests: readonly string[], id: string): DecodedMessage {
  const { clear, ...rest } = messageNaming("");
  const leaves = [
    ...digests.map((message) => ({
      f: "correction.target",
      v: { message, path: "g/need.services" },
    })),
    { f: "correction.action", v: "erase" },
    { f: "correction.reason", v: "inaccurate" },
  ];
  return {
    ...rest,
    clear: { ...clear, "env.messageId": id },
    body: { WTLoM0Zpum_ViR2P3FwLPw: { kind: "correction", links: [], leaves } },
  };
}

/** Counts the notes that a store finds from now on. */
export function countNotes(store: AgencyStore): () => number {
  let count = 0;
  watchCalls(store, (method, answer) => {
    const notes = { find: [answer].filter((note) => note !== undefined), under: answer }[method];
    count += Array.isArray(notes) ? notes.length : 0;
  });
  return () => count;
}

/** A correction that carries no value, of one message. */
export function messageNaming(digest: string): DecodedMessage {
  const leaves = [{ f: "correction.target", v: { message: digest, path: "g/need.services" } }];
  return {
    ...order,
    clear: { ...order.clear, "env.messageType": "correction" },
    body: { WTLoM0Zpum_ViR2P3FwLPw: { kind: "correction", links: [], leaves } },
  };
}

export function textsOf({ body }: DecodedMessage, field: string): readonly string[] {
  return Object.values(body).flatMap(({ leaves }) =>
    leaves.flatMap(({ f, v }) => (f === field ? [String(v)] : [])),
  );
}

export const textOf = (message: DecodedMessage, field: string) => textsOf(message, field)[0];

function messageOf(scenario: string, index: number): DecodedMessage {
  const found = evidence.scenarios.find(({ id }) => id === scenario)?.messages[index];
  if (found === undefined) throw new TypeError("the scenario file has no such message");
  return found.message as unknown as DecodedMessage;
}
