import {
  type AgencyContext,
  type AgencyErrorCode,
  type Authenticated,
  authenticate,
  type ClientCertificate,
  requireCertificate,
} from "@safepassage/agency";
import { ProtocolError } from "@safepassage/core";
import { structuralRuleOf } from "@safepassage/message";
import type { Context } from "hono";
import type { HeldBodies } from "./held-bodies.ts";
import { createOwners, type PartnerLimits } from "./owners.ts";

/** What the server has found, if it asks for client certificates. */
export type Env = { readonly Bindings: { readonly client?: ClientCertificate | undefined } };

/** How much all and each of those who make requests may hold at once. */
export interface CallerLimits {
  /** The bodies of all. */
  readonly bodies: HeldBodies;
  readonly limits: PartnerLimits | undefined;
}

/** Deals with who makes a request, before anything is done for him. */
export interface Callers {
  /** Refuses a request without the client certificate that the server asks for. @throws AgencyError. */
  requireCertificate(c: Context<Env>): void;
  /** Finds out who makes a request. @throws what {@link authenticate} throws. */
  authenticate(c: Context<Env>): Authenticated;
  /**
   * Finds out who makes a request, then reads its body of at most `limit` octets and works on it. All this time it counts
   * for the caller.
   *
   * @throws what {@link authenticate}, reading and `work` throw.
   */
  receive<T>(
    c: Context<Env>,
    limit: number,
    work: (octets: Uint8Array, carrier: Authenticated["carrier"]) => Promise<T>,
  ): Promise<T>;
}

/** Makes the part of the public routes that knows who calls. What it refuses is one line each in the log. */
export function createCallers(context: AgencyContext, { bodies, limits }: CallerLimits): Callers {
  const ownerOf = createOwners(limits);
  const told = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      // Nobody is named: who made the request is what could not be found out.
      if (error instanceof ProtocolError && !OF_REGISTRY.has(error.code)) refused(error.code);
      throw error;
    }
  };
  const find: Callers["authenticate"] = (c) =>
    told(() => authenticate(context, c.req.raw, c.env.client));
  const refused = (code: string, peer: { readonly peer?: string } = {}): void =>
    context.log({ event: "requestRefused", code, ...peer });
  return {
    requireCertificate: ({ env: { client } }) =>
      void told(() => client && requireCertificate(client)),
    authenticate: find,
    async receive(c, limit, work) {
      const { carrier, requireBody } = find(c);
      try {
        return await bodies.hold(ownerOf(carrier), async (read) => {
          const octets = await read(c.req.raw, limit);
          requireBody(octets);
          return work(octets, carrier);
        });
      } catch (error) {
        if (isOfRequest(error)) {
          refused(error.code, carrier === "anonymous" ? {} : { peer: carrier.agency });
        }
        throw error;
      }
    },
  };
}

/** The operator is told of these once for each registry. */
const OF_REGISTRY: ReadonlySet<string> = new Set<AgencyErrorCode>([
  "GATEWAY_REGISTRY_MISSING",
  "GATEWAY_REGISTRY_STALE",
]);

/** Whether a request was refused for who made it, whatever it brought. */
function isOfRequest(error: unknown): error is ProtocolError {
  return error instanceof ProtocolError && structuralRuleOf(error.code) === "E02";
}
