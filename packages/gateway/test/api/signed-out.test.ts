import { startProvider, type TestProvider } from "@safepassage/testing/provider";
import { openVisitor } from "@safepassage/testing/visitor";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createExchange } from "../world.ts";

const GATEWAY = "http://127.0.0.1";
let provider: TestProvider;
beforeAll(async () => {
  provider = await startProvider({ mira: { groups: ["workers"] } }, { staysSignedIn: true });
});
afterAll(() => provider.close());

/** A browser at a desk that several people use, with a provider that stays signed in. */
function open(url = GATEWAY) {
  const people = {
    ...{ issuer: provider.issuer, audience: provider.audience, client: "console", url },
    ...{ scope: "openid offline_access", roles: { claim: "groups", caseworker: ["workers"] } },
  };
  const { b } = createExchange({ own: { "NGO-B": { people } } });
  const { send, visit, choose } = openVisitor((request) =>
    new URL(request.url).origin === GATEWAY ? b.gateway.localFetch(request) : fetch(request),
  );
  const begin = () => visit(`${GATEWAY}/session/sign-in`);
  const me = async () => (await send(`${GATEWAY}/v1/me`)).json() as Promise<Me>;
  const signOut = async () => {
    const headers = { "safepassage-page": String((await me()).pageToken) };
    return send(`${GATEWAY}/session/sign-out`, { method: "POST", headers });
  };
  /** The cookies that a sign-out with these cookies sets. */
  const signOutWith = async (headers: HeadersInit) => {
    const request = new Request(`${url}/session/sign-out`, { method: "POST", headers });
    return (await b.gateway.localFetch(request)).headers.getSetCookie();
  };
  return { begin, send, visit, choose, me, signOut, signOutWith };
}

interface Me {
  readonly officer?: string;
  readonly pageToken?: string;
}

it("a sign-out holds though the provider still knows who was there: it asks for the person anew, once", async () => {
  const { begin, choose, me, signOut } = open();
  await choose(await begin(), "mira");
  expect((await begin()).url.pathname).toBe("/session/callback");
  expect((await signOut()).status).toBe(204);
  expect((await begin()).url.origin).toBe(provider.issuer);
  // It asks each time until somebody has signed in.
  const asked = await begin();
  expect(asked.url.origin).toBe(provider.issuer);
  expect((await me()).officer).toBeUndefined();
  await choose(asked, "mira");
  expect((await me()).officer).toBe("mira");
  expect((await begin()).url.pathname).toBe("/session/callback");
});

it("a sign-in that was begun before a sign-out is begun anew, and leads to the same place", async () => {
  const { begin, send, visit, choose, me, signOut } = open();
  const early = await send(`${GATEWAY}/session/sign-in?to=/inbox`);
  await choose(await begin(), "mira");
  await signOut();
  // The provider knows by now who was there, and asks nobody.
  const asked = await visit(early.headers.get("location") ?? "");
  expect(asked.url.origin).toBe(provider.issuer);
  expect((await me()).officer).toBeUndefined();
  const { response } = await choose(asked, "mira");
  expect(await response.text()).toContain('url=/inbox"');
  expect((await me()).officer).toBe("mira");
});

it("a sign-in that fails after a sign-out leaves it at that: the next one is asked for anew", async () => {
  const { begin, send, visit, choose, signOut } = open();
  await choose(await begin(), "mira");
  await signOut();
  const led = new URL((await send(`${GATEWAY}/session/sign-in`)).headers.get("location") ?? "");
  const ended = { state: led.searchParams.get("state") ?? "", iss: provider.issuer };
  const answer = new URLSearchParams({ ...ended, error: "access_denied" });
  const { response } = await visit(`${GATEWAY}/session/callback?${answer}`);
  expect((await response.json()).code).toBe("API_SIGN_IN_FAILED");
  expect((await begin()).url.origin).toBe(provider.issuer);
});

it.each([
  ["is not told otherwise", (asked: URL) => asked],
  [
    "does not heed the longest time",
    (asked: URL) => {
      asked.searchParams.delete("max_age");
      return asked;
    },
  ],
])(
  "a sign-in of more than half an hour ago lets nobody in, where the provider %s",
  async (_, changed) => {
    const { begin, send, visit, choose, me } = open();
    await choose(await begin(), "mira");
    provider.age(1700);
    expect((await begin()).url.pathname).toBe("/session/callback");
    provider.age(600);
    const other = await send(`${GATEWAY}/session/sign-in?to=/inbox`);
    const asked = await visit(changed(new URL(other.headers.get("location") ?? "")));
    expect(asked.url.origin).toBe(provider.issuer);
    const { response } = await choose(asked, "mira");
    expect(await response.text()).toContain('url=/inbox"');
    expect((await me()).officer).toBe("mira");
  },
);

it("a sign-in that the provider is asked for anew says again who is expected, and not in an address of the gateway", async () => {
  const { begin, send, visit, choose, me } = open();
  await choose(await begin(), "mira");
  provider.age(2400);
  const led = await send(`${GATEWAY}/session/sign-in?to=/inbox&login_hint=mira`);
  const asked = new URL(led.headers.get("location") ?? "");
  asked.searchParams.delete("max_age");
  // The provider knows who is expected, and does not ask.
  const { url, response } = await visit(asked);
  expect(`${url.origin}${url.pathname}`).toBe(`${GATEWAY}/session/callback`);
  expect(url.href).not.toContain("mira");
  expect(await response.text()).toContain('url=/inbox"');
  expect((await me()).officer).toBe("mira");
});

it("a sign-in that was begun before a sign-out says again who is expected, too", async () => {
  const { begin, send, visit, choose, me, signOut } = open();
  const early = await send(`${GATEWAY}/session/sign-in?login_hint=mira`);
  await choose(await begin(), "mira");
  await signOut();
  const led = new URL(early.headers.get("location") ?? "");
  led.searchParams.delete("login_hint");
  expect((await visit(led)).url.pathname).toBe("/session/callback");
  expect((await me()).officer).toBe("mira");
});

it("another site signs nobody out: what comes without the cookie changes none", async () => {
  expect(await open().signOutWith({})).toEqual([]);
});

it.each([
  [GATEWAY, "safepassage", "HttpOnly"],
  ["https://console.test", "__Host-safepassage", "HttpOnly; Secure"],
  ["https://console.test:8443", "__Host-safepassage-8443", "HttpOnly; Secure"],
])("a sign-out at %s holds also for a session that is over", async (url, name, how) => {
  expect(await open(url).signOutWith({ cookie: `${name}=over` })).toEqual([
    `${name}-signed-out=1; Max-Age=34560000; Path=/; ${how}; SameSite=Lax`,
    `${name}=; Max-Age=0; Path=/; ${how}; SameSite=Strict`,
  ]);
});
