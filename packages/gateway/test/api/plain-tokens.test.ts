import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createProofKey } from "@safepassage/testing/proof-key";
import { startProvider, type TestProvider } from "@safepassage/testing/provider";
import { openVisitor } from "@safepassage/testing/visitor";
import * as jose from "jose";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createExchange } from "../world.ts";

/** A provider whose access tokens do not follow RFC 9068, and what a gateway takes of it. */
const GATEWAY = "http://127.0.0.1";
let provider: TestProvider;
let own: Awaited<ReturnType<typeof startOwn>>;
beforeAll(async () => {
  provider = await startProvider({ mira: { groups: ["workers"] } }, { tokens: "jwt" });
  own = await startOwn();
});
afterAll(() => Promise.all([provider.close(), own.close()]));

function open(change: object = {}) {
  const people = {
    ...{ issuer: provider.issuer, audience: provider.audience, tokens: "jwt" as const },
    ...{ client: "console", url: GATEWAY, roles: { claim: "groups", caseworker: ["workers"] } },
    ...change,
  };
  const { b } = createExchange({ own: { "NGO-B": { people } } });
  const ask = async (token: string, more: object = {}) => {
    const headers = { authorization: `Bearer ${token}`, ...more };
    const { status, json } = await b.call("GET", "/v1/me", undefined, headers);
    return json.code ?? status;
  };
  const told = () => b.log.flatMap(({ event, code }) => (event === "officerRefused" ? [code] : []));
  return { b, ask, told };
}

it("a program and a browser sign in where the configuration says so, and a resource is named nowhere", async () => {
  const token = await provider.signIn("mira");
  expect(jose.decodeProtectedHeader(token).typ).toBe("JWT");
  const { b, ask } = open({ scope: "openid offline_access" });
  expect(await ask(token)).toBe(200);
  const { visit, choose, send } = openVisitor((request) =>
    new URL(request.url).origin === GATEWAY ? b.gateway.localFetch(request) : fetch(request),
  );
  await choose(await visit(`${GATEWAY}/session/sign-in`), "mira");
  expect((await (await send(`${GATEWAY}/v1/me`)).json()).officer).toBe("mira");

  const strict = open({ tokens: "at+jwt" });
  expect(await strict.ask(token)).toBe("API_TOKEN_REFUSED");
  expect(strict.told()).toEqual(["TOKEN_FORM"]);
});

it("no proof of possession is offered that would not be checked, and none is taken", async () => {
  const { b, ask, told } = open();
  const { headers } = await b.gateway.localFetch(new Request(`${GATEWAY}/v1/me`));
  expect(headers.get("www-authenticate")).toMatch(/^Bearer[^,]*$/);
  const token = await provider.signIn("mira");
  const dpop = createProofKey().prove("GET", `${GATEWAY}/v1/me`, token);
  expect(await ask(token, { dpop })).toBe("API_TOKEN_REFUSED");
  expect(await ask(token, { authorization: `DPoP ${token}`, dpop })).toBe("API_TOKEN_REFUSED");
  // It is a matter of the program. The provider has nothing to change.
  expect(told()).toEqual([]);
});

it("an ID token opens nothing, nor does another token that is no access token for this gateway", async () => {
  const { issuer, audience, sign } = own;
  const sound = { azp: "console", groups: ["workers"] };
  const cases: readonly (readonly [string, object, object, string | undefined])[] = [
    ["sound", sound, {}, undefined],
    ["of RFC 9068", { ...sound, azp: undefined, client_id: "c" }, { typ: "at+jwt" }, undefined],
    ["an ID token of the gateway", { ...sound, aud: "console" }, {}, "TOKEN_AUDIENCE"],
    ["an ID token for two", { ...sound, aud: ["console", audience] }, {}, "TOKEN_FORM"],
    ["an ID token of the audience", { ...sound, azp: undefined }, {}, "TOKEN_FORM"],
    ["an ID token by what it says", { ...sound, at_hash: "x" }, {}, "TOKEN_FORM"],
    ["one of two clients, one of them its own", { ...sound, cid: audience }, {}, "TOKEN_FORM"],
    ["one of its own client", { ...sound, azp: audience }, {}, "TOKEN_FORM"],
    ["a logout token", sound, { typ: "logout+jwt" }, "TOKEN_FORM"],
    ["bound to a key", { ...sound, cnf: { jkt: "x" } }, {}, "TOKEN_FORM"],
    ["of another issuer", { ...sound, iss: "https://other.test" }, {}, "TOKEN_ISSUER"],
    ["of nobody", { ...sound, sub: undefined }, {}, "TOKEN_FORM"],
    ["without an end", { ...sound, exp: undefined }, {}, "TOKEN_FORM"],
    ["of a long life", { ...sound, exp: 9_999_999_999 }, {}, "TOKEN_LONG"],
    ["under an unknown key", sound, { kid: "other" }, "TOKEN_KEY"],
  ];
  // That a token is over, or not valid yet, is a matter of its program.
  for (const times of [{ exp: 1 }, { nbf: 9_999_999_999 }]) {
    const { ask, told } = open({ issuer, audience });
    expect(await ask(await sign({ ...sound, ...times }))).toBe("API_TOKEN_REFUSED");
    expect(told()).toEqual([]);
  }
  for (const [name, claims, header, why] of cases) {
    const { ask, told } = open({ issuer, audience });
    const expected = why === undefined ? [name, 200, []] : [name, "API_TOKEN_REFUSED", [why]];
    expect([name, await ask(await sign(claims, header)), told()]).toEqual(expected);
  }
});

it("a token that another has signed opens nothing", async () => {
  const { issuer, audience, sign, jwk } = own;
  const { ask, told } = open({ issuer, audience });
  const token = await sign({ azp: "console", groups: ["workers"] });
  const [head = "", payload = "", signature = ""] = token.split(".");
  const other = await jose.generateKeyPair("ES256");
  const claims = jose.decodeJwt(token);
  const forged = new jose.SignJWT(claims).setProtectedHeader({ alg: "ES256", kid: "1" });
  expect(await ask(await forged.sign(other.privateKey))).toBe("API_TOKEN_REFUSED");
  expect(told()).toEqual(["TOKEN_KEY"]);
  // With the public key for a secret, or without a signature at all.
  const secret = new TextEncoder().encode(JSON.stringify(jwk));
  const shared = new jose.SignJWT(claims).setProtectedHeader({ alg: "HS256", kid: "1" });
  expect(await ask(await shared.sign(secret))).toBe("API_TOKEN_REFUSED");
  const none = Buffer.from(JSON.stringify({ alg: "none" })).toString("base64url");
  expect(await ask(`${none}.${payload}.`)).toBe("GATEWAY_UNAUTHORISED");
  expect(await ask(`${none}.${payload}.${signature}`)).toBe("API_TOKEN_REFUSED");
  expect(await ask(`${head}.${payload}.${signature.slice(0, -4)}AAAA`)).toBe("API_TOKEN_REFUSED");
  expect(await ask("a.b.c")).toBe("API_TOKEN_REFUSED");
  expect(await ask(token)).toBe(200);
});

it("strangers with unknown keys do not have the provider asked again and again", async () => {
  const { issuer, audience, sign, asked } = own;
  const { ask } = open({ issuer, audience });
  const before = asked();
  for (let turn = 0; turn < 20; turn += 1) {
    expect(await ask(await sign({ azp: "console" }, { kid: `k${turn}` }))).toBe(
      "API_TOKEN_REFUSED",
    );
  }
  // Once for all keys, and once for a key that was not among them.
  expect(asked() - before).toBe(2);
});

it.each([
  [500, "{}", "PROVIDER_AWAY"],
  [200, "[]", "PROVIDER_OTHER"],
])("keys that come as %s %s are a matter of the provider", async (status, body, why) => {
  const { issuer, audience, sign, answerKeys } = own;
  answerKeys(status, body);
  const { ask, told } = open({ issuer, audience });
  expect(await ask(await sign({ azp: "console" }))).toBe("API_PROVIDER_AWAY");
  expect(told()).toEqual([why]);
  answerKeys();
});

/** A provider that signs whatever it is told. */
async function startOwn() {
  const { publicKey, privateKey } = await jose.generateKeyPair("ES256");
  const jwk = { ...(await jose.exportJWK(publicKey)), kid: "1", alg: "ES256" };
  const sound = JSON.stringify({ keys: [jwk] });
  let keys = { status: 200, body: sound };
  let asked = 0;
  const server = createServer(({ url }, response) => {
    const isKeys = url === "/keys";
    if (isKeys) asked += 1;
    response.writeHead(isKeys ? keys.status : 200, { "content-type": "application/json" });
    response.end(isKeys ? keys.body : JSON.stringify({ issuer, jwks_uri: `${issuer}/keys` }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const audience = "api://gateway";
  const sign = (claims: object, header: object = {}): Promise<string> => {
    const now = Math.floor(Date.now() / 1000);
    const all = { iss: issuer, aud: audience, sub: "mira", iat: now, exp: now + 300, ...claims };
    return new jose.SignJWT(all)
      .setProtectedHeader({ alg: "ES256", kid: "1", typ: "JWT", ...header })
      .sign(privateKey);
  };
  return {
    ...{ issuer, audience, jwk, sign, asked: () => asked },
    answerKeys(status = 200, body = sound) {
      keys = { status, body };
    },
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}
