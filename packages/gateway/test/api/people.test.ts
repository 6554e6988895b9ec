import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createProofKey } from "@safepassage/testing/proof-key";
import { startProvider, type TestProvider } from "@safepassage/testing/provider";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { faultyEmergency } from "../emergency.ts";
import { sendAsPartner } from "../hostile-partner.ts";
import { createExchange, requestS011 } from "../world.ts";

let provider: TestProvider;
beforeAll(async () => {
  provider = await startProvider({
    "case-1": { groups: ["case-workers", "everybody"] },
    "audit-1": { groups: ["audit"] },
    "nobody-1": { groups: ["everybody"] },
  });
});
afterAll(() => provider.close());

/** NGO-B knows its officers; NGO-C has no provider. NGO-B has sent one referral. */
async function open(change: object = {}) {
  const people = {
    ...{ issuer: provider.issuer, audience: provider.audience },
    roles: { claim: "groups", caseworker: ["case-workers"], auditor: ["audit"] },
    ...change,
  };
  const exchange = createExchange({ own: { "NGO-B": { people } } });
  const { json } = await exchange.b.call("POST", "/v1/messages", {
    draft: requestS011(),
    mode: "asIs",
  });
  await exchange.settle();
  const ask = async (path: string, headers: Record<string, string>) => {
    const { status, json: body } = await exchange.b.call("GET", path, undefined, headers);
    return body.code ?? status;
  };
  return { ...exchange, ask, content: `/v1/messages/${json.digest}/content`, digest: json.digest };
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const reason = { "safepassage-reason": "CASE_WORK" };

describe("an officer who has signed in", () => {
  it("does what the roles of the claims admit, and reading is recorded", async () => {
    const { ask, b, content, digest } = await open();
    const [worker, auditor, nobody] = await Promise.all(
      ["case-1", "audit-1", "nobody-1"].map((name) => provider.signIn(name)),
    );
    expect(await ask("/v1/outbox", bearer(worker ?? ""))).toBe(200);
    expect(await ask(content, { ...bearer(worker ?? ""), ...reason })).toBe(200);
    expect(await ask(content, bearer(worker ?? ""))).toBe("API_REASON_MISSING");
    expect(await ask("/v1/outbox", bearer(auditor ?? ""))).toBe(200);
    expect(await ask(content, { ...bearer(auditor ?? ""), ...reason })).toBe("API_ROLE_MISSING");
    expect(await ask("/v1/outbox", bearer(nobody ?? ""))).toBe("API_ROLE_MISSING");
    const custody = await b.call(
      "GET",
      `/v1/messages/${digest}/custody`,
      undefined,
      bearer(auditor ?? ""),
    );
    expect(custody.json.events).toMatchObject([
      { event: "attemptRefused", code: "API_ROLE_MISSING", officer: "audit-1", role: "auditor" },
      { event: "contentRead", code: "CASE_WORK", officer: "case-1", role: "caseworker" },
      { event: "messageSubmitted", officer: "staff-0042" },
    ]);
  });

  it("is refused with a token for another audience, a changed one, and one of nobody", async () => {
    const { ask } = await open();
    const token = await provider.signIn("case-1");
    const other = await provider.signIn("case-1", { audience: "https://another.test" });
    expect(await ask("/v1/outbox", bearer(other))).toBe("API_TOKEN_REFUSED");
    const [head, body = "", signature] = token.split(".");
    const claims = JSON.parse(Buffer.from(body, "base64url").toString());
    const forged = Buffer.from(JSON.stringify({ ...claims, groups: ["audit"] })).toString(
      "base64url",
    );
    expect(await ask("/v1/outbox", bearer(`${head}.${forged}.${signature}`))).toBe(
      "API_TOKEN_REFUSED",
    );
    expect(await ask("/v1/outbox", bearer("a.b.c"))).toBe("API_TOKEN_REFUSED");
    expect(await ask("/v1/outbox", bearer("nothing"))).toBe("GATEWAY_UNAUTHORISED");
  });

  it("is let in under keys that the provider has rolled", async () => {
    const { ask } = await open();
    expect(await ask("/v1/outbox", bearer(await provider.signIn("case-1")))).toBe(200);
    provider.rollKeys();
    expect(await ask("/v1/outbox", bearer(await provider.signIn("case-1")))).toBe(200);
  });

  it("proves possession of the key of a bound token, each time anew", async () => {
    const { ask } = await open();
    const key = createProofKey();
    const token = await provider.signIn("case-1", { proof: key });
    const url = "http://127.0.0.1/v1/outbox";
    const proven = (proof: string) => ({ authorization: `DPoP ${token}`, dpop: proof });
    const proof = key.prove("GET", url, token);
    expect(await ask("/v1/outbox", proven(proof))).toBe(200);
    expect(await ask("/v1/outbox", proven(proof))).toBe("API_TOKEN_REFUSED");
    expect(await ask("/v1/outbox", proven(key.prove("POST", url, token)))).toBe(
      "API_TOKEN_REFUSED",
    );
    expect(await ask("/v1/outbox", proven(createProofKey().prove("GET", url, token)))).toBe(
      "API_TOKEN_REFUSED",
    );
    expect(await ask("/v1/outbox", bearer(token))).toBe("API_TOKEN_REFUSED");
  });

  it("proves possession for the address that it sees, in front of a proxy", async () => {
    const { ask } = await open({ url: "https://gateway.ngo-b.test/spp" });
    const key = createProofKey();
    const token = await provider.signIn("case-1", { proof: key });
    const asked = (url: string) =>
      ask("/v1/outbox?limit=1", {
        authorization: `DPoP ${token}`,
        dpop: key.prove("GET", url, token),
      });
    expect(await asked("https://gateway.ngo-b.test/spp/v1/outbox")).toBe(200);
    expect(await asked("http://127.0.0.1/v1/outbox")).toBe("API_TOKEN_REFUSED");
  });

  it("proves nothing for the host that a request claims to be for, where no address is configured", async () => {
    const { b } = await open();
    const key = createProofKey();
    const token = await provider.signIn("case-1", { proof: key });
    const url = "http://evil.test/v1/outbox";
    const headers = { authorization: `DPoP ${token}`, dpop: key.prove("GET", url, token) };
    const response = await b.gateway.localFetch(new Request(url, { headers }));
    expect([response.status, (await response.json()).code]).toEqual([401, "API_TOKEN_REFUSED"]);
  });

  it("is told that the provider is away where it answers garbage, which is asked for once", async () => {
    let asked = 0;
    const server = createServer((_, response) => {
      asked += 1;
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ issuer, authorization_endpoint: "no address", jwks_uri: "x" }));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      const { ask, b } = await open({ issuer, client: "console", url: "http://127.0.0.1" });
      const token = await provider.signIn("case-1");
      const told = await Promise.all(
        Array.from({ length: 20 }, () => ask("/v1/me", bearer(token))),
      );
      expect(new Set(told)).toEqual(new Set(["API_PROVIDER_AWAY"]));
      const signIn = await b.gateway.localFetch(new Request("http://127.0.0.1/session/sign-in"));
      expect([signIn.status, (await signIn.json()).code]).toEqual([503, "API_PROVIDER_AWAY"]);
      expect(asked).toBe(1);
    } finally {
      server.close();
    }
  });

  it("is locked out at once, until that is lifted", async () => {
    const { ask, b } = await open();
    const token = bearer(await provider.signIn("case-1"));
    expect(await ask("/v1/outbox", token)).toBe(200);
    expect((await b.call("POST", "/v1/locks", { officer: "case-1" })).status).toBe(204);
    expect(await ask("/v1/outbox", token)).toBe("API_OFFICER_LOCKED");
    expect((await b.call("GET", "/v1/locks")).json.entries).toEqual([
      { officer: "case-1", at: "2026-11-24T09:02:00Z" },
    ]);
    expect((await b.call("POST", "/v1/locks/removal", { officer: "case-1" })).status).toBe(204);
    expect(await ask("/v1/outbox", token)).toBe(200);
  });

  it("learns who it is for the gateway, and what is open to it", async () => {
    const { b } = await open();
    const me = async (name: string) =>
      (await b.call("GET", "/v1/me", undefined, bearer(await provider.signIn(name)))).json;
    expect(await me("audit-1")).toMatchObject({
      ...{ kind: "officer", officer: "audit-1", assurance: 1, roles: ["auditor"] },
      operations: expect.arrayContaining(["listInbox", "getCustody", "listLocks"]),
    });
    expect((await me("audit-1")).operations).not.toContain("readContent");
    expect((await me("case-1")).operations).toContain("submitMessage");
    const { json } = await b.call("GET", "/v1/me");
    expect(json).toMatchObject({ kind: "machine", roles: [] });
  });

  it("reads the quarantine in an emergency only, and a person is told at once", async () => {
    const people = {
      ...{ issuer: provider.issuer, audience: provider.audience },
      roles: { claim: "groups", caseworker: ["case-workers"] },
    };
    const exchange = createExchange({ own: { "NGO-C": { people } } });
    await sendAsPartner(exchange, faultyEmergency);
    const { c } = exchange;
    const token = bearer(await provider.signIn("case-1"));
    const [held] = (await c.call("GET", "/v1/inbox?state=quarantined")).json.entries;
    const read = async (why: string) =>
      c.call("GET", `/v1/messages/${held.digest}/content`, undefined, {
        ...{ ...token, "safepassage-reason": why },
      });
    expect((await read("CASE_WORK")).json.code).toBe("API_CONTENT_QUARANTINED");
    const before = c.log.length;
    expect((await read("BREAK_GLASS")).json.message.body).toBeDefined();
    expect(c.log.slice(before)).toMatchObject([{ event: "glassBroken", ref: held.digest }]);
    expect((await c.call("GET", "/v1/alarms")).json.entries[0]).toMatchObject({
      ...{ event: "glassBroken", ref: held.digest, code: "BREAK_GLASS" },
    });
    const { events } = (await c.call("GET", `/v1/messages/${held.digest}/custody`)).json;
    expect(events[0]).toMatchObject({ event: "glassBroken", officer: "case-1" });
  });

  it("has a person told whenever the glass is broken, also where there was none", async () => {
    const { ask, b, content, digest } = await open();
    const token = bearer(await provider.signIn("case-1"));
    expect(await ask(content, { ...token, "safepassage-reason": "BREAK_GLASS" })).toBe(200);
    const { entries } = (await b.call("GET", "/v1/alarms")).json;
    expect(entries).toMatchObject([{ event: "glassBroken", ref: digest }]);
    // It was not in quarantine.
    expect(entries[0].says).toBe(
      `An officer has read ${digest}, a message or a draft, stating that somebody is in danger.`,
    );
  });

  it("is not acted for once locked out, nor read for", async () => {
    const { ask, b, content } = await open();
    await b.call("POST", "/v1/locks", { officer: "STAFF-0042" });
    const withdrawn = await b.call("POST", "/v1/withdrawals", {
      ...{ consentRef: "x", officer: { id: "staff-0042", assurance: 2 } },
    });
    expect(withdrawn.json.code).toBe("API_OFFICER_LOCKED");
    expect((await b.call("POST", "/v1/preview", requestS011())).json.code).toBe(
      "API_OFFICER_LOCKED",
    );
    const headers = { "safepassage-officer": "staff-0042", "safepassage-assurance": "2" };
    const own = await b.call("GET", content, undefined, { ...reason, ...headers });
    expect(own.json.code).toBe("API_OFFICER_LOCKED");
    expect(await ask("/v1/outbox", bearer(await provider.signIn("case-1")))).toBe(200);
  });

  it("waits while the provider is away; the agency's own systems do not", async () => {
    const away = await startProvider({ "case-1": { groups: ["case-workers"] } });
    const token = await away.signIn("case-1");
    const { issuer, audience } = away;
    const roles = { claim: "groups", caseworker: ["case-workers"] };
    const { b } = createExchange({ own: { "NGO-B": { people: { issuer, audience, roles } } } });
    await away.close();
    const refused = await b.call("GET", "/v1/outbox", undefined, bearer(token));
    expect([refused.status, refused.json.code]).toEqual([503, "API_PROVIDER_AWAY"]);
    expect((await b.call("GET", "/v1/outbox")).status).toBe(200);
  });
});
