import { AgencyError, type AgencyStore } from "@safepassage/agency";
import { startProvider, type TestProvider } from "@safepassage/testing/provider";
import { openVisitor, type Visited } from "@safepassage/testing/visitor";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createExchange, requestS011 } from "../world.ts";

const GATEWAY = "http://127.0.0.1";
let shared: TestProvider;
beforeAll(async () => {
  shared = await startProvider({ "case-1": { groups: ["workers"], acr: "high" } });
});
afterAll(() => shared.close());

/** A browser in front of NGO-B's gateway: it keeps cookies, and follows where it is led. */
function open(
  provider: TestProvider = shared,
  change: object = {},
  wrap = (store: AgencyStore): AgencyStore => store,
) {
  const people = {
    ...{ issuer: provider.issuer, audience: provider.audience, client: "console", url: GATEWAY },
    ...{ scope: "openid offline_access", assurance: { claim: "acr", high: ["high"] } },
    roles: { claim: "groups", caseworker: ["workers"] },
    ...change,
  };
  const { b } = createExchange({ own: { "NGO-B": { people } }, wrap });
  const { jar, send, visit, choose } = openVisitor((request) =>
    new URL(request.url).origin === GATEWAY ? b.gateway.localFetch(request) : fetch(request),
  );
  /** Strangers begin to sign in, each in a browser of its own. */
  const others = async (count: number): Promise<void> => {
    for (let number = 0; number < count; number++) {
      await b.gateway.localFetch(new Request(`${GATEWAY}/session/sign-in`));
    }
  };
  const signIn = async (to = "") =>
    choose(await visit(`${GATEWAY}/session/sign-in${to}`), "case-1");
  const ask = async (method: string, path: string, body?: unknown, headers: HeadersInit = {}) => {
    const response = await send(`${GATEWAY}${path}`, {
      method,
      headers: { ...headers, ...(body !== undefined && { "content-type": "application/json" }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, json: text === "" ? undefined : JSON.parse(text) };
  };
  return { jar, visit, choose, signIn, ask, others };
}

describe("a browser", () => {
  it("signs in through the provider, and works with a cookie that no page can read", async () => {
    const { signIn, ask, jar } = open();
    const { response, url } = await signIn("?to=/inbox%3Fstate=accepted");
    expect([response.status, url.pathname]).toEqual([200, "/session/callback"]);
    const [line = ""] = response.headers.getSetCookie().filter((one) => /^safepassage=/.test(one));
    expect(line).toMatch(/HttpOnly; SameSite=Strict$/);
    expect(await response.text()).toContain('url=/inbox?state=accepted"');
    const me = await ask("GET", "/v1/me");
    expect(me.json).toMatchObject({ kind: "officer", officer: "case-1", assurance: 3 });
    expect((await ask("GET", "/v1/inbox")).status).toBe(200);
    // Nothing that the browser holds is a token of the provider.
    const values = (await jar.getCookies(GATEWAY)).map(({ value }) => value);
    expect(values.join(" ")).toMatch(/^[^.]+$/);
  });

  it("passes on who is expected to sign in, and nothing that looks like no name", async () => {
    const { visit, ask } = open();
    // The provider knows who is expected, and does not ask.
    const { url } = await visit(`${GATEWAY}/session/sign-in?to=/inbox&login_hint=case-1`);
    expect(url.pathname).toBe("/session/callback");
    expect((await ask("GET", "/v1/me")).json).toMatchObject({ officer: "case-1" });
    for (const hint of ["a%20b", "x".repeat(129), "%0d%0a", "<b>"]) {
      const other = open();
      const { response } = await other.visit(`${GATEWAY}/session/sign-in?login_hint=${hint}`);
      expect(await response.text()).toContain("Choose a person");
    }
  });

  it("changes something only from a page of the gateway", async () => {
    const { signIn, ask } = open();
    await signIn();
    const { officer: _, ...draft } = requestS011();
    const without = await ask("POST", "/v1/drafts", { draft });
    expect([without.status, without.json.code]).toEqual([403, "API_PAGE_TOKEN_MISSING"]);
    const { pageToken } = (await ask("GET", "/v1/me")).json;
    const page = { "safepassage-page": pageToken };
    expect((await ask("POST", "/v1/drafts", { draft }, page)).status).toBe(201);
    const other = open();
    await other.signIn();
    expect((await other.ask("POST", "/v1/drafts", { draft }, page)).json.code).toBe(
      "API_PAGE_TOKEN_MISSING",
    );
  });

  it("is signed out, and its cookie is worth nothing then", async () => {
    const { signIn, ask, jar } = open();
    await signIn();
    const { pageToken } = (await ask("GET", "/v1/me")).json;
    const cookies = await jar.getCookies(GATEWAY);
    const page = { "safepassage-page": pageToken };
    expect((await ask("POST", "/session/sign-out", undefined, page)).status).toBe(204);
    expect((await ask("GET", "/v1/me")).json.code).toBe("GATEWAY_UNAUTHORISED");
    for (const cookie of cookies) await jar.setCookie(cookie, GATEWAY);
    expect((await ask("GET", "/v1/me")).json.code).toBe("API_SESSION_OVER");
  });

  it("comes back from a sign-in however many strangers have begun one meanwhile", async () => {
    const { visit, choose, ask, others } = open();
    const page = await visit(`${GATEWAY}/session/sign-in`);
    await others(1100);
    const { response } = await choose(page, "case-1");
    expect(response.status).toBe(200);
    expect((await ask("GET", "/v1/me")).json.officer).toBe("case-1");
  });

  it("signs in with two windows at once, each to its own place", async () => {
    const { visit, choose, ask } = open();
    const begin = (to: string) => visit(`${GATEWAY}/session/sign-in?to=${to}`);
    // Both have asked before either has an answer.
    const [first, second] = await Promise.all([begin("/inbox"), begin("/outbox")]);
    for (const [page, place] of [
      [first, "/inbox"],
      [second, "/outbox"],
    ] as const) {
      const { response } = await choose(page, "case-1");
      expect(await response.text()).toContain(`url=${place}"`);
    }
    expect((await ask("GET", "/v1/me")).json.officer).toBe("case-1");
  });

  it("keeps eight sign-ins at most, the newest, and none that is done", async () => {
    const { visit, choose, jar } = open();
    const names = async () =>
      (await jar.getCookies(GATEWAY)).map(({ key }) => key).filter((key) => /sign-in/.test(key));
    const pages = [];
    for (let count = 0; count < 9; count++) pages.push(await visit(`${GATEWAY}/session/sign-in`));
    expect(await names()).toHaveLength(8);
    const [oldest, second] = pages as [Visited, Visited];
    const late = await choose(oldest, "case-1");
    expect((await late.response.json()).code).toBe("API_SIGN_IN_FAILED");
    const { response, url } = await choose(second, "case-1");
    expect(response.status).toBe(200);
    expect(await names()).toHaveLength(7);
    // The way back leads in once.
    expect((await (await visit(url)).response.json()).code).toBe("API_SIGN_IN_FAILED");
  });

  it("is not signed in by the state of another browser", async () => {
    const [other, own] = [open(), open()];
    await other.visit(`${GATEWAY}/session/sign-in`);
    await own.visit(`${GATEWAY}/session/sign-in`);
    const [cookie] = await other.jar.getCookies(GATEWAY);
    const state = cookie?.key.replace("safepassage-sign-in-", "");
    expect(state).toMatch(/^[\w-]{43}$/);
    const stranger = await own.visit(`${GATEWAY}/session/callback?code=x&state=${state}`);
    expect((await stranger.response.json()).code).toBe("API_SIGN_IN_FAILED");
  });

  it("is not signed in by a link of somebody else, nor led away", async () => {
    const { visit, ask } = open();
    const stranger = await visit(`${GATEWAY}/session/callback?code=x&state=y`);
    expect((await stranger.response.json()).code).toBe("API_SIGN_IN_FAILED");
    expect((await ask("GET", "/v1/me")).json.code).toBe("GATEWAY_UNAUTHORISED");
    for (const to of [
      "//elsewhere.test",
      "https://elsewhere.test",
      "/\\elsewhere.test",
      '/"><script>',
    ]) {
      const { response } = await open().signIn(`?to=${encodeURIComponent(to)}`);
      expect(await response.text()).toContain('url=/"');
    }
  });
});

describe("a session", () => {
  it("goes on after its token has ended", async () => {
    await withShortTokens(async (provider) => {
      const { signIn, ask } = open(provider);
      await signIn();
      await pastToken();
      provider.tokensLast(300);
      // Whoever asks at once is answered by one renewal: a refresh token is good once.
      const all = await Promise.all([1, 2, 3].map(() => ask("GET", "/v1/me")));
      expect(all.map(({ json }) => json.officer)).toEqual(["case-1", "case-1", "case-1"]);
    });
  });

  it("ends with its token once the person has left", async () => {
    await withShortTokens(async (provider) => {
      const { signIn, ask } = open(provider);
      await signIn();
      expect((await ask("GET", "/v1/me")).json.officer).toBe("case-1");
      provider.leave("case-1");
      await pastToken();
      expect((await ask("GET", "/v1/me")).json.code).toBe("API_SESSION_OVER");
    });
  });

  it("ends with its token where the provider gives no other one", async () => {
    await withShortTokens(async (provider) => {
      const { signIn, ask } = open(provider, { scope: "openid" });
      await signIn();
      expect((await ask("GET", "/v1/me")).json.officer).toBe("case-1");
      await pastToken();
      expect((await ask("GET", "/v1/me")).json.code).toBe("API_SESSION_OVER");
    });
  });

  it("waits while the provider is away", async () => {
    await withShortTokens(async (provider) => {
      const { signIn, ask } = open(provider);
      await signIn();
      await provider.close();
      await pastToken();
      const away = await ask("GET", "/v1/me");
      expect([away.status, away.json.code]).toEqual([503, "API_PROVIDER_AWAY"]);
    });
  });

  it("ends with a sign-out while the provider is away", async () => {
    await withShortTokens(async (provider) => {
      const { signIn, ask, jar } = open(provider);
      await signIn();
      const page = { "safepassage-page": (await ask("GET", "/v1/me")).json.pageToken };
      const cookies = await jar.getCookies(GATEWAY);
      await provider.close();
      await pastToken();
      const stranger = await ask("POST", "/session/sign-out");
      expect([stranger.status, stranger.json.code]).toEqual([403, "API_PAGE_TOKEN_MISSING"]);
      expect((await ask("POST", "/session/sign-out", undefined, page)).status).toBe(204);
      const names = (await jar.getCookies(GATEWAY)).map(({ key }) => key);
      expect(names).not.toContain("safepassage");
      for (const cookie of cookies) await jar.setCookie(cookie, GATEWAY);
      expect((await ask("GET", "/v1/me")).json.code).toBe("API_SESSION_OVER");
      expect((await ask("POST", "/session/sign-out", undefined, page)).status).toBe(204);
    });
  });

  it("goes on though the store failed when its new token was looked at", async () => {
    await withShortTokens(async (provider) => {
      let isAway = false;
      const { signIn, ask } = open(provider, {}, (store) => ({
        ...store,
        transaction: (work) =>
          isAway
            ? Promise.reject(new AgencyError("GATEWAY_STORE_AWAY", "no answer"))
            : store.transaction(work),
      }));
      await signIn();
      await pastToken();
      isAway = true;
      const away = await ask("GET", "/v1/me");
      expect([away.status, away.json.code]).toEqual([503, "GATEWAY_STORE_AWAY"]);
      isAway = false;
      expect((await ask("GET", "/v1/me")).json.officer).toBe("case-1");
    });
  });
});

/** Life of a token that is to end: long enough to be used before, on a machine that does much else. */
const SHORT_S = 3;

async function withShortTokens(use: (provider: TestProvider) => Promise<void>): Promise<void> {
  const people = { "case-1": { groups: ["workers"] } };
  const provider = await startProvider(people, { tokenSeconds: SHORT_S });
  try {
    await use(provider);
  } finally {
    await provider.close();
  }
}

const pastToken = () => new Promise((resolve) => setTimeout(resolve, SHORT_S * 1000 + 100));
