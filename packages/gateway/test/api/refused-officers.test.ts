import { startProvider, type TestProvider } from "@safepassage/testing/provider";
import { openVisitor } from "@safepassage/testing/visitor";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createExchange } from "../world.ts";

const GATEWAY = "http://127.0.0.1";
let provider: TestProvider;
let other: TestProvider;
beforeAll(async () => {
  const people = { "case-1": { groups: ["case-workers"] } };
  [provider, other] = await Promise.all([startProvider(people), startProvider(people)]);
});
afterAll(() => Promise.all([provider.close(), other.close()]));

/** A gateway with officers, and what its operator is told of them. */
function open(change: object = {}) {
  const people = {
    ...{ issuer: provider.issuer, audience: provider.audience },
    roles: { claim: "groups", caseworker: ["case-workers"] },
    ...change,
  };
  const { b } = createExchange({ own: { "NGO-B": { people } } });
  const ask = async (token: string) => {
    const headers = { authorization: `Bearer ${token}` };
    const { status, json } = await b.call("GET", "/v1/me", undefined, headers);
    return json.code ?? status;
  };
  const told = () => b.log.flatMap(({ event, code }) => (event === "officerRefused" ? [code] : []));
  return { b, ask, told };
}

/** A token that nobody has signed. */
function forged(claims: object, typ = "at+jwt"): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const now = Math.floor(Date.now() / 1000);
  const all = {
    ...{ iss: provider.issuer, aud: provider.audience, sub: "case-1", client_id: "console" },
    ...{ jti: "x", iat: now, exp: now + 300, ...claims },
  };
  return `${part({ alg: "ES256", typ })}.${part(all)}.${"A".repeat(86)}`;
}

it("the operator is told why a token is not taken, and the officer a code alone", async () => {
  const token = await provider.signIn("case-1");
  const cases: readonly (readonly [object, string, string])[] = [
    [{ audience: "https://another.test" }, token, "TOKEN_AUDIENCE"],
    [{ tokenSeconds: 60 }, token, "TOKEN_LONG"],
    [{}, await other.signIn("case-1"), "TOKEN_ISSUER"],
    [{}, forged({}), "TOKEN_KEY"],
    [{}, forged({}, "JWT"), "TOKEN_FORM"],
    [{}, forged({ client_id: undefined }), "TOKEN_FORM"],
    [{}, "a.b.c", "TOKEN_FORM"],
  ];
  for (const [change, shown, why] of cases) {
    const { ask, told } = open(change);
    expect([why, await ask(shown), told()]).toEqual([why, "API_TOKEN_REFUSED", [why]]);
  }
  const unnamed = open({ officer: "employee_number" });
  expect(await unnamed.ask(token)).toBe("API_OFFICER_UNKNOWN");
  expect(unnamed.told()).toEqual(["API_OFFICER_UNKNOWN"]);
});

it("the operator is told each cause once a minute, however often somebody shows a bad token", async () => {
  const { ask, told } = open();
  for (let turn = 0; turn < 5; turn += 1) {
    expect(await ask("a.b.c")).toBe("API_TOKEN_REFUSED");
    expect(await ask(forged({}))).toBe("API_TOKEN_REFUSED");
  }
  expect(told()).toEqual(["TOKEN_FORM", "TOKEN_KEY"]);
});

it("a token that is good, and one that is over, are not told of", async () => {
  const { ask, told } = open();
  expect(await ask(await provider.signIn("case-1"))).toBe(200);
  expect(await ask(forged({ exp: 1 }))).toBe("API_TOKEN_REFUSED");
  expect(told()).toEqual([]);
});

it("the operator is told of a provider that is away, or another, once for all who ask meanwhile", async () => {
  const token = await provider.signIn("case-1");
  const away = open({ issuer: "http://127.0.0.1:1" });
  const another = open({ issuer: provider.issuer.replace("127.0.0.1", "localhost") });
  for (const [{ ask, told }, why] of [
    [away, "PROVIDER_AWAY"],
    [another, "PROVIDER_OTHER"],
  ] as const) {
    expect(await Promise.all([ask(token), ask(token)])).toEqual([
      "API_PROVIDER_AWAY",
      "API_PROVIDER_AWAY",
    ]);
    expect(await ask(token)).toBe("API_PROVIDER_AWAY");
    expect(told()).toEqual([why]);
  }
});

it("the operator is told why nobody can sign in with a browser", async () => {
  const { b, told } = open({
    ...{ client: "console", url: GATEWAY, tokenSeconds: 60, scope: "openid offline_access" },
  });
  const { visit, choose } = openVisitor((request) =>
    new URL(request.url).origin === GATEWAY ? b.gateway.localFetch(request) : fetch(request),
  );
  const page = await visit(`${GATEWAY}/session/sign-in`);
  const { response } = await choose(page, "case-1");
  expect((await response.json()).code).toBe("API_TOKEN_REFUSED");
  // What the provider says of a sign-in comes with the state of this browser alone.
  const begun = await visit(`${GATEWAY}/session/sign-in`);
  expect(await begun.response.text()).toContain("Choose a person");
  expect(told()).toEqual(["TOKEN_LONG"]);
});
