import type { AgencyContext, PeopleConfig } from "@safepassage/agency";
import { ApiError } from "@safepassage/api";
import { sha256Base64url } from "@safepassage/core";
import { type AccessTokenClaims, type Officer, officerOf } from "./officer.ts";
import { OfficerLocked } from "./officer-locked.ts";
import { createOfficerNames } from "./officer-name.ts";
import type { Provider } from "./provider.ts";
import { TokenRefused } from "./refusals.ts";

/** The officers of an agency, who sign in with its provider. */
export interface People {
  /**
   * Finds out which officer makes a request, by its access token. The log has why one is refused.
   *
   * @param isFresh - Whether the provider gave it a moment ago: such a token cannot be over.
   * @throws ApiError `API_TOKEN_REFUSED`, `API_PROVIDER_AWAY`, `API_OFFICER_UNKNOWN`, `API_OFFICER_LOCKED`.
   */
  identify(request: Request, isFresh?: true): Promise<Officer>;
  /**
   * Makes sure that an officer who was let in is still admitted, without another proof.
   *
   * @throws ApiError `API_TOKEN_REFUSED` once the token is over, `API_OFFICER_LOCKED`.
   */
  recheck(officer: Officer): Promise<void>;
}

/** Makes what knows the officers of an agency. @param onRefused - Gets why a token is not taken, where the operator has to know. */
export function createPeople(
  config: PeopleConfig,
  { store, clock, officerKey }: Pick<AgencyContext, "store" | "clock" | "officerKey">,
  provider: Provider,
  onRefused: (code: string) => void,
): People {
  const nameOf = createOfficerNames(officerKey);
  const tell = (error: unknown, isFresh?: true): void => {
    const code = faultOf(error);
    if (code === undefined || (code === "TOKEN_OVER" && isFresh !== true)) return;
    onRefused(code);
  };
  const read = async (request: Request) => {
    const claims = await provider.validate(asSeen(request, config.url));
    return { claims, officer: officerOf(claims, config) };
  };
  return {
    async recheck(officer) {
      const { id, until } = officer;
      if (Date.now() >= until * 1000) throw new ApiError("API_TOKEN_REFUSED", "the token is over");
      const isLocked = await store.transaction(({ people }) => people.isLocked(nameOf(id)));
      if (isLocked) throw new OfficerLocked(officer);
    },
    async identify(request, isFresh) {
      const { officer, claims } = await read(request).catch((error: unknown) => {
        tell(error, isFresh);
        throw error;
      });
      const proof = proofOf(request, claims);
      const { isLocked, isNew } = await store.transaction(async ({ people }) => ({
        isLocked: await people.isLocked(nameOf(officer.id)),
        isNew: proof === undefined || (await people.useProof(proof, +clock.now() + REMEMBER_MS)),
      }));
      if (isLocked) throw new OfficerLocked(officer);
      if (!isNew) throw new ApiError("API_TOKEN_REFUSED", "the proof was used before");
      return officer;
    },
  };
}

/** What the operator is told: the provider, or what the configuration says of it, may have to be changed. */
function faultOf(error: unknown): string | undefined {
  if (error instanceof TokenRefused) return error.why;
  const isUnnamed = error instanceof ApiError && error.code === "API_OFFICER_UNKNOWN";
  return isUnnamed ? error.code : undefined;
}

/** A request with the address that the officer's program has sent it to, in front of a proxy. Its body is left out. */
function asSeen({ method, headers, url }: Request, seen: string | undefined): Request {
  const { pathname, search, hostname } = new URL(url);
  if (seen === undefined) {
    // The address is what the request says of itself: without `url` no proof for another machine counts.
    if (headers.has("dpop") && !LOOPBACK.has(hostname)) {
      throw new ApiError("API_TOKEN_REFUSED", "a proof for an address that is not this one");
    }
    return new Request(url, { method, headers });
  }
  return new Request(`${seen.replace(/\/$/, "")}${pathname}${search}`, { method, headers });
}

/**
 * Names the proof of possession that came with a token (RFC 9449): its key and its `jti`. `undefined` for a token that
 * asks for none.
 *
 * @param request - With a proof that was found good.
 */
function proofOf({ headers }: Request, { cnf }: AccessTokenClaims): string | undefined {
  const proof = headers.get("dpop");
  if (proof === null) return undefined;
  const payload = Buffer.from(proof.split(".")[1] ?? "", "base64url").toString();
  const { jti } = JSON.parse(payload) as { readonly jti?: unknown };
  const { jkt } = (cnf ?? {}) as { readonly jkt?: string };
  return sha256Base64url(Buffer.from(JSON.stringify([jkt, jti])));
}

const LOOPBACK: ReadonlySet<string> = new Set(["127.0.0.1", "localhost", "[::1]"]);
/** Longer than a proof is good. */
const REMEMBER_MS = 900_000;
