import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { ApiError } from "@safepassage/api";
import { afterEach, expect, it } from "vitest";
import { SignInNotAnew } from "./asked-anew.ts";
import { createProvider } from "./provider.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

const MIB = 1_048_576;
const AUDIENCE = "https://b.test";

it("reads no more of a provider than what it may say", async () => {
  let written = 0;
  const issuer = await answering((response) => {
    response.writeHead(200, { "content-type": "application/json" });
    const write = (): void => {
      if (response.destroyed) return;
      written += MIB;
      response.write(Buffer.alloc(MIB, " "), write);
    };
    write();
  });
  const told: string[] = [];
  const provider = createProvider({ issuer, audience: AUDIENCE }, (code) => told.push(code));
  await expect(provider.metadata()).rejects.toMatchObject({ code: "API_PROVIDER_AWAY" });
  expect(told).toEqual(["PROVIDER_OTHER"]);
  // What the system holds between the two is sent too.
  expect(written).toBeLessThan(64 * MIB);
});

it.each([
  ["reads an answer that is packed", 0, "fulfilled"],
  ["refuses one that is too large once it is unpacked", 2 * MIB, "rejected"],
])("%s", async (_, blanks, status) => {
  const issuer = await answering((response) => {
    const said = JSON.stringify({ issuer, jwks_uri: `${issuer}/keys` });
    response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" });
    response.end(gzipSync(" ".repeat(blanks) + said));
  });
  const provider = createProvider({ issuer, audience: AUDIENCE });
  const [outcome] = await Promise.allSettled([provider.metadata()]);
  expect(outcome.status).toBe(status);
});

it.each([
  ["names nobody", { sub: null }],
  ["is for several programs and says for none", { aud: ["console", AUDIENCE] }],
  ["is of another issuer", { iss: "https://other.test" }],
])("tells the operator of an ID token that %s", async (_, claims) => {
  const { redeem, told } = await signingIn(claims);
  expect(await redeem()).toBe("API_SIGN_IN_FAILED");
  expect(told).toEqual(["SIGN_IN_FORM"]);
  // Anybody can come back with something else, and tells the operator nothing by it.
  expect(await redeem("other")).toBe("API_SIGN_IN_FAILED");
  expect(told).toEqual(["SIGN_IN_FORM"]);
});

it.each([
  ["an ID token that is encrypted", { id_token: "a.b.c.d.e" }],
  ["an access token of another kind", { token_type: "mac" }],
])("tells the operator of %s", async (_, given) => {
  const { redeem, told } = await signingIn({}, false, given);
  expect(await redeem()).toBe("API_SIGN_IN_FAILED");
  expect(told).toEqual(["SIGN_IN_FORM"]);
  expect(await redeem("other")).toBe("API_SIGN_IN_FAILED");
  expect(await redeem(undefined, "&id_token=x")).toBe("API_SIGN_IN_FAILED");
  expect(told).toEqual(["SIGN_IN_FORM"]);
});

it.each<[string, number | undefined, boolean, string[]]>([
  ["takes a provider that asked just now", 0, true, []],
  ["believes a provider that does not say when it asked", undefined, true, []],
  ["takes a provider that does not ask again within five minutes", 300, true, []],
  ["refuses one that asked a little earlier", 345, true, ["SIGN_IN_NOT_ANEW"]],
  ["refuses one that asked long before", 600, true, ["SIGN_IN_NOT_ANEW"]],
  ["takes one that asked half an hour before where it need not ask in any case", 1800, false, []],
])("%s", async (_, secondsAgo, anew, refused) => {
  const asked = Math.floor(Date.now() / 1000) - (secondsAgo ?? 0);
  const claims = secondsAgo === undefined ? {} : { auth_time: asked };
  const { redeem, told } = await signingIn(claims, anew);
  expect(await redeem()).toBe(refused.length > 0 ? "API_SIGN_IN_FAILED" : undefined);
  expect(told).toEqual(refused);
});

it.each([
  [undefined, "1800", 2200],
  [600, "600", 1000],
])(
  "with signInSeconds %s says so to the provider, and takes no older sign-in",
  async (signInSeconds, said, ago) => {
    const asked = Math.floor(Date.now() / 1000) - ago;
    const config = signInSeconds === undefined ? {} : { signInSeconds };
    const { redeem, told, url } = await signingIn({ auth_time: asked }, false, {}, config);
    expect(url.searchParams.get("max_age")).toBe(said);
    // One that asks in any case may end well, so nobody is refused yet.
    await expect(redeem()).rejects.toThrow(SignInNotAnew);
    expect(told).toEqual([]);
  },
);

/** Begins a sign-in at a provider that gives an ID token with these claims. Collects the codes that the log gets. */
async function signingIn(claims: object, anew = false, given: object = {}, more: object = {}) {
  const issuer = await answering((response) => {
    const now = Math.floor(Date.now() / 1000);
    const known = { iss: issuer, aud: "console", sub: "case-1", iat: now, exp: now + 300 };
    const token = [{ alg: "RS256" }, { ...known, ...claims }, {}].map(encode).join(".");
    response.writeHead(200, { "content-type": "application/json" });
    response.end(
      JSON.stringify({
        ...{ issuer, jwks_uri: `${issuer}/keys`, token_endpoint: `${issuer}/token` },
        ...{ access_token: "x", token_type: "bearer", id_token: token, ...given },
      }),
    );
  });
  const told: string[] = [];
  const config = { issuer, audience: AUDIENCE, client: "console", ...more };
  const provider = createProvider(config, (code) => told.push(code));
  const begun = await provider.signInAt(`${AUDIENCE}/session/callback`, { anew });
  const url = new URL(begun.url);
  expect(url.searchParams.get("prompt")).toBe(anew ? "login" : null);
  const redeem = async (state = begun.state, more = ""): Promise<string | undefined> => {
    const back = new URL(`${begun.redirect}?state=${state}&code=x${more}`);
    return provider.redeem(back, begun).then(
      () => undefined,
      (error: unknown) => {
        if (!(error instanceof ApiError)) throw error;
        return error.code;
      },
    );
  };
  return { redeem, told, url };
}

const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString("base64url");

/** A provider that answers everything so, and its address. */
async function answering(how: (response: ServerResponse) => void): Promise<string> {
  const server = createServer((_, response) => how(response));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
