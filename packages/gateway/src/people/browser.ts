import { ApiError, HEADERS } from "@safepassage/api";
import { type Context, Hono } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { SignInNotAnew } from "./asked-anew.ts";
import { createPendingSignIns } from "./pending-sign-ins.ts";
import type { People } from "./people.ts";
import type { Provider, SignInHow, Tokens } from "./provider.ts";
import { type Session, type Sessions, type SignedIn, sameText } from "./sessions.ts";

/** Officers who sign in with a browser: the gateway is the client of the provider, and no token reaches a page. */
export interface Browser {
  /** Address at which browsers reach the gateway. */
  readonly url: string;
  /** Routes under `/session`. */
  readonly routes: Hono;
  /**
   * Finds the session of a request, if it has a cookie of one. A change needs the token of the page too.
   *
   * @throws ApiError `API_SESSION_OVER`, `API_PROVIDER_AWAY`, `API_PAGE_TOKEN_MISSING`.
   */
  sessionOf(request: Request): Promise<Session | undefined>;
}

/**
 * Makes the sign-in of browsers.
 *
 * The cookie of a session is HttpOnly and SameSite=Strict. One that comes back from the provider came from another site,
 * so that page leads on by itself: only then the browser sends the cookie.
 *
 * @param url - Address at which browsers reach the gateway.
 * @param hasPages - Whether there are pages. Then a sign-in that fails leads to them, with the code: `/?problem=CODE`.
 */
export function createBrowser({
  url,
  people,
  provider,
  sessions,
  hasPages,
}: {
  readonly url: string;
  readonly people: People;
  readonly provider: Provider;
  readonly sessions: Sessions;
  readonly hasPages: boolean;
}): Browser {
  const { protocol, port } = new URL(url);
  const isSecure = protocol === "https:";
  // A browser has one cookie of a name for all ports of a host (RFC 6265, Section 8.5): gateways on one host keep theirs apart.
  const name = `${isSecure ? "__Host-" : ""}safepassage${port === "" ? "" : `-${port}`}`;
  const cookie = { path: "/", httpOnly: true, secure: isSecure } as const;
  const redirect = `${url.replace(/\/$/, "")}/session/callback`;
  // Who signs out does not want the next person at this desk to go on in that name, though the provider still knows it.
  const signedOut = `${name}-signed-out`;
  const lax = { ...cookie, sameSite: "Lax" } as const;
  const isSignedOut = (c: Context): boolean => getCookie(c, signedOut) !== undefined;
  const pending = createPendingSignIns(`${name}-sign-in`, cookie);
  const routes = new Hono();
  /** Whoever signs in looks at a page, and not at a problem document. */
  const orPage = async (c: Context, sign: () => Promise<Response>): Promise<Response> => {
    try {
      return await sign();
    } catch (error) {
      if (!hasPages || !(error instanceof ApiError)) throw error;
      return leadOn(c, `/?problem=${error.code}`);
    }
  };
  /** Reads who has signed in. A session keeps the refresh token, and no page gets one. */
  const signedInBy = async ({ access, refresh }: Tokens): Promise<SignedIn> => {
    const asked = new Request(url, { headers: { authorization: `Bearer ${access}` } });
    const officer = await people.identify(asked, true);
    if (refresh === undefined) return { officer };
    // A refresh token may be good once: the next attempt goes on with what the last has brought, though nobody could be found by it.
    let last = refresh;
    return {
      officer,
      renewal: {
        async renew() {
          const tokens = await provider.refresh(last);
          last = tokens.refresh ?? last;
          return signedInBy(tokens);
        },
        revoke: () => void provider.revoke(last),
      },
    };
  };

  /** Leads to the provider. After a sign-out it asks for the person anew, until somebody has signed in. */
  const begin = async (c: Context, to: string, how: SignInHow = {}): Promise<Response> => {
    const { url, ...signIn } = await provider.signInAt(redirect, { anew: isSignedOut(c), ...how });
    pending.keep(c, { signIn, to, hint: how.hint });
    return c.redirect(url, 303);
  };

  routes.get("/session/sign-in", (c) =>
    orPage(c, () =>
      begin(c, placeOf(c.req.query("to")), { hint: hintOf(c.req.query("login_hint")) }),
    ),
  );

  routes.get("/session/callback", (c) =>
    orPage(c, async () => {
      const found = pending.take(c);
      if (found === undefined) {
        throw new ApiError("API_SIGN_IN_FAILED", "no sign-in is under way in this browser");
      }
      const { hint } = found;
      // Another window has signed out meanwhile, and the provider was not told to ask.
      if (isSignedOut(c) && found.signIn.anewAt === undefined) return begin(c, found.to, { hint });
      const callback = new URL(redirect);
      callback.search = new URL(c.req.url).search;
      const tokens = await provider.redeem(callback, found.signIn).catch((error: unknown) => {
        if (error instanceof SignInNotAnew) return undefined;
        throw error;
      });
      // The provider does not heed the longest time.
      if (tokens === undefined) return begin(c, found.to, { hint, anew: true });
      const session = sessions.begin(await signedInBy(tokens));
      setCookie(c, name, session, { ...cookie, sameSite: "Strict" });
      setCookie(c, signedOut, "", { ...lax, maxAge: 0 });
      return leadOn(c, found.to);
    }),
  );

  routes.post("/session/sign-out", (c) => {
    const value = getCookie(c, name);
    const done = () => c.body(null, 204, { "cache-control": "no-store" });
    // A form of another site brings no cookie. An answer that clears it would end what the officer sees, and not the session.
    if (value === undefined) return done();
    // The provider is not asked: a sign-out works while it is away, too.
    const pageToken = sessions.pageTokenOf(value);
    if (pageToken !== undefined) {
      requirePage(c.req.raw, { pageToken });
      sessions.end(value);
    }
    // Lax: a link of another site to the sign-in brings it too.
    setCookie(c, signedOut, "1", { ...lax, maxAge: SIGNED_OUT_S });
    setCookie(c, name, "", { ...cookie, sameSite: "Strict", maxAge: 0 });
    return done();
  });

  return {
    url,
    routes,
    async sessionOf(request) {
      const value = cookiesOf(request).get(name);
      if (value === undefined) return undefined;
      const session = await sessions.find(value);
      if (request.method !== "GET") requirePage(request, session);
      return session;
    },
  };
}

/** The longest time that browsers keep a cookie: 400 days. A provider may keep somebody signed in as long. */
const SIGNED_OUT_S = 34_560_000;

/** Only a place of this gateway: a link of somebody else's must not lead away after a sign-in. */
function placeOf(to = "/"): string {
  return /^\/(?![/\\])[\w./?&=%-]{0,512}$/.test(to) ? to : "/";
}

/** Who is expected to sign in, for the provider to suggest. What looks like no name of an account is left out. */
function hintOf(hint = ""): string | undefined {
  return /^[\w.@+-]{1,128}$/.test(hint) ? hint : undefined;
}

/** A page of this site, from which the browser goes on with the cookie. */
function leadOn(c: Context, to: string): Response {
  const place = to.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  const page = `<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0; url=${place}"><title>Safepassage</title><a href="${place}">Go on</a>`;
  return c.html(page, 200, {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'",
  });
}

function requirePage({ headers }: Request, { pageToken }: Pick<Session, "pageToken">): void {
  if (sameText(headers.get(HEADERS.page) ?? "", pageToken)) return;
  throw new ApiError("API_PAGE_TOKEN_MISSING", "not from a page of this gateway");
}

function cookiesOf({ headers }: Request): ReadonlyMap<string, string> {
  const pairs = (headers.get("cookie") ?? "").split(/; */).map((pair) => {
    const end = pair.indexOf("=");
    return [pair.slice(0, end), pair.slice(end + 1)] as const;
  });
  return new Map(pairs);
}
