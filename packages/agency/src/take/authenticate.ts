import type { Carrier } from "@safepassage/message";
import { isSigned, verifyContentDigest, verifyRequest } from "@safepassage/trust";
import { AgencyError } from "../setting/agency-error.ts";
import type { AgencyContext } from "../setting/context.ts";
import {
  type ClientCertificate,
  requireCertificate,
  requireOwnCertificate,
} from "./client-certificate.ts";

/** Who makes a request. */
export interface Authenticated {
  readonly carrier: Exclude<Carrier, "file">;
  /**
   * Checks that the body is the one that was signed. Call it once the body is read, before anything is done with it.
   *
   * @throws TrustError `TRUST_REQUEST_BODY_DIFFERS`.
   */
  requireBody(octets: Uint8Array): void;
}

/**
 * Finds out which agency makes a request, by its head alone. One without signature is anonymous; one with a bad
 * signature is refused.
 *
 * The request has to be for the address that the registry lists for this agency. A proxy may take the path of that
 * address off; whatever else it changes of method, path, query or the headers that are covered is seen.
 *
 * @param client - What the server found, if it asks for client certificates. A certificate never stands for a signature:
 *   it is asked for beside one, and has to be of the agency that signed.
 * @throws TrustError `TRUST_REQUEST_*`, `TRUST_AGENCY_UNKNOWN`, `TRUST_KEY_*`; {@link AgencyError}
 *   `GATEWAY_CLIENT_CERTIFICATE_*`, `GATEWAY_ADDRESS_UNKNOWN`, `GATEWAY_REGISTRY_MISSING`, `GATEWAY_REGISTRY_STALE`.
 * @see `docs/spec/transport.md`
 */
export function authenticate(
  context: Pick<AgencyContext, "self" | "registry" | "clock">,
  request: Request,
  client?: ClientCertificate,
): Authenticated {
  const peer = client && requireCertificate(client);
  if (!isSigned(request)) return { carrier: "anonymous", requireBody: () => {} };
  const registry = context.registry();
  const { method, headers } = request;
  const target = targetOf(context, request.url);
  const { agency, contentDigest } = verifyRequest(
    { method, target, headers },
    { registry, now: context.clock.now() },
  );
  if (peer !== undefined) requireOwnCertificate(peer, agency, registry);
  return {
    carrier: { agency },
    requireBody: (octets) => {
      if (contentDigest !== undefined) verifyContentDigest(contentDigest, octets);
    },
  };
}

/** The address of this agency with path and query of a request. `Host` is not asked: it is the sender's word. */
function targetOf(
  { self, registry }: Pick<AgencyContext, "self" | "registry">,
  url: string,
): string {
  const listed = registry().has(self) ? registry().endpoint(self) : undefined;
  if (listed === undefined) {
    throw new AgencyError("GATEWAY_ADDRESS_UNKNOWN", "the registry has no address for this agency");
  }
  const { pathname, search } = new URL(url);
  return `${listed.replace(/\/+$/, "")}${pathname}${search}`;
}
