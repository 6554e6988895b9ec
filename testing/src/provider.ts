import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Provider } from "oidc-provider";
import { createMemoryAdapter } from "./memory-adapter.ts";

/** A person whom the provider knows. */
export interface TestPerson {
  readonly groups: readonly string[];
  readonly acr?: string;
}

/** A real provider of OpenID Connect on loopback, with people who need no password. */
export interface TestProvider {
  readonly issuer: string;
  readonly audience: string;
  /** Signs a person in, with PKCE. Returns the access token. */
  signIn(name: string, options?: SignInOptions): Promise<string>;
  /** Somebody leaves the agency: the provider does not know that person any more. */
  leave(name: string): void;
  /** Has it sign with another key from now on. */
  rollKeys(): void;
  close(): Promise<void>;
}

interface SignInOptions {
  /** Default: the gateway's. */
  readonly audience?: string;
  /** Binds the token to this key. */
  readonly proof?: ProofKey;
}

/** A key whose possession a program proves (RFC 9449). */
export interface ProofKey {
  /** Makes a proof for one request. */
  prove(method: string, url: string, token?: string): string;
}

export function createProofKey(): ProofKey {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { kty, crv, x, y } = publicKey.export({ format: "jwk" });
  const encode = (value: object): string =>
    Buffer.from(JSON.stringify(value)).toString("base64url");
  return {
    prove(method, url, token) {
      const head = encode({ typ: "dpop+jwt", alg: "ES256", jwk: { kty, crv, x, y } });
      const body = encode({
        ...{ jti: randomBytes(16).toString("base64url"), htm: method, htu: url },
        iat: Math.floor(Date.now() / 1000),
        ...(token !== undefined && { ath: digest(token) }),
      });
      const signature = sign("sha256", Buffer.from(`${head}.${body}`), {
        key: privateKey,
        dsaEncoding: "ieee-p1363",
      });
      return `${head}.${body}.${signature.toString("base64url")}`;
    },
  };
}

/** Starts a provider. @param people - By their staff id. */
export async function startProvider(
  known: Readonly<Record<string, TestPerson>>,
  { tokenSeconds = 300, audience = AUDIENCE } = {},
): Promise<TestProvider> {
  const people = { ...known };
  let provider: Provider | undefined;
  const server = createServer((request, response) => void provider?.callback()(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const roll = (): void => {
    provider = makeProvider(issuer, people, { tokenSeconds, audience });
  };
  roll();
  return {
    issuer,
    audience,
    signIn: (name, options) => signInAt(issuer, name, { audience, ...options }),
    leave(name) {
      delete people[name];
    },
    rollKeys: roll,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function makeProvider(
  issuer: string,
  people: Readonly<Record<string, TestPerson>>,
  { tokenSeconds, audience }: { readonly tokenSeconds: number; readonly audience: string },
): Provider {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const kid = randomBytes(8).toString("hex");
  const key = { ...privateKey.export({ format: "jwk" }), kid, alg: "ES256", use: "sig" };
  const provider = new Provider(issuer, {
    adapter: createMemoryAdapter(),
    clients: [
      {
        ...{ client_id: CLIENT, token_endpoint_auth_method: "none", application_type: "native" },
        ...{ id_token_signed_response_alg: "ES256", redirect_uris: [REDIRECT, BROWSER] },
        ...{ response_types: ["code"], grant_types: ["authorization_code", "refresh_token"] },
      },
    ],
    jwks: { keys: [key as never] },
    pkce: { required: () => true },
    scopes: ["openid"],
    cookies: { keys: [randomBytes(16).toString("hex")] },
    findAccount: (_, id) =>
      Object.hasOwn(people, id) ? { accountId: id, claims: () => ({ sub: id }) } : undefined,
    issueRefreshToken: () => true,
    extraTokenClaims: (_, token) => {
      const { groups = [], acr } = ("accountId" in token && people[token.accountId]) || {};
      return { groups: [...groups], ...(acr !== undefined && { acr }) };
    },
    ttl: {
      AccessToken: tokenSeconds,
      RefreshToken: 3600,
      Grant: 3600,
      IdToken: 300,
      Interaction: 300,
      Session: 3600,
    },
    interactions: { url: (_, { uid }) => `/sign-in/${uid}` },
    features: {
      devInteractions: { enabled: false },
      revocation: { enabled: true, allowedPolicy: () => true },
      dPoP: { enabled: true, nonceSecret: randomBytes(32) },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => audience,
        useGrantedResource: () => true,
        getResourceServerInfo: (_, resource) => ({
          ...{
            scope: "",
            audience: resource,
            accessTokenFormat: "jwt" as const,
            accessTokenTTL: tokenSeconds,
          },
          jwt: { sign: { alg: "ES256" as const } },
        }),
      },
    },
  });
  provider.use(async (ctx, next) => {
    if (!ctx.path.startsWith("/sign-in/")) return next();
    const { params, prompt, session } = await provider.interactionDetails(ctx.req, ctx.res);
    if (prompt.name === "login") {
      // A browser brings no name: the first person signs in.
      const [first = ""] = Object.keys(people);
      const login = { accountId: String(params["login_hint"] ?? first) };
      return provider.interactionFinished(ctx.req, ctx.res, { login });
    }
    const grant = new provider.Grant({ accountId: session?.accountId ?? "", clientId: CLIENT });
    grant.addOIDCScope("openid");
    grant.addResourceScope(String(params["resource"] ?? audience), "");
    const consent = { grantId: await grant.save() };
    return provider.interactionFinished(ctx.req, ctx.res, { consent });
  });
  return provider;
}

/** Does what a browser and a program would: follows the redirects, then redeems the code. Returns the access token. */
export async function signInAt(
  issuer: string,
  name: string,
  { audience = AUDIENCE, proof }: SignInOptions = {},
): Promise<string> {
  const verifier = randomBytes(32).toString("base64url");
  const cookies = new Map<string, string>();
  let url = new URL("/auth", issuer);
  url.search = new URLSearchParams({
    ...{ client_id: CLIENT, redirect_uri: REDIRECT, response_type: "code", scope: "openid" },
    ...{ code_challenge: digest(verifier), code_challenge_method: "S256", resource: audience },
    login_hint: name,
  }).toString();
  while (!url.href.startsWith(REDIRECT)) {
    const cookie = [...cookies].map(([key, value]) => `${key}=${value}`).join("; ");
    const response = await fetch(url, { headers: { cookie }, redirect: "manual" });
    for (const line of response.headers.getSetCookie()) {
      const [, key = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(key, value);
    }
    const next = response.headers.get("location");
    if (next === null) throw new Error(`no way on from ${url.pathname}: ${await response.text()}`);
    url = new URL(next, url);
  }
  const at = new URL("/token", issuer).href;
  const body = new URLSearchParams({
    ...{ grant_type: "authorization_code", client_id: CLIENT, redirect_uri: REDIRECT },
    ...{ code: url.searchParams.get("code") ?? "", code_verifier: verifier, resource: audience },
  });
  const headers = proof === undefined ? {} : { dpop: proof.prove("POST", at) };
  const response = await fetch(at, { method: "POST", body, headers });
  const { access_token: token } = (await response.json()) as { readonly access_token?: string };
  if (token === undefined) throw new Error("the provider gave no token");
  return token;
}

const digest = (text: string): string => createHash("sha256").update(text).digest("base64url");

const CLIENT = "console";
const REDIRECT = "http://127.0.0.1/signed-in";
/** Where a gateway at http://127.0.0.1 takes a browser back. */
const BROWSER = "http://127.0.0.1/session/callback";
const AUDIENCE = "https://gateway.ngo-b.test";
