import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { systemClock } from "@safepassage/core";
import { createSigner, generateSigningKey } from "@safepassage/trust";
import { expect, it, onTestFinished } from "vitest";
import type { Fetch } from "./fetch-text.ts";
import { httpPartner } from "./http-partner.ts";

const own = {
  entity: "https://ngo-b.test",
  signer: createSigner(generateSigningKey("Ed25519")),
  clock: systemClock,
};

it.each<[string, Fetch]>([
  ["the program's own fetch", (request, init) => fetch(request, init)],
  // As what shows a client certificate says it.
  ["another", async () => Promise.reject(new TypeError("the answer has the status 302"))],
])("an address that leads elsewhere is told as that, and not followed, by %s", async (_, send) => {
  const asked: string[] = [];
  const server = createServer(({ url = "" }, response) => {
    asked.push(url);
    response.writeHead(302, { location: "/login" }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const partner = httpPartner(send, `http://127.0.0.1:${port}`, own);
  const { signal } = new AbortController();
  const foreign = { code: "GATEWAY_PEER_ANSWER_FOREIGN" };
  await expect(partner.publishedEpochs(signal)).rejects.toMatchObject(foreign);
  await expect(partner.deliver("sealed", signal)).rejects.toMatchObject(foreign);
  expect(asked.filter((url) => url === "/login")).toEqual([]);
});
