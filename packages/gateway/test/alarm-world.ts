import type { AgencyStore, EventRow } from "@safepassage/agency";
import { onTestFinished } from "vitest";
import type { GatewayOptions, OperationConfig } from "../src/index.ts";
import { watch } from "./watching.ts";
import { createExchange, NOW } from "./world.ts";

/** Opens something that is closed after the test. */
export async function using<T extends { close(): Promise<void> }>(opening: Promise<T>): Promise<T> {
  const opened = await opening;
  onTestFinished(() => opened.close());
  return opened;
}

/** Mail to one person, by a server on this machine. */
export const mailTo = (port: number, more: object = {}) => ({
  ...{ host: "127.0.0.1", port, tls: "none" as const },
  ...{ from: "gateway@ngo-c.test", to: ["duty@ngo-c.test"], ...more },
});

/** A program that is told, by a secret that {@link watch} knows. */
export const hook = (url: string) => ({ url, secret: "hook.key" });

/** NGO-C, which tells its alarms until the test ends. */
export function open(
  alarms: NonNullable<OperationConfig["alarms"]>,
  {
    path,
    files = {},
    timeoutMs = 5000,
    ...rest
  }: Partial<GatewayOptions> & {
    path?: string;
    files?: Record<string, string>;
    timeoutMs?: number;
    wrap?: (store: AgencyStore) => AgencyStore;
  } = {},
) {
  const { wrap, ...own } = rest;
  const watched = watch({ alarms }, files, { timeoutMs });
  const exchange = createExchange({
    ...(path === undefined ? {} : { paths: { "NGO-C": path } }),
    ...(wrap && { wrap }),
    own: { "NGO-C": { operation: watched.operation, ...own } },
  });
  const { gateway, store } = exchange.c;
  gateway.alarms?.start();
  let closed: Promise<void> | undefined;
  const close = () => {
    closed ??= (async () => {
      await gateway.alarms?.stop(100);
      await gateway.close();
    })();
    return closed;
  };
  onTestFinished(close);
  const record = (...events: readonly Partial<EventRow>[]) =>
    store.transaction(async (tx) => {
      for (const event of events) await tx.events.add({ ...ALARM, ...event });
    });
  return { exchange, record, close, ...watched };
}

const ALARM: EventRow = {
  kind: "emergencyRefused",
  at: NOW,
  ref: "r".repeat(43),
  code: "MESSAGE_EXPIRED",
};

/** A digest of no message, one for each number. */
export const refOf = (number: number): string => String(number).padStart(43, "0");
