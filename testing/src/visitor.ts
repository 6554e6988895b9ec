import { CookieJar } from "tough-cookie";

/** What a browser does with redirects, cookies and a form, without a screen. */
export interface Visitor {
  /** Cookies by host and path. As in a browser, ports share them (RFC 6265, Section 8.5). */
  readonly jar: CookieJar;
  /** Makes one request with its cookies. Follows no redirect. */
  send(url: URL | string, init?: RequestInit): Promise<Response>;
  /** Goes to an address, and on to where it is led. */
  visit(url: URL | string, init?: RequestInit): Promise<Visited>;
  /**
   * Chooses a person on the sign-in page of a provider, and goes on to where that leads.
   *
   * @param id - The staff id, as the page's button has it.
   */
  choose(page: Visited, id: string): Promise<Visited>;
}

/** Where a visitor has come to. */
export interface Visited {
  readonly url: URL;
  readonly response: Response;
}

/**
 * Opens a visitor without cookies.
 *
 * @param ask - Makes the requests. Default: `fetch`.
 */
export function openVisitor(ask: (request: Request) => Promise<Response> = fetch): Visitor {
  const jar = new CookieJar();
  const send: Visitor["send"] = async (url, init = {}) => {
    const { href } = new URL(url);
    const cookie = await jar.getCookieString(href);
    const headers = new Headers(init.headers);
    if (cookie !== "") headers.set("cookie", cookie);
    const response = await ask(new Request(href, { ...init, redirect: "manual", headers }));
    for (const line of response.headers.getSetCookie()) await jar.setCookie(line, href);
    return response;
  };
  const visit: Visitor["visit"] = async (start, init) => {
    let url = new URL(start);
    let response = await send(url, init);
    for (let count = 0; count < MOST_REDIRECTS; count++) {
      const next = response.headers.get("location");
      if (next === null) return { url, response };
      url = new URL(next, url);
      response = await send(url);
    }
    throw new Error(`led on and on, at last to ${url.origin}${url.pathname}`);
  };
  return {
    jar,
    send,
    visit,
    choose: ({ url }, id) =>
      visit(url, { method: "POST", body: new URLSearchParams({ person: id }) }),
  };
}

/** As many as browsers follow. */
const MOST_REDIRECTS = 20;
