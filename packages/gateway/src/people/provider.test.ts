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

const AUDIENCE = "https://b.test";

/** A provider that answers everything so, and its address. */
async function answering(how: (response: ServerResponse) => void): Promise<string> {
  const server = createServer((_, response) => how(response));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
