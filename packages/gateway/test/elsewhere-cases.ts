import type { ClientCertificate } from "@safepassage/agency";
import { expect } from "vitest";
import { STATUS } from "../src/index.ts";
import { requestS011 } from "./drafts.ts";
import { faultyEmergency, fillQuarantine } from "./emergency.ts";
import { NGO_C } from "./federation.ts";
import { createForge, signJwt } from "./forge.ts";
import { sendAsPartner } from "./hostile-partner.ts";
import { inside } from "./inside.ts";
import { postPackage } from "./partner.ts";
import { signedHeaders } from "./signed.ts";
import { seconds } from "./spoil.ts";
import { createExchange, type TestExchange } from "./world.ts";

/** Codes that other octets on the wire lead to: answers, published keys, late receipts. */
export const ELSEWHERE: Readonly<
  Record<string, (exchange: TestExchange) => Promise<string | undefined>>
> = {
  JWS_TOO_LARGE: (exchange) => postReceipt(exchange, "A".repeat(70_000)),
  RECEIPT_INVALID: (exchange) =>
    postReceipt(
      exchange,
      signJwt(exchange.federation.signers["NGO-C"], { iss: NGO_C }, { typ: "spp-receipt+jwt" }),
    ),
  RECEIPT_MISMATCH: async (exchange) => {
    // Genuine receipts of the recipient, but of another message.
    const other = await createForge(exchange);
    const { problem } = await post(exchange, other.pack(other.sdJwt));
    exchange.intercept((request) => answer(request, "/inbox", JSON.stringify(problem)));
    return deliver(exchange);
  },
  MESSAGE_AGREEMENT_SUPERSEDED: async ({ federation }) => {
    const change = { version: "2.0", from: "2026-11-01" };
    const newer = federation.signTerms("AGR-ASSIST", change, "NGO-B", "NGO-C");
    const agreements = [federation.agreement, newer];
    const exchange = createExchange({ federation, options: { agreements } });
    return codeOf(await sendAsPartner(exchange, (draft) => draft));
  },
  GATEWAY_QUARANTINE_FULL: async (exchange) => {
    await fillQuarantine(exchange, 64);
    const response = await sendAsPartner(exchange, faultyEmergency);
    return codeOf(response);
  },
  GATEWAY_QUARANTINE_UNREAD: async (exchange) => {
    const [digest] = await fillQuarantine(exchange, 1);
    const review = { outcome: "erase", officer: { id: "staff-0042", assurance: 2 } };
    return (await exchange.c.call("POST", `/v1/messages/${digest}/review`, review)).json.code;
  },
  GATEWAY_INTAKE_FULL: async ({ federation }) => {
    const own = { "NGO-C": { partnerDayOctets: 1 } };
    const exchange = createExchange({ federation, own });
    await sendAsPartner(exchange, (draft) => draft);
    const anew = { "env.messageId": crypto.randomUUID() };
    return codeOf(
      await sendAsPartner(exchange, (draft) => ({ ...draft, clear: { ...draft.clear, ...anew } })),
    );
  },
  TRUST_KEY_INVALID: (exchange) =>
    publishEpochs(exchange, (keys) => keys.map((key) => ({ ...key, jwk: { kty: "OKP" } }))),
  TRUST_EPOCHS_INVALID: (exchange) => publishEpochs(exchange, () => []),
  TRUST_EPOCHS_EXPIRED: (exchange) =>
    publishEpochs(exchange, (keys) => keys, "2026-11-22T00:00:00Z"),
  TRUST_EPOCH_NONE: (exchange) =>
    publishEpochs(exchange, (keys) =>
      keys.map((key) => ({
        ...key,
        from: "2026-11-01T00:00:00Z",
        until: "2026-11-08T00:00:00Z",
      })),
    ),
};

/** Codes about who makes a request, beside those of {@link TRANSPORT_CASES}. */
export const REQUEST_CASES: typeof ELSEWHERE = {
  GATEWAY_ADDRESS_UNKNOWN: async (exchange) => {
    exchange.editRegistry(({ agencies }) => {
      Object.assign(agencies.find(({ entity }) => entity === NGO_C) ?? {}, { endpoint: undefined });
    });
    const headers = signedHeaders(exchange.federation, "");
    const request = new Request("http://c.test/inbox", { method: "POST", headers, body: "" });
    return codeOf(await exchange.c.gateway.fetch(request));
  },
  GATEWAY_PARTNER_BUSY: async () => {
    const limits = { anonymous: { requests: 0, octets: 0 } };
    return codeOf(await postPackage(createExchange({ options: { limits } }), "x"));
  },
  GATEWAY_PEER_ANSWER_FOREIGN: (exchange) => {
    const page = { status: 502, headers: { "content-type": "text/html" } };
    exchange.intercept(async () => new Response("<html>502 Bad Gateway</html>", page));
    return deliver(exchange);
  },
  GATEWAY_SIGNATURE_REFUSED: refusedAs("TRUST_REQUEST_TIME_WRONG"),
  GATEWAY_CLIENT_CERTIFICATE_REFUSED: refusedAs("GATEWAY_CLIENT_CERTIFICATE_MISSING"),
  GATEWAY_CLIENT_CERTIFICATE_MISSING: shown({ fault: "missing" }),
  GATEWAY_CLIENT_CERTIFICATE_OVER: shown({ fault: "over" }),
  GATEWAY_CLIENT_CERTIFICATE_UNTRUSTED: shown({ fault: "untrusted" }),
  GATEWAY_CLIENT_CERTIFICATE_DIFFERS: shown({ uris: [NGO_C], hosts: [] }),
  GATEWAY_PEER_CERTIFICATE_OVER: failing("CERT_HAS_EXPIRED"),
  GATEWAY_PEER_CERTIFICATE_NOT_YET: failing("CERT_NOT_YET_VALID"),
  GATEWAY_PEER_CERTIFICATE_OTHER_NAME: failing("ERR_TLS_CERT_ALTNAME_INVALID"),
  GATEWAY_PEER_CERTIFICATE_UNTRUSTED: failing("SELF_SIGNED_CERT_IN_CHAIN"),
};

type Drive = (typeof ELSEWHERE)[string];

/** NGO-C refuses every request with a code. */
function refusedAs(code: string): Drive {
  return (exchange) => {
    exchange.intercept(async () => new Response(JSON.stringify({ code }), { status: 403 }));
    return deliver(exchange);
  };
}

/** No connection to NGO-C is made, for a cause of Node. */
function failing(code: string): Drive {
  return (exchange) => {
    const cause = Object.assign(new Error("handshake"), { code });
    exchange.intercept(() => Promise.reject(new TypeError("fetch failed", { cause })));
    return deliver(exchange);
  };
}

/** NGO-B makes a request to NGO-C, whose server has found a client certificate. */
function shown(client: ClientCertificate): Drive {
  return async ({ federation, c }) => {
    const headers = signedHeaders(federation, "");
    const request = new Request("http://c.test/inbox", { method: "POST", headers, body: "" });
    const response = await c.gateway.fetch(request, client);
    expect(response.status).toBe(403);
    return codeOf(response);
  };
}

const codeOf = async (response: Response): Promise<string> =>
  ((await response.json()) as { code: string }).code;

interface Answered {
  readonly response: Response;
  // biome-ignore lint/suspicious/noExplicitAny: a problem or receipts, as each test expects
  readonly problem: any;
}

/** Posts octets to the inbox of NGO-C. */
export async function post(exchange: TestExchange, body: string | Uint8Array): Promise<Answered> {
  const response = await postPackage(exchange, body);
  return { response, problem: await response.json() };
}

/** Posts a receipt to NGO-B as NGO-C might. Returns the code it is refused with. */
async function postReceipt({ b }: TestExchange, receipt: string): Promise<string> {
  const response = await b.gateway.fetch(
    new Request("http://b.test/receipts", {
      method: "POST",
      headers: { "content-type": "application/jwt" },
      body: receipt,
    }),
  );
  const problem = (await response.json()) as { code: string };
  expect(response.status).toBe(STATUS[problem.code as keyof typeof STATUS]);
  expect((await inside(b.store).outbox.counts()).decided).toBe(0);
  return problem.code;
}

type Keys = readonly Record<string, unknown>[];

/** Lets NGO-C publish other key epochs than its own, signed. Returns what the sender records. */
async function publishEpochs(
  exchange: TestExchange,
  change: (keys: Keys) => Keys,
  at = "2026-11-24T09:02:00Z",
): Promise<string | undefined> {
  const { c, federation } = exchange;
  const path = "/.well-known/spp-epochs";
  const published = await c.gateway.fetch(new Request(`http://c.test${path}`));
  const [, payload = ""] = (await published.text()).split(".");
  const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as { keys: Keys };
  const iat = seconds(at);
  const jwt = signJwt(
    federation.signers["NGO-C"],
    { ...claims, iat, exp: iat + 86_400, keys: change(claims.keys) },
    { typ: "spp-epochs+jwt" },
  );
  exchange.intercept((request) => answer(request, path, jwt));
  return deliver(exchange);
}

/** Submits a message and tries it once. Returns the error that its row shows. */
async function deliver({ b }: TestExchange): Promise<string | undefined> {
  const { json } = await b.call("POST", "/v1/messages", { draft: requestS011(), mode: "asIs" });
  await b.gateway.sender.deliverDue();
  const row = await inside(b.store).outbox.find(json.id);
  expect(["queued", "sending"]).toContain(row?.state);
  expect(row?.receipts).toEqual([]);
  return row?.lastError;
}

function answer(request: Request, path: string, body: string): Promise<Response> | undefined {
  return new URL(request.url).pathname === path ? Promise.resolve(new Response(body)) : undefined;
}
