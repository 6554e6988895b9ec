import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, expect, it } from "vitest";
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
  const issuer = await answering((response) => {
    const now = Math.floor(Date.now() / 1000);
    const known = { iss: issuer, aud: "console", sub: "case-1", iat: now, exp: now + 300 };
    const token = [{ alg: "RS256" }, { ...known, ...claims }, {}].map(encode).join(".");
    response.writeHead(200, { "content-type": "application/json" });
    response.end(
      JSON.stringify({
        ...{ issuer, jwks_uri: `${issuer}/keys`, token_endpoint: `${issuer}/token` },
        ...{ access_token: "x", token_type: "bearer", id_token: token },
      }),
    );
  });
  const told: string[] = [];
  const provider = createProvider({ issuer, audience: AUDIENCE, client: "console" }, (code) =>
    told.push(code),
  );
  const begun = await provider.signInAt(`${AUDIENCE}/session/callback`);
  const back = new URL(`${begun.redirect}?state=${begun.state}&code=x`);
  await expect(provider.redeem(back, begun)).rejects.toMatchObject({ code: "API_SIGN_IN_FAILED" });
  expect(told).toEqual(["SIGN_IN_FORM"]);
  // Anybody can come back with something else, and tells the operator nothing by it.
  const other = new URL(`${begun.redirect}?state=other&code=x`);
  await expect(provider.redeem(other, begun)).rejects.toMatchObject({ code: "API_SIGN_IN_FAILED" });
  expect(told).toEqual(["SIGN_IN_FORM"]);
});

const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString("base64url");

/** A provider that answers everything so, and its address. */
async function answering(how: (response: ServerResponse) => void): Promise<string> {
  const server = createServer((_, response) => how(response));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
