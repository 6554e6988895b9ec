import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { ApiError } from "@safepassage/api";
import * as jose from "jose";
import { afterEach, expect, it, vi } from "vitest";
import { createProvider } from "./provider.ts";

const servers: Server[] = [];
afterEach(() => {
  vi.unstubAllGlobals();
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

const FORMS = ["jwt", "at+jwt"] as const;

it.each(FORMS)(
  "a %s token under a key that was rolled just now is taken at once",
  async (tokens) => {
    const { ask, sign, addKey } = await begin(tokens);
    expect(await ask(await sign())).toBe("mira");
    const rolled = await addKey("2");
    expect(await ask(await sign({}, rolled))).toBe("mira");
  },
);

it.each(FORMS)(
  "several %s tokens under a new key that come at once are all taken",
  async (tokens) => {
    const { ask, sign, addKey, asked } = await begin(tokens);
    expect(await ask(await sign())).toBe("mira");
    const token = await sign({}, await addKey("2"));
    expect(await Promise.all([ask(token), ask(token), ask(token)])).toEqual([
      "mira",
      "mira",
      "mira",
    ]);
    expect(asked()).toBe(2);
  },
);

it.each(FORMS)("keys that do not come are not asked for by each %s token", async (tokens) => {
  const { ask, sign, answer, asked, told } = await begin(tokens);
  answer(503, "{}");
  for (let turn = 0; turn < 10; turn += 1)
    expect(await ask(await sign())).toBe("API_PROVIDER_AWAY");
  expect(asked()).toBe(1);
  expect(new Set(told)).toEqual(new Set(["PROVIDER_AWAY"]));
});

it.each(
  FORMS.flatMap((tokens) => [
    [tokens, 302, "{}"] as const,
    [tokens, 404, "{}"] as const,
    [tokens, 200, "<html>"] as const,
    [tokens, 200, "{}"] as const,
    [tokens, 200, JSON.stringify({ keys: [{ kty: "EC", crv: "P-256", kid: "1" }] })] as const,
  ]),
)(
  "where %s tokens come, keys that are %s %s are those of another provider",
  async (tokens, status, body) => {
    const { ask, sign, answer, told } = await begin(tokens);
    answer(status, body);
    expect(await ask(await sign())).toBe("API_PROVIDER_AWAY");
    expect(told).toEqual(["PROVIDER_OTHER"]);
  },
);

it.each(FORMS)("a %s token under a key that is too short is refused as a token", async (tokens) => {
  const { ask, sign, addKey } = await begin(tokens);
  const { publicKey } = await crypto.subtle.generateKey(
    {
      name: "RSASSA-PKCS1-v1_5",
      modulusLength: 1024,
      publicExponent: new Uint8Array([1, 0, 1]),
      hash: "SHA-256",
    },
    true,
    ["sign", "verify"],
  );
  await addKey("short", publicKey);
  const [, payload, signature] = (await sign()).split(".");
  const typ = tokens === "jwt" ? "JWT" : tokens;
  const header = encode({ alg: "RS256", kid: "short", typ });
  expect(await ask(`${header}.${payload}.${signature}`)).toBe("TOKEN_FORM");
});

it.each(FORMS)("a %s token that was made later than now is not valid yet", async (tokens) => {
  const { ask, sign } = await begin(tokens);
  const later = Math.floor(Date.now() / 1000) + 86_400;
  expect(await ask(await sign({ iat: later, exp: later + 300 }))).toBe("TOKEN_OVER");
});

it.each(FORMS)("keys of %s tokens are fetched over TLS, as the metadata are", async (tokens) => {
  const seen: string[] = [];
  vi.stubGlobal("fetch", async ({ url }: Request) => {
    // Gateways of other tests in this process ask for their registries meanwhile.
    if (new URL(url).host === "login.test") seen.push(url);
    return Response.json({
      issuer: "https://login.test",
      jwks_uri: "http://login.test/keys",
      keys: [],
    });
  });
  const { sign } = await begin(tokens);
  const provider = createProvider({ issuer: "https://login.test", audience: "api", tokens });
  const token = await sign({ iss: "https://login.test" });
  const headers = { authorization: `Bearer ${token}` };
  await expect(provider.validate(new Request("http://x.test", { headers }))).rejects.toThrow();
  expect(seen).toEqual(["https://login.test/.well-known/openid-configuration"]);
});

it("nothing in a header names another key, or leaves a part of the token unread", async () => {
  const { ask, sign } = await begin("jwt");
  const { publicKey, privateKey } = await jose.generateKeyPair("ES256", { extractable: true });
  const jwk = await jose.exportJWK(publicKey);
  expect(await ask(await sign({}, { kid: "1", privateKey, jwk }))).toBe("TOKEN_KEY");
  expect(await ask(await sign({}, { privateKey, jwk }))).toBe("TOKEN_KEY");
  const [, payload, signature] = (await sign()).split(".");
  const header = encode({ alg: "ES256", kid: "1", typ: "JWT", crit: ["x"], x: 1 });
  expect(await ask(`${header}.${payload}.${signature}`)).toBe("TOKEN_FORM");
});

it.each([
  [{ aud: 5 }, "TOKEN_AUDIENCE"],
  [{ aud: [] }, "TOKEN_AUDIENCE"],
  [{ aud: [["api"]] }, "TOKEN_AUDIENCE"],
  [{ azp: ["console"] }, "TOKEN_FORM"],
  [{ azp: "" }, "TOKEN_FORM"],
  [{ sub: ["mira"] }, "TOKEN_FORM"],
  [{ iat: "1" }, "TOKEN_FORM"],
  [JSON.parse('{"azp":null,"__proto__":{"azp":"console"}}'), "TOKEN_FORM"],
])("a jwt token with the claims %j is refused", async (claims, why) => {
  const { ask, sign } = await begin("jwt");
  expect(await ask(await sign(claims))).toBe(why);
});

it.each(["authorization_endpoint", "token_endpoint", "jwks_uri"])(
  "a provider that is asked over TLS leads nobody elsewhere without it: %s",
  async (place) => {
    const issuer = "https://login.test";
    const places = { authorization_endpoint: `${issuer}/auth`, token_endpoint: `${issuer}/token` };
    const said = { issuer, jwks_uri: `${issuer}/keys`, ...places, [place]: "http://login.test/x" };
    vi.stubGlobal("fetch", async () => Response.json(said));
    const told: string[] = [];
    const config = { issuer, audience: "api", client: "console" };
    const provider = createProvider(config, (code) => told.push(code));
    await expect(provider.signInAt("https://b.test/back")).rejects.toThrow(ApiError);
    expect(told).toEqual(["PROVIDER_OTHER"]);
  },
);

it.each(FORMS)("a %s token that is cut off says nothing about the provider", async (tokens) => {
  const { ask, sign, told } = await begin(tokens);
  const token = await sign();
  expect(await ask(token.slice(0, -1))).toBe(tokens === "jwt" ? "TOKEN_FORM" : undefined);
  expect(told).toEqual([]);
});

const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString("base64url");

interface Key {
  readonly kid?: string;
  readonly privateKey: CryptoKey;
  readonly jwk?: jose.JWK;
}

/** A provider with tokens of this form, and a gateway that asks it. */
async function begin(tokens: (typeof FORMS)[number]) {
  const keys: object[] = [];
  const addKey = async (kid: string, given?: CryptoKey): Promise<Key> => {
    const { publicKey, privateKey } = await jose.generateKeyPair("ES256");
    keys.push({ ...(await jose.exportJWK(given ?? publicKey)), kid });
    return { kid, privateKey };
  };
  const first = await addKey("1");
  const told: string[] = [];
  let asked = 0;
  let said: { status: number; body: string } | undefined;
  const server = createServer(({ url }, response) => {
    const isKeys = url === "/keys";
    if (isKeys) asked += 1;
    const { status, body } = (isKeys ? said : undefined) ?? {
      status: 200,
      body: JSON.stringify(isKeys ? { keys } : { issuer, jwks_uri: `${issuer}/keys` }),
    };
    response.writeHead(status, { "content-type": "application/json" });
    response.end(body);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = createProvider({ issuer, audience: "api", tokens }, (code) => told.push(code));
  return {
    addKey,
    told,
    asked: () => asked,
    answer(status: number, body: string) {
      said = { status, body };
    },
    sign(claims: object = {}, { kid, privateKey, jwk }: Key = first): Promise<string> {
      const now = Math.floor(Date.now() / 1000);
      const client = tokens === "jwt" ? { azp: "console" } : { client_id: "console", jti: "1" };
      const all = {
        iss: issuer,
        aud: "api",
        sub: "mira",
        iat: now,
        exp: now + 300,
        ...client,
        ...claims,
      };
      const typ = tokens === "jwt" ? "JWT" : tokens;
      const header = { alg: "ES256", typ, ...(kid && { kid }), ...(jwk && { jwk }) };
      return new jose.SignJWT(all).setProtectedHeader(header).sign(privateKey);
    },
    async ask(token: string): Promise<unknown> {
      const headers = { authorization: `Bearer ${token}` };
      return provider.validate(new Request("http://127.0.0.1/", { headers })).then(
        ({ sub }) => sub,
        (error: unknown) => {
          if (!(error instanceof ApiError)) throw error;
          return "why" in error ? error.why : error.code;
        },
      );
    },
  };
}
