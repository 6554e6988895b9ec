import { type LocalAnswer, NGO_B, NGO_C, type TestExchange } from "../world.ts";
import { createNetwork, type Network } from "./network.ts";

export const SIDES = ["b", "c"] as const;
export type Side = (typeof SIDES)[number];
export const ENTITY = { b: NGO_B, c: NGO_C } as const;
export const sideOf = (number: number): Side => (number % 2 === 0 ? "b" : "c");
export const other = (side: Side): Side => (side === "b" ? "c" : "b");

/** A message that an officer has sent, as far as it is known outside of the gateways. */
export interface Sent {
  readonly side: Side;
  readonly id: string;
  readonly digest: string;
  readonly consentRef: string;
  readonly exchangeId: string;
  /** When the consent that it rests on was given: all of one agency that were given at once are one. Left out where it rests on none. */
  readonly givenAt?: string;
  /** When its consent was withdrawn. Instant. */
  withdrawnAt?: string;
  /** When it was recalled. Instant. */
  recalledAt?: string;
  /** What has asked its recipient to erase it. */
  asked?: readonly { readonly digest: string; readonly at: string }[];
}

/** Two gateways, what their officers have sent, and the true time. */
export interface Life {
  readonly exchange: TestExchange;
  readonly network: Network;
  readonly sent: Sent[];
  /** What has happened, a line each. */
  readonly story: string[];
  /** Milliseconds since 1970. */
  now: number;
  /** A clock was wrong, or a gateway off for days: some of what is due comes too late, and a person is told. */
  isTroubled: boolean;
}

/** @param open - Opens two gateways, with a clock that nobody can set. */
export function openLife(open: (monotonic: () => number) => TestExchange): Life {
  const truth = { now: Date.parse("2026-11-24T09:02:00Z") };
  const exchange = open(() => truth.now);
  const network = createNetwork(exchange);
  return Object.assign(truth, { exchange, network, sent: [], story: [], isTroubled: false });
}

/** Notes that an officer has asked for the erasure of a message. */
export function noteAsked(life: Life, sent: Sent, { json }: LocalAnswer): void {
  const at = instant(life.now);
  const digests: readonly string[] = [json.digest, ...(json.further ?? [])];
  sent.asked = [...(sent.asked ?? []), ...digests.map((digest) => ({ digest, at }))];
}

export const instant = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, "Z");

/** Lets time pass. */
export function pass(life: Life, ms: number): void {
  life.now += ms;
  life.exchange.setTime(instant(life.now));
}

/** Lets both maintain, and deliver what is due. */
export async function workOn(life: Life): Promise<void> {
  for (const side of SIDES) await life.exchange[side].gateway.maintain();
  await deliverAll(life);
}

/** @throws where there is no end of deliveries. */
export async function deliverAll({ exchange: { b, c } }: Life): Promise<void> {
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const tried = (await b.gateway.sender.deliverDue()) + (await c.gateway.sender.deliverDue());
    if (tried === 0) return;
  }
  throw new Error("there is no end of deliveries");
}

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
const MOST_ROUNDS = 300;
