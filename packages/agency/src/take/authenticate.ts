import type { Carrier } from "@safepassage/message";
import { isSigned, TrustError, verifyContentDigest, verifyRequest } from "@safepassage/trust";
import { AgencyError } from "../setting/agency-error.ts";
import type { AgencyContext } from "../setting/context.ts";

/** What a server knows of the other side beside the request: the agency whose client certificate it has verified. */
export interface SocketPeer {
  /** Entity id. */
  readonly agency: string;
}

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
 * @param socketPeer - Counts as a signature does. Where there are both, they have to be of one agency.
 * @throws TrustError `TRUST_REQUEST_*`, `TRUST_AGENCY_UNKNOWN`, `TRUST_KEY_*`; {@link AgencyError}
 *   `GATEWAY_ADDRESS_UNKNOWN`, `GATEWAY_REGISTRY_MISSING`, `GATEWAY_REGISTRY_STALE`.
 * @see `docs/spec/transport.md`
 */
export function authenticate(
  context: Pick<AgencyContext, "self" | "registry" | "clock">,
  request: Request,
  socketPeer?: SocketPeer,
): Authenticated {
  if (!isSigned(request)) return { carrier: socketPeer ?? "anonymous", requireBody: () => {} };
  const registry = context.registry();
  const { method, headers } = request;
  const target = targetOf(context, request.url);
  const { agency, contentDigest } = verifyRequest(
    { method, target, headers },
    { registry, now: context.clock.now() },
  );
  if (socketPeer !== undefined && socketPeer.agency !== agency) {
    throw new TrustError("TRUST_REQUEST_SIGNATURE_INVALID", "the certificate is another agency's");
  }
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
