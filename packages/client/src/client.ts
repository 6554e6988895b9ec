import type { Api } from "@safepassage/api";
import { hc } from "hono/client";

/** How a program reaches its gateway. */
export interface ClientOptions {
  /** Address of the gateway's local port, such as `http://127.0.0.1:8402`. */
  readonly url: string;
  /** The token, or what gets one: an access token lives for minutes. */
  readonly token: string | (() => string | Promise<string>);
  /** Default: that of the system. */
  readonly fetch?: (request: Request) => Promise<Response>;
}

/** All operations of the local API, by path and method: `client.v1.inbox.$get({ query: {} })`. */
export type Client = ReturnType<typeof hc<Api>>;

/** Makes a client. It knows the types of all parts of requests and answers, and no code of a gateway comes with it. */
export function createClient({ url, token, fetch = send }: ClientOptions): Client {
  return hc<Api>(url, {
    headers: async () => ({
      authorization: `Bearer ${typeof token === "string" ? token : await token()}`,
    }),
    fetch: (input: string | URL | Request, init?: RequestInit) => fetch(new Request(input, init)),
  });
}

const send = (request: Request): Promise<Response> => globalThis.fetch(request);
