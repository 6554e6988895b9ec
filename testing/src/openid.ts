import { generateKeyPairSync, randomBytes } from "node:crypto";
import { type KoaContextWithOIDC, Provider } from "oidc-provider";
import { answerSignIn, beginAt } from "./answer-sign-in.ts";
import { createMemoryAdapter, type MemoryAdapter } from "./memory-adapter.ts";
import { showPage } from "./show-page.ts";
import { type Choice, refusedPage } from "./sign-in-page.ts";
import { languageFor } from "./sign-in-words.ts";

/** A person whom the provider knows. */
export interface TestPerson extends Omit<Choice, "id"> {
  readonly groups: readonly string[];
  readonly acr?: string;
}

/** What the provider of one agency is for. */
export interface Purpose {
  /** Life of the next access token. */
  readonly tokenSeconds: () => number;
  readonly audience: string;
  readonly gateway: string;
  readonly agency: string | undefined;
  /** Whether it knows a browser again that has signed in before. */
  readonly staysSignedIn: boolean;
  /** Form of access tokens. */
  readonly tokens: "at+jwt" | "jwt";
}

/**
 * Makes a provider with a key of its own. The agency that has it has also agreed to what is asked of its people, so nobody
 * is asked for consent.
 *
 * @param known - The people, by their staff id; may change later.
 */
export function makeProvider(
  issuer: string,
  known: ReadonlyMap<string, TestPerson>,
  { tokenSeconds, audience, gateway, agency, staysSignedIn, tokens }: Purpose,
): MadeProvider {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const kid = randomBytes(8).toString("hex");
  const key = { ...privateKey.export({ format: "jwk" }), kid, alg: "ES256", use: "sig" };
  const { adapter, age } = createMemoryAdapter();
  const provider = new Provider(issuer, {
    adapter,
    clients: [
      {
        ...{ client_id: CLIENT, token_endpoint_auth_method: "none", application_type: "web" },
        ...{ id_token_signed_response_alg: "ES256", require_auth_time: true },
        redirect_uris: [PROGRAM, new URL("/session/callback", gateway).href],
        ...{ response_types: ["code"], grant_types: ["authorization_code", "refresh_token"] },
      },
    ],
    jwks: { keys: [key as never] },
    pkce: { required: () => true },
    scopes: ["openid", "offline_access"],
    cookies: { keys: [randomBytes(16).toString("hex")] },
    findAccount: (_, id) =>
      known.has(id) ? { accountId: id, claims: () => ({ sub: id }) } : undefined,
    // Its own sessions may end with each sign-in.
    expiresWithSession: () => false,
    extraTokenClaims: (_, token) => {
      const { groups = [], acr } = ("accountId" in token && known.get(token.accountId)) || {};
      return { groups: [...groups], ...(acr !== undefined && { acr }) };
    },
    ttl: {
      AccessToken: () => tokenSeconds(),
      RefreshToken: 3600,
      Grant: 3600,
      IdToken: 300,
      Interaction: 300,
      Session: 3600,
    },
    renderError: (ctx, { error, error_description: why = error }) =>
      showPage(ctx, gateway, refusedPage(languageFor(ctx), beginAt(gateway), why)),
    ...(tokens === "jwt" && { formats: { customizers: { jwt: withoutProfile } } }),
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
            accessTokenTTL: tokenSeconds(),
          },
          jwt: { sign: { alg: "ES256" as const } },
        }),
      },
    },
  });
  provider.use(async (ctx, next) => {
    // Without `prompt` the scope would be ignored (OpenID Connect Core 1.0, Section 11), and with it refresh tokens.
    const { scope, prompt = [], resource } = ctx.query;
    if (tokens === "jwt" && resource !== undefined) {
      ctx.throw(400, "the request parameter resource is not supported");
    }
    if (ctx.path === "/auth" && scope?.includes("offline_access")) {
      ctx.query = { ...ctx.query, prompt: [prompt, "consent"].flat().join(" ") };
    }
    await next();
    if (staysSignedIn) return;
    // Nobody stays signed in: the next sign-in asks for the person again.
    const oidc: KoaContextWithOIDC["oidc"] | undefined = ctx["oidc"];
    if (oidc?.entities.AuthorizationCode !== undefined) await oidc.session?.destroy();
  });
  provider.use(answerSignIn(provider, { known, audience, gateway, agency }));
  return { provider, age };
}

/** A provider, with what makes it longer ago that people have signed in there. */
export interface MadeProvider extends Pick<MemoryAdapter, "age"> {
  readonly provider: Provider;
}

/** Makes an access token as providers give it that do not follow RFC 9068: without a type of its own, with its client in `azp`. */
function withoutProfile(
  _: unknown,
  __: unknown,
  parts: { header?: Record<string, unknown> | undefined; payload: Record<string, unknown> },
): void {
  const { client_id: azp, jti: _jti, ...payload } = parts.payload;
  parts.header = { typ: "JWT" };
  parts.payload = { ...payload, azp };
}

/** The id of every client here. */
export const CLIENT = "console";
/** To which programs are led back. */
export const PROGRAM = "http://127.0.0.1/signed-in";
/** Of the gateway in tests. */
export const AUDIENCE = "https://gateway.ngo-b.test";
