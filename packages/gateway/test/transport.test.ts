import { type ClientRequest, request } from "node:http";
import { sha256Base64url } from "@safepassage/core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { STATUS } from "../src/index.ts";
import { type ServedGateway, serveGateway } from "../src/node.ts";
import { createFederation, NGO_B, NGO_C } from "./federation.ts";
import { createForge } from "./forge.ts";
import { inside } from "./inside.ts";
import { signedHeaders } from "./signed.ts";
import { TRANSPORT_CASES } from "./transport-cases.ts";
import { createExchange, requestS011, type TestExchange } from "./world.ts";

const open: ServedGateway[] = [];
const uploads: ClientRequest[] = [];
afterEach(async () => {
  for (const upload of uploads.splice(0)) upload.destroy();
  for (const served of open.splice(0)) await served.close();
});

/** Leaves a gateway open beyond one test. */
function keep(served: ServedGateway): void {
  const index = open.indexOf(served);
  open.splice(index, 1);
}

const attacks = Object.entries(TRANSPORT_CASES).flatMap(([code, named]) =>
  Object.entries(named).map(([name, attack]) => [name, code, attack] as const),
);

describe("a package of version 1.1 that is posted with", () => {
  // One gateway for all attacks: each has to leave it as it was.
  let attacked: TransportWorld;
  beforeAll(async () => {
    attacked = await world();
    keep(attacked.served);
  });
  afterAll(() => attacked.served.close());

  it.each(attacks)("%s is refused as %s, and nothing is stored", async (_, code, attack) => {
    const { exchange, served, sealed } = attacked;
    exchange.editRegistry(attack.registry ?? (() => {}));
    const before = exchange.c.log.length;
    const headers = attack.headers(exchange.federation, sealed);
    const { status, text } = await post(served, headers, sealed, attack.path);
    const problem = JSON.parse(text);
    expect([problem.code, status]).toEqual([code, STATUS[code as keyof typeof STATUS]]);
    // A signed refusal would make its sender give the message up.
    expect(problem).not.toHaveProperty("receipt");
    const stored = inside(exchange.c.store);
    expect(await stored.inbox.counts()).toEqual({ inbox: 0, quarantined: 0 });
    expect(await stored.inbox.findRefusal(sha256Base64url(sealed))).toBeUndefined();
    const lines = exchange.c.log.slice(before).filter(({ event }) => event !== "maintained");
    expect(lines).toEqual([expect.objectContaining({ event: "requestRefused", code })]);
  });

  it("its sender's own signature is taken after all of these", async () => {
    const { exchange, served, sealed } = attacked;
    exchange.editRegistry(() => {});
    const headers = signedHeaders(exchange.federation, sealed);
    expect((await post(served, headers, sealed)).status).toBe(200);
  });

  it("a header beyond what HTTP servers read is refused by the server", async () => {
    const { exchange, served, sealed } = await world();
    const headers = signedHeaders(exchange.federation, sealed);
    const long = { ...headers, "signature-input": "x".repeat(20_000) };
    expect((await post(served, long, sealed)).status).toBe(431);
  });
});

describe("a request with a bad signature", () => {
  it("is answered before its body is read", async () => {
    const { exchange, served, sealed } = await world();
    const headers = signedHeaders(exchange.federation, sealed, { now: "2026-11-23T09:02:00Z" });
    const upload = request(`${served.url}/inbox`, { method: "POST", headers });
    uploads.push(upload);
    upload.on("error", () => {});
    const status = new Promise((resolve) => {
      upload.on("response", ({ statusCode }) => resolve(statusCode));
    });
    // The rest never comes.
    upload.write(sealed.slice(0, 10));
    expect(await status).toBe(403);
  });

  it("is refused also where nothing is to be read", async () => {
    const { exchange, served } = await world();
    const headers = signedHeaders(exchange.federation, "", { method: "GET" });
    const response = await fetch(`${served.url}/.well-known/spp-epochs`, { headers });
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ code: "TRUST_REQUEST_SIGNATURE_INVALID" });
  });
});

describe("a gateway", () => {
  it("signs all it sends over HTTP, and finds its own agency in what comes", async () => {
    const { exchange, served, digest } = await world({ isQueued: true });
    const seen: Request[] = [];
    exchange.intercept(async (sent) => {
      seen.push(sent.clone());
      // The network, with a proxy before the gateway that the registry does not know.
      return fetch(new Request(sent.url.replace("http://127.0.0.1:9001", served.url), sent));
    });
    await exchange.b.gateway.sender.deliverDue();
    const { json } = await exchange.b.show(digest);
    expect(json).toMatchObject({ state: "decided" });
    expect(seen.map(({ headers }) => headers.has("signature"))).toEqual([true, true]);
    const { json: received } = await exchange.c.show(digest);
    expect(received.evaluated).toContain("E02");
    expect(received.message.clear["env.protocol"]).toBe("1.1");
  });

  it("writes version 1.0 where the agreement names none, and says of an unsigned one that E02 was not judged", async () => {
    const { exchange, served, sealed, digest } = await world({ isSilent: true });
    const headers = { "content-type": "application/jose" };
    expect((await post(served, headers, sealed)).status).toBe(200);
    const { json } = await exchange.c.show(digest);
    expect(json.message.clear["env.protocol"]).toBe("1.0");
    expect(json.notEvaluated).toContainEqual({
      rule: "E02",
      missing: ["signature of the request"],
    });
  });

  it("gives the receipts of a package to its sender again, and to nobody else", async () => {
    const { exchange, served, sealed } = await world();
    const { federation } = exchange;
    const first = await post(served, signedHeaders(federation, sealed), sealed);
    const again = await post(served, signedHeaders(federation, sealed), sealed);
    expect([again.status, again.text]).toEqual([200, first.text]);
    const other = signedHeaders(federation, sealed, { as: "Police-D" });
    expect(JSON.parse((await post(served, other, sealed)).text)).toMatchObject({
      code: "PACKAGE_PEER_MISMATCH",
    });
    const unsigned = { "content-type": "application/jose" };
    expect(JSON.parse((await post(served, unsigned, sealed)).text)).toMatchObject({
      code: "MESSAGE_POSTED_UNSIGNED",
    });
  });

  it("tells its operator that a partner does not take its signature, and delivers later", async () => {
    const { exchange, digest } = await world({ isQueued: true });
    const early = { now: () => new Date("2026-11-24T08:02:00Z") };
    const slow = createExchange({ federation: exchange.federation, options: { clock: early } });
    exchange.intercept((sent) => slow.c.gateway.fetch(sent));
    await exchange.b.gateway.sender.deliverDue();
    const { json } = await exchange.b.show(digest);
    expect(json).toMatchObject({ state: "queued", lastError: "GATEWAY_SIGNATURE_REFUSED" });
    exchange.intercept(() => undefined);
    exchange.setTime("2026-11-24T09:03:00Z");
    await exchange.settle();
    const { json: later } = await exchange.b.show(digest);
    expect(later.state).toBe("decided");
  });

  it("asks for a client certificate beside the signature, of the same agency, and never in its place", async () => {
    const { exchange, sealed } = await world();
    const { gateway } = exchange.c;
    const certificate = (uris: readonly string[], hosts: readonly string[] = []) => ({
      uris,
      hosts,
    });
    const post = async (
      headers: Readonly<Record<string, string>>,
      client: Parameters<typeof gateway.fetch>[1],
    ) => {
      const request = new Request("http://c.test/inbox", { method: "POST", headers, body: sealed });
      const response = await gateway.fetch(request, client);
      const { code } = (await response.json()) as { code?: string };
      return code ?? response.status;
    };
    const unsigned = { "content-type": "application/jose" };
    const signed = signedHeaders(exchange.federation, sealed);
    expect(await post(unsigned, certificate([NGO_B]))).toBe("MESSAGE_POSTED_UNSIGNED");
    expect(await post(signed, certificate([NGO_C], ["ngo-b.test"]))).toBe(
      "GATEWAY_CLIENT_CERTIFICATE_DIFFERS",
    );
    for (const [fault, code] of [
      ["missing", "GATEWAY_CLIENT_CERTIFICATE_MISSING"],
      ["over", "GATEWAY_CLIENT_CERTIFICATE_OVER"],
      ["untrusted", "GATEWAY_CLIENT_CERTIFICATE_UNTRUSTED"],
    ] as const) {
      expect(await post(signed, { fault })).toBe(code);
      const live = await gateway.fetch(new Request("http://c.test/live"), { fault });
      expect([live.status, (await live.json()) as object]).toMatchObject([403, { code }]);
    }
    expect(await post(signed, certificate([NGO_B]))).toBe(200);
    const { hostname } = new URL(exchange.registry.endpoint(NGO_B) ?? "");
    expect(await post(signed, certificate([], [hostname]))).toBe(200);
  });

  it("signs its key epochs once a minute, however often they are asked for", async () => {
    const { federation } = createExchange();
    let count = 0;
    const signer = federation.signers["NGO-C"];
    const counting = {
      ...signer,
      sign: (text: string) => {
        count++;
        return signer.sign(text);
      },
    };
    const { c, setTime } = createExchange({ federation, options: { signer: counting } });
    const ask = () => c.gateway.fetch(new Request("http://c.test/.well-known/spp-epochs"));
    for (let round = 0; round < 20; round++) await ask();
    expect(count).toBe(1);
    setTime("2026-11-24T09:03:00Z");
    await ask();
    expect(count).toBe(2);
  });
});

type Headers = Record<string, string | string[]>;

interface TransportWorld {
  readonly exchange: TestExchange;
  readonly served: ServedGateway;
  readonly sealed: string;
  readonly digest: string;
}

/**
 * NGO-C on a port that the registry does not name, as behind a proxy, and a package of NGO-B for it.
 *
 * @param isSilent - Whether the agreement names no version of the protocol.
 * @param isQueued - Whether the message lies in the outbox of NGO-B, and is not sealed yet.
 */
async function world({ isSilent = false, isQueued = false } = {}): Promise<TransportWorld> {
  const parties = createFederation();
  const terms = isSilent ? {} : { protocols: ["1.0", "1.1"] };
  const agreement = parties.signTerms("AGR-ASSIST", terms, "NGO-B", "NGO-C");
  const exchange = createExchange({ federation: { ...parties, agreement } });
  const served = await serveGateway(exchange.c.gateway, {
    ...{ port: 0, localPort: 0, pollMs: 3_600_000, graceMs: 100 },
    onError: (error) => expect.unreachable(String(error)),
  });
  open.push(served);
  if (isQueued) {
    const sent = { draft: requestS011(), mode: "asIs" };
    const { json } = await exchange.b.call("POST", "/v1/messages", sent);
    return { exchange, served, sealed: "", digest: json.digest };
  }
  const { jwt, sdJwt, pack } = await createForge(exchange);
  return { exchange, served, sealed: pack(sdJwt), digest: sha256Base64url(jwt) };
}

/** Posts octets with headers of which one may be there several times, as `fetch` cannot. */
function post(
  { url }: ServedGateway,
  headers: object,
  body: string,
  path = "/inbox",
): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(
      `${url}${path}`,
      { method: "POST", headers: headers as Headers },
      (answer) => {
        let text = "";
        answer.on("data", (part) => {
          text += String(part);
        });
        answer.on("end", () => resolve({ status: answer.statusCode ?? 0, text }));
      },
    );
    sent.on("error", reject);
    sent.end(body);
  });
}
