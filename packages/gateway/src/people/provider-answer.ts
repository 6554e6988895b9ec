import { AgencyError, readOctets } from "@safepassage/agency";
import * as oauth from "oauth4webapi";

/** Reads a whole answer. It refuses one that has more than {@link MOST_READ} octets when it is unpacked. */
export async function readWhole(answer: Response, signal: AbortSignal): Promise<Response> {
  const octets = await readOctets(answer, MOST_READ, signal).catch((cause: unknown) => {
    const isLarge = cause instanceof AgencyError && cause.code === "GATEWAY_BODY_TOO_LARGE";
    throw isLarge ? new oauth.OperationProcessingError("too large an answer") : cause;
  });
  const { status, headers } = answer;
  return new Response(octets.length === 0 ? null : octets.slice(), { status, headers });
}

/**
 * Refuses metadata that name no place to ask: what a provider says of itself may be garbage. A provider that is asked over TLS is asked
 * so in all places: without it somebody in between could give keys of their own.
 */
export function requireUsable(
  { authorization_endpoint, token_endpoint, jwks_uri }: Metadata,
  issuer: URL,
): void {
  for (const place of [authorization_endpoint, token_endpoint, jwks_uri]) {
    if (place === undefined) continue;
    const protocol = URL.parse(place)?.protocol;
    if (protocol !== "https:" && protocol !== issuer.protocol) throw unusable();
  }
  if (jwks_uri === undefined) throw unusable();
}

const unusable = () => new oauth.OperationProcessingError("metadata that name no place to ask");

type Metadata = Pick<
  oauth.AuthorizationServer,
  "authorization_endpoint" | "token_endpoint" | "jwks_uri"
>;

/** Octets of one answer; metadata and keys have a few thousand. */
const MOST_READ = 1_048_576;
