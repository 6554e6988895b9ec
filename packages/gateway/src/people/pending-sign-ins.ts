import type { Context } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import type { CookieOptions } from "hono/utils/cookie";
import type { SignIn } from "./provider.ts";
import { createSealedCookies } from "./sealed-cookie.ts";

/**
 * The sign-ins that are under way. Each is kept by its browser: however many strangers begin one, none is forgotten. Each has a
 * cookie of its own, by its state, so that two windows of one browser can sign in at once.
 */
export interface PendingSignIns {
  /** Has the browser keep a sign-in. Of many that it keeps the oldest go, so that its requests stay small. */
  keep(c: Context, pending: PendingSignIn): void;
  /** Takes the one that has come back from the provider, by the state in the address. It can be taken once. */
  take(c: Context): PendingSignIn | undefined;
}

export interface PendingSignIn {
  readonly signIn: Omit<SignIn, "url">;
  /** Where to lead on. */
  readonly to: string;
  /** Who is expected to sign in, if somebody said it: where the provider is asked anew, it is told again. */
  readonly hint?: string | undefined;
}

interface Kept extends PendingSignIn {
  /** By a clock that nobody sets. */
  readonly until: number;
}

/** @param prefix - How the names of the cookies begin. */
export function createPendingSignIns(prefix: string, cookie: CookieOptions): PendingSignIns {
  const cookies = createSealedCookies();
  // Lax: it comes back from another site.
  const lax = { ...cookie, sameSite: "Lax" } as const;
  const nameOf = (state: string): string => `${prefix}-${state}`;
  const open = (sealed: string): Kept | undefined => cookies.open(sealed) as Kept | undefined;
  const forget = (c: Context, name: string): void => setCookie(c, name, "", { ...lax, maxAge: 0 });
  return {
    keep(c, pending) {
      const kept = Object.entries(getCookie(c))
        .filter(([name]) => name.startsWith(`${prefix}-`))
        .map(([name, sealed]) => ({ name, until: open(sealed)?.until ?? 0 }))
        .toSorted((one, other) => other.until - one.until);
      for (const { name } of kept.slice(MOST - 1)) forget(c, name);
      const sealed = cookies.seal({ ...pending, until: performance.now() + LASTS_S * 1000 });
      setCookie(c, nameOf(pending.signIn.state), sealed, { ...lax, maxAge: LASTS_S });
    },
    take(c) {
      const state = c.req.query("state") ?? "";
      if (!STATE.test(state)) return undefined;
      const name = nameOf(state);
      const found = open(getCookie(c, name) ?? "");
      forget(c, name);
      return found === undefined || found.until < performance.now() ? undefined : found;
    },
  };
}

/** As the gateway makes it: 32 octets in base64url. */
const STATE = /^[\w-]{43}$/;
const LASTS_S = 600;
/** Of some 600 octets each: a request may have 16 KiB of headers. */
const MOST = 8;
