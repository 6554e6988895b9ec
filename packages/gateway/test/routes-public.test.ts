import { AgencyError } from "@safepassage/agency";
import { describe, expect, it } from "vitest";
import { VERSION } from "../src/about/version.ts";
import { requestS011 } from "./drafts.ts";
import { createExchange, NGO_B, TOKENS } from "./world.ts";

describe("public routes", () => {
  const { c, b } = createExchange();
  const post = (path: string, type: string, body: BodyInit, headers: HeadersInit = {}) =>
    c.gateway.fetch(
      new Request(`http://c.test${path}`, {
        method: "POST",
        headers: { "content-type": type, ...headers },
        body,
        duplex: "half",
      } as RequestInit),
    );

  it("refuse a body that says it is too large before reading any of it", async () => {
    let pulled = 0;
    const body = new ReadableStream({
      pull(controller) {
        pulled++;
        controller.enqueue(new Uint8Array(65_536));
      },
    });
    const before = pulled;
    const response = await post("/inbox", "application/jose", body, {
      "content-length": "3000000",
    });
    expect(await code(response)).toBe("GATEWAY_BODY_TOO_LARGE");
    expect(response.status).toBe(413);
    // A stream fills its queue by itself, before anyone reads: one part at most.
    expect(pulled - before).toBeLessThanOrEqual(1);
  });

  it("stop reading a body that does not say so as soon as it is too large", async () => {
    let pulled = 0;
    const body = new ReadableStream({
      pull(controller) {
        pulled++;
        controller.enqueue(new Uint8Array(65_536));
      },
    });
    expect(await code(await post("/inbox", "application/jose", body))).toBe(
      "GATEWAY_BODY_TOO_LARGE",
    );
    expect(pulled).toBeLessThan(40);
  });

  it("take one media type each", async () => {
    for (const type of ["application/json", "text/plain", "application/jose; charset=utf-8"]) {
      const response = await post("/inbox", type, "x");
      expect(await code(response)).toBe("GATEWAY_CONTENT_TYPE_WRONG");
      expect(response.status).toBe(415);
    }
    expect(await code(await post("/receipts", "application/json", "{}"))).toBe(
      "GATEWAY_CONTENT_TYPE_WRONG",
    );
  });

  it("show nothing of the agency's own routes", async () => {
    for (const path of ["/v1/messages", "/v1/inbox", "/v1/health", "/v1/preview", "/proof", "/"]) {
      const response = await c.gateway.fetch(
        new Request(`http://c.test${path}`, {
          headers: { authorization: `Bearer ${TOKENS.local}` },
        }),
      );
      expect(await code(response)).toBe("GATEWAY_ROUTE_UNKNOWN");
      expect(response.status).toBe(404);
    }
  });

  it("tell partners that the gateway is ready, and its own agency how much it holds", async () => {
    await b.call("POST", "/v1/messages", { draft: requestS011(), mode: "asIs" });
    const response = await b.gateway.fetch(new Request("http://b.test/health"));
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ status: "ready" });
    const { json } = await b.call("GET", "/v1/health");
    expect(json).toEqual({
      status: "ready",
      reasons: [],
      warnings: [],
      entity: NGO_B,
      version: VERSION,
      signingKey: expect.stringMatching(/^[\w-]{43}$/),
      outbox: {
        queued: 1,
        sending: 0,
        delivered: 0,
        decided: 0,
        refused: 0,
        expired: 0,
        unsent: 0,
        replaced: 0,
      },
      inbox: 0,
      quarantined: 0,
      answers: { owed: { open: 0, overdue: 0 }, awaited: { open: 0, overdue: 0 } },
      reviews: { open: 0, overdue: 0 },
      certificates: { open: 0, overdue: 0 },
      registry: {
        state: "current",
        issuedAt: "2026-11-24T00:00:00Z",
        usableUntil: "2036-11-21T00:00:00Z",
      },
      clock: { state: "plausible" },
      maintenance: "running",
    });
  });

  it("are not ready while the database fails, and say which file it is", async () => {
    let fails = false;
    const failing = createExchange({
      wrap: (store) => ({
        ...store,
        transaction: async (work) => {
          if (fails) throw new AgencyError("GATEWAY_STORE_UNREADABLE", "disk I/O error");
          return store.transaction(work);
        },
      }),
    });
    expect((await failing.b.call("GET", "/v1/health")).status).toBe(200);
    fails = true;
    const { status, json } = await failing.b.call("GET", "/v1/health");
    expect([status, json.status]).toEqual([200, "notReady"]);
    expect(json.reasons).toMatchObject([
      { code: "GATEWAY_STORE_UNREADABLE", file: "state/agency.db", level: "waiting" },
    ]);
    const health = await failing.b.gateway.fetch(new Request("http://b.test/health"));
    expect([health.status, await health.json()]).toEqual([503, { status: "notReady" }]);
  });

  it("answer 503 and no receipt while there is no registry", async () => {
    const starting = createExchange({
      options: {
        registry: () => {
          throw new AgencyError("GATEWAY_REGISTRY_MISSING", "not fetched yet");
        },
      },
    });
    const health = await starting.c.gateway.fetch(new Request("http://c.test/health"));
    expect(health.status).toBe(503);
    expect(await starting.c.call("GET", "/v1/health")).toMatchObject({
      status: 200,
      json: { status: "notReady", reasons: [{ code: "REGISTRY_MISSING" }] },
    });
    // It lives all the same: nobody should kill it for that.
    const live = await starting.c.gateway.fetch(new Request("http://c.test/live"));
    expect([live.status, await live.json()]).toEqual([200, { status: "live" }]);
    const response = await starting.c.gateway.fetch(
      new Request("http://c.test/inbox", {
        method: "POST",
        headers: { "content-type": "application/jose" },
        body: "x",
      }),
    );
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ code: "GATEWAY_REGISTRY_MISSING" });
  });

  it("answer a bug with a bare 500, and tell the operator alone", async () => {
    const bugs: unknown[] = [];
    const broken = createExchange({
      options: {
        registry: () => {
          throw new Error("password is hunter2");
        },
        onError: (error) => bugs.push(error),
      },
    });
    const response = await broken.c.gateway.fetch(
      new Request("http://c.test/inbox", {
        method: "POST",
        headers: { "content-type": "application/jose" },
        body: "x",
      }),
    );
    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({
      type: "about:blank",
      title: "Internal Server Error",
      status: 500,
    });
    expect(String(bugs[0])).toContain("hunter2");
  });
});

async function code(response: Response): Promise<string> {
  return ((await response.json()) as { code: string }).code;
}
