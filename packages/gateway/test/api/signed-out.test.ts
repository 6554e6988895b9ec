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
function open() {
  const people = {
    ...{ issuer: provider.issuer, audience: provider.audience, client: "console", url: GATEWAY },
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
  return { begin, choose, me, signOut };
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
