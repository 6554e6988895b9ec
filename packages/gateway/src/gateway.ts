import {
  type AgencyOptions,
  createAgencyContext,
  createMaintenance,
  createSender,
  type Sender,
} from "@safepassage/agency";
import type { Finding } from "./findings/finding.ts";
import { localRoutes } from "./http/local-routes.ts";
import { publicRoutes } from "./http/public-routes.ts";
import type { LocalTokens } from "./http/tokens.ts";
import { createDispatch, type Dispatch } from "./send/dispatch.ts";

/** What a gateway is made from. */
export interface GatewayOptions extends AgencyOptions {
  readonly tokens: LocalTokens;
  /**
   * Most octets of request bodies held at once while they arrive, for partners and for the agency's own systems each.
   * Default 64 MiB.
   */
  readonly maxHeldOctets?: number;
  /** What whoever runs the gateway finds, such as a certificate that is over, for its readiness. */
  readonly watch?: () => readonly Finding[];
}

/** A gateway of one agency. Serve {@link fetch} to other agencies, {@link localFetch} to none. */
export interface Gateway {
  /** Answers other agencies. */
  fetch(request: Request): Promise<Response>;
  /** Answers the agency's own systems. */
  localFetch(request: Request): Promise<Response>;
  readonly sender: Sender & Dispatch;
  /**
   * Rotates keys, forgets old message ids, erases what is due. Call it at least once a day. Requests are answered
   * meanwhile.
   */
  maintain(): Promise<void>;
  /** Closes the store. Wait for `sender.stop()` first. */
  close(): Promise<void>;
}

/**
 * Makes the gateway of an agency: inbox, outbox, receipts, erasure.
 *
 * @throws RangeError for keys or tokens of the wrong length; TrustError if stored epochs are not
 *   readable.
 * @see `docs/spec/gateway.md`
 */
export function createGateway({
  tokens,
  maxHeldOctets = 67_108_864,
  watch = () => [],
  ...options
}: GatewayOptions): Gateway {
  const context = createAgencyContext(options);
  const sender = { ...createSender(context), ...createDispatch(context) };
  const maintenance = createMaintenance(context);
  const outside = publicRoutes(context, maxHeldOctets, watch);
  const inside = localRoutes(context, { sender, tokens, maxHeldOctets, watch });
  return {
    fetch: async (request) => outside.fetch(request),
    localFetch: async (request) => inside.fetch(request),
    sender,
    maintain: maintenance.run,
    async close() {
      await maintenance.stop();
      await context.store.close();
    },
  };
}
