import { createHash, randomBytes } from "node:crypto";
import { AUDIENCE, CLIENT, PROGRAM } from "./openid.ts";
import type { ProofKey } from "./proof-key.ts";
import { openVisitor } from "./visitor.ts";

/** How a program signs a person in. */
export interface SignInOptions {
  /** Default: the gateway's. */
  readonly audience?: string;
  /** Of the provider. With `jwt` no resource is named. Default: at+jwt. */
  readonly tokens?: "at+jwt" | "jwt";
  /** Binds the token to this key. */
  readonly proof?: ProofKey;
}

/**
 * Signs a person in with PKCE (RFC 7636), as a program that knows the person: it follows the redirects, then redeems the
 * code.
 *
 * @param issuer - Of a provider of `startProvider`.
 * @param name - The staff id.
 * @returns The access token.
 */
export async function signInAt(
  issuer: string,
  name: string,
  { audience = AUDIENCE, tokens = "at+jwt", proof }: SignInOptions = {},
): Promise<string> {
  const resource = tokens === "at+jwt" && { resource: audience };
  const verifier = randomBytes(32).toString("base64url");
  const start = new URL("/auth", issuer);
  start.search = new URLSearchParams({
    ...{ client_id: CLIENT, redirect_uri: PROGRAM, response_type: "code", scope: "openid" },
    ...{ code_challenge: digest(verifier), code_challenge_method: "S256", ...resource },
    login_hint: name,
  }).toString();
  const { url, response: last } = await openVisitor(arriveOr(fetch)).visit(start);
  if (!isArrival(url)) throw new Error(`no way on from ${url.pathname}: status ${last.status}`);
  const at = new URL("/token", issuer).href;
  const body = new URLSearchParams({
    ...{ grant_type: "authorization_code", client_id: CLIENT, redirect_uri: PROGRAM },
    ...{ code: url.searchParams.get("code") ?? "", code_verifier: verifier, ...resource },
  });
  const headers = proof === undefined ? {} : { dpop: proof.prove("POST", at) };
  const response = await fetch(at, { method: "POST", body, headers });
  const { access_token: token } = (await response.json()) as { readonly access_token?: string };
  if (token === undefined) throw new Error("the provider gave no token");
  return token;
}

/** The address of a program is its own: nothing is asked there. */
const arriveOr =
  (ask: typeof fetch) =>
  (request: Request): Promise<Response> =>
    isArrival(new URL(request.url)) ? Promise.resolve(new Response()) : ask(request);

const isArrival = ({ origin, pathname }: URL): boolean => `${origin}${pathname}` === PROGRAM;

const digest = (text: string): string => createHash("sha256").update(text).digest("base64url");
