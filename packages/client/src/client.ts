import type { Api } from "@safepassage/api";
import { HEADERS } from "@safepassage/api/reasons";
import { hc } from "hono/client";
import { requireAddress, withOwnParts } from "./address.ts";

/** How a program or a page reaches its gateway. */
export type ClientOptions = Reach & (ByToken | ByPage);

interface Reach {
  /** Address of the gateway's local port, such as `http://127.0.0.1:8402`. */
  readonly url: string;
  /** Default: that of the system. */
  readonly fetch?: (request: Request) => Promise<Response>;
}

interface ByToken {
  /** The token, or what gets one: an access token lives for minutes. */
  readonly token: string | (() => string | Promise<string>);
}

interface ByPage {
  /** For a page that the gateway serves: gets `pageToken` of `whoAmI`. Who asks is told by the cookie of the session. */
  readonly page: () => string | undefined;
}

/** All operations of the local API, by path and method: `client.v1.inbox.$get({ query: {} })`. */
export type Client = ReturnType<typeof hc<Api>>;

/**
 * Makes a client. It knows the types of all parts of requests and answers, and no code of a gateway comes with it.
 *
 * @throws TypeError for an address that is none, and a token that cannot be one.
 */
export function createClient({ url, fetch = send, ...who }: ClientOptions): Client {
  if ("token" in who) requireToken(who.token);
  const asked = hc<Api>(requireAddress(url), {
    headers: () => headersOf(who),
    fetch: (input: string | URL | Request, init?: RequestInit) => fetch(new Request(input, init)),
  });
  const client = withOwnParts(asked);
  attempts.set(client, attemptsOf(who));
  return client;
}

/** How often in a row it makes sense that a client asks where nobody is admitted. */
export function attemptsAtDoor(client: Client): number {
  return attempts.get(client) ?? 1;
}

const attempts = new WeakMap<Client, number>();

function attemptsOf(who: ByToken | ByPage): number {
  // Whoever has the page open may sign in again.
  if ("page" in who) return Number.POSITIVE_INFINITY;
  return typeof who.token === "string" ? 1 : 2;
}

function requireToken(token: ByToken["token"]): void {
  if (typeof token !== "string" || /^[\x21-\x7e]+$/.test(token.trim())) return;
  throw new TypeError("token is one line of visible ASCII characters");
}

async function headersOf(who: ByToken | ByPage): Promise<Record<string, string>> {
  if ("page" in who) {
    const token = who.page();
    return token === undefined ? {} : { [HEADERS.page]: token };
  }
  const { token } = who;
  return { authorization: `Bearer ${typeof token === "string" ? token : await token()}` };
}

const send = (request: Request): Promise<Response> => globalThis.fetch(request);
