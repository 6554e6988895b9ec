import type { AgencyRegistry } from "@safepassage/trust";
import { AgencyError, type AgencyErrorCode } from "../setting/agency-error.ts";

/** The other side of a connection, by a client certificate that an authority of the server vouches for. */
export interface SocketPeer {
  /** Names of the certificate that are URIs. */
  readonly uris: readonly string[];
  /** Names of the certificate that are hosts or addresses, as `URL.hostname` has them. */
  readonly hosts: readonly string[];
}

/** What a server found that asks for client certificates: one that holds, or why there is none. */
export type ClientCertificate = SocketPeer | { readonly fault: "missing" | "over" | "untrusted" };

/**
 * Refuses whoever shows no client certificate that holds.
 *
 * @throws {@link AgencyError} `GATEWAY_CLIENT_CERTIFICATE_MISSING`, `GATEWAY_CLIENT_CERTIFICATE_OVER`,
 *   `GATEWAY_CLIENT_CERTIFICATE_UNTRUSTED`.
 * @see `docs/spec/transport.md#client-certificates`
 */
export function requireCertificate(found: ClientCertificate): SocketPeer {
  if (!("fault" in found)) return found;
  throw new AgencyError(CODES[found.fault], `the client certificate: ${found.fault}`);
}

/**
 * Checks that a client certificate is that of an agency: it names the entity id, or the host of the agency's address in
 * the registry.
 *
 * @throws {@link AgencyError} `GATEWAY_CLIENT_CERTIFICATE_DIFFERS`.
 */
export function requireOwnCertificate(
  { uris, hosts }: SocketPeer,
  agency: string,
  registry: AgencyRegistry,
): void {
  if (uris.includes(agency)) return;
  const endpoint = registry.endpoint(agency);
  if (endpoint !== undefined && hosts.includes(new URL(endpoint).hostname)) return;
  throw new AgencyError("GATEWAY_CLIENT_CERTIFICATE_DIFFERS", "it has no name of that agency");
}

const CODES = {
  missing: "GATEWAY_CLIENT_CERTIFICATE_MISSING",
  over: "GATEWAY_CLIENT_CERTIFICATE_OVER",
  untrusted: "GATEWAY_CLIENT_CERTIFICATE_UNTRUSTED",
} as const satisfies Readonly<Record<string, AgencyErrorCode>>;
