import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { afterEach, expect, it } from "vitest";
import type { GatewayOptions } from "../src/index.ts";
import { NGO_C } from "./federation.ts";
import { inside } from "./inside.ts";
import { makeCertificate } from "./make-certificate.ts";
import { createExchange, NOW, requestS011 } from "./world.ts";

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const one of undo.splice(0).reverse()) await one();
});

it.each([
  ["is over", makeCertificate({ days: [-30, -1] }), "GATEWAY_PEER_CERTIFICATE_OVER"],
  ["is not valid yet", makeCertificate({ days: [1, 30] }), "GATEWAY_PEER_CERTIFICATE_NOT_YET"],
  [
    "is another name's",
    makeCertificate({ name: "10.9.8.7" }),
    "GATEWAY_PEER_CERTIFICATE_OTHER_NAME",
  ],
  ["is nobody's whom this machine trusts", makeCertificate(), "GATEWAY_PEER_CERTIFICATE_UNTRUSTED"],
])("a partner whose certificate %s gets nothing until it has a good one", async (_, bad, code) => {
  const good = makeCertificate();
  const before = getCACertificates("default");
  const isTrusted = code !== "GATEWAY_PEER_CERTIFICATE_UNTRUSTED";
  const trusted = [good, ...(isTrusted ? [bad] : [])].map(({ certificate }) => certificate);
  setDefaultCACertificates([...before, ...trusted]);
  undo.push(() => setDefaultCACertificates(before));
  let requests = 0;
  const server = createServer({ cert: bad.certificate, key: bad.key }, async (asked, answer) => {
    requests++;
    const parts: Buffer[] = [];
    for await (const part of asked) parts.push(part);
    const { method = "GET", url = "", headers } = asked;
    const hasBody = method === "POST";
    const response = await exchange.c.gateway.fetch(
      new Request(`https://127.0.0.1${url}`, {
        ...{ method, headers: headers as Record<string, string> },
        ...(hasBody && { body: Buffer.concat(parts) }),
      }),
    );
    answer.writeHead(response.status, Object.fromEntries(response.headers));
    answer.end(await response.text());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  undo.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const exchange = createExchange({ options: OVER_NETWORK });
  exchange.editRegistry(({ agencies }) => {
    const agency = agencies.find(({ entity }) => entity === NGO_C);
    Object.assign(agency ?? {}, { endpoint: `https://127.0.0.1:${port}` });
  });

  const { json } = await exchange.b.call("POST", "/v1/messages", {
    ...{ draft: requestS011(), mode: "asIs" },
  });
  await exchange.b.gateway.sender.deliverDue();
  const find = () => inside(exchange.b.store).outbox.find(json.id);
  expect(await find()).toMatchObject({ state: "queued", lastError: code });
  expect(exchange.b.log).toContainEqual(expect.objectContaining({ event: "queued", code }));
  expect(requests).toBe(0);

  server.setSecureContext({ cert: good.certificate, key: good.key });
  exchange.setTime(new Date(Date.parse(NOW) + 60_000).toISOString());
  await exchange.b.gateway.sender.deliverDue();
  expect(await find()).toMatchObject({ state: "decided" });
});

/** Sends as a gateway does by default. */
const OVER_NETWORK = { fetch: undefined } as unknown as Partial<GatewayOptions>;
