import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { GatewayError } from "./gateway-error.ts";

/** Secrets for the local API, each at least 32 characters. */
export interface LocalTokens {
  /** The agency's own systems. */
  readonly local: string;
  /** The tokens of exactly two roles that may read the quarantine, by name. */
  readonly quarantine: Readonly<Record<string, string>>;
}

/** Checks bearer tokens (RFC 6750, Section 2.1). */
export interface TokenGuard {
  /** @throws {@link GatewayError} `GATEWAY_UNAUTHORISED`. */
  requireLocal(authorization: string | undefined): void;
  /** Whose token it is: `local`, or the name of a role; `undefined` if it is none of these. */
  whose(authorization: string | undefined): string | undefined;
  /** {@link proofOf} the token of the agency's own systems. */
  prove(address: string, nonce: string): string;
}

/**
 * Makes a guard. Tokens are kept as digests and compared in constant time.
 *
 * @param tokens - Gives those that count now. Another object is read anew.
 * @throws RangeError for a short or repeated token, or another number of roles than two.
 */
export function createTokenGuard(tokens: () => LocalTokens): TokenGuard {
  let digested = digestAll(tokens());
  let by = tokens();
  const current = (): Digested => {
    const now = tokens();
    if (now !== by) [digested, by] = [digestAll(now), now];
    return digested;
  };
  return {
    requireLocal(authorization) {
      if (!timingSafeEqual(digest(bearer(authorization)), current().local)) {
        throw new GatewayError("GATEWAY_UNAUTHORISED", "no token of this route");
      }
    },
    whose(authorization) {
      const { local, roles } = current();
      const given = digest(bearer(authorization));
      const [own] = roles.filter(({ expected }) => timingSafeEqual(given, expected));
      return timingSafeEqual(given, local) ? "local" : own?.role;
    },
    prove: (address, nonce) => prove(current().local, address, nonce),
  };
}

/** The digests of tokens. */
interface Digested {
  readonly local: Uint8Array;
  readonly roles: readonly { readonly role: string; readonly expected: Uint8Array }[];
}

function digestAll({ local, quarantine }: LocalTokens): Digested {
  const roles = Object.entries(quarantine);
  const all = [local, ...roles.map(([, token]) => token)];
  if (roles.length !== 2) throw new RangeError("quarantine is read by exactly two named roles");
  if (all.some((token) => token.length < 32)) throw new RangeError("a token is too short");
  if (new Set(all).size !== all.length) throw new RangeError("two tokens are the same");

  return {
    local: digest(local),
    roles: roles.map(([role, token]) => ({ role, expected: digest(token) })),
  };
}

/**
 * Proves that whoever is at an address has a token, without showing it: an HMAC-SHA256 under the digest of the token.
 *
 * @param address - Where the prover serves. Without it a program at another address could pass the question on to it.
 * @param nonce - Chosen by the asker for this once, so that no proof is of use twice.
 */
export function proofOf(token: string, address: string, nonce: string): string {
  return prove(digest(token), address, nonce);
}

function prove(key: Uint8Array, address: string, nonce: string): string {
  return createHmac("sha256", key).update(`${PROOF}\n${address}\n${nonce}`).digest("base64url");
}

function bearer(authorization: string | undefined): string {
  return /^Bearer ([\x21-\x7e]{1,512})$/i.exec(authorization ?? "")?.[1] ?? "";
}

function digest(token: string): Uint8Array {
  return createHash("sha256").update(token).digest();
}

/** Keeps a proof from being one of anything else. */
const PROOF = "safepassage-local-proof";
