import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AgencyStore } from "@safepassage/agency";
import {
  createRegistrySource,
  openSqliteStore,
  type RegistrySourceOptions,
} from "@safepassage/agency/node";
import { createFixedClock, type Signer } from "@safepassage/core";
import { createVerifier, issueRegistry, publicJwk } from "@safepassage/trust";
import { describe, expect, it } from "vitest";
import { requestS011 } from "./drafts.ts";
import { createFederation, NGO_B } from "./federation.ts";
import { eventsOf, inside } from "./inside.ts";
import { createExchange, NOW } from "./world.ts";

const federation = createFederation();
const signer = federation.signers["NGO-C"];
const verifier = createVerifier(publicJwk(federation.keys["NGO-C"]));
const file = (issuedAt: string) => ({ ...federation.registryFile(), issuedAt });

describe("createRegistrySource", () => {
  it("has nothing before the first fetch, and then what verified last", async () => {
    const { source, serve } = await open();
    expect(() => source.current()).toThrow(
      expect.objectContaining({ code: "GATEWAY_REGISTRY_MISSING" }),
    );
    serve(registry("2026-11-02T00:00:00Z"));
    await source.refresh();
    const first = source.current();
    expect(first.has(NGO_B)).toBe(true);
    // The same octets are the same registry, so that nothing is verified again for it.
    expect(await source.refresh()).toBe(first);
  });

  it.each([
    ["an older one", () => registry("2026-11-01T00:00:00Z"), "TRUST_REGISTRY_OUTDATED"],
    ["another of the same time", () => other("2026-11-02T00:00:00Z"), "TRUST_REGISTRY_CONFLICTING"],
    ["one of next year", () => registry("2027-11-02T00:00:00Z"), "TRUST_REGISTRY_NOT_YET_VALID"],
    [
      "one signed by another key",
      () => registry("2026-11-03T00:00:00Z", federation.signers["NGO-B"]),
      "JWS_ALGORITHM_NOT_ALLOWED",
    ],
    ["something else", () => new Response("<html>"), "JWS_MALFORMED"],
    ["an error", () => new Response("", { status: 500 }), "GATEWAY_REGISTRY_MISSING"],
    ["no answer", () => Promise.reject(new TypeError("refused")), "GATEWAY_REGISTRY_MISSING"],
  ])("keeps what it has when it is given %s", async (_, answer, code) => {
    const { source, serve } = await open();
    serve(registry("2026-11-02T00:00:00Z"));
    const held = await source.refresh();
    serve(answer());
    await expect(source.refresh()).rejects.toMatchObject({ code });
    expect(source.current()).toBe(held);
  });
});

describe("a registry at an address", () => {
  it("may end with a line end, as one in a file may", async () => {
    const { source, serve } = await open();
    const text = await registry("2026-11-02T00:00:00Z").text();
    serve(new Response(`${text}\n`));
    expect((await source.refresh()).has(NGO_B)).toBe(true);
  });
});

describe("a registry after a restart", () => {
  it.each([
    ["an older one", () => registry("2026-11-01T00:00:00Z"), "TRUST_REGISTRY_OUTDATED"],
    ["another of the same time", () => other("2026-11-02T00:00:00Z"), "TRUST_REGISTRY_CONFLICTING"],
  ])("is not taken if it is %s", async (_, answer, code) => {
    const folder = mkdtempSync(join(tmpdir(), "safepassage-registry-"));
    const path = join(folder, "gateway.db");
    const before = openSqliteStore(path);
    const first = await open(before);
    first.serve(registry("2026-11-02T00:00:00Z"));
    await first.source.refresh();
    await before.close();
    // Another process, which knows only what the store remembers.
    const after = openSqliteStore(path);
    const second = await open(after);
    second.serve(answer());
    await expect(second.source.refresh()).rejects.toMatchObject({ code });
    expect(() => second.source.current()).toThrow();
    second.serve(registry("2026-11-02T00:00:00Z"));
    expect((await second.source.refresh()).has(NGO_B)).toBe(true);
    await after.close();
    rmSync(folder, { recursive: true });
  });
});

describe("a registry whose mark was stored, and the answer to that was lost", () => {
  it("is taken with the next fetch", async () => {
    const base = openSqliteStore(":memory:");
    let isLost = false;
    const transaction: AgencyStore["transaction"] = async (work) => {
      const done = await base.transaction(work);
      if (isLost) throw new Error("Connection terminated unexpectedly");
      return done;
    };
    const { source, serve } = await open({ ...base, transaction });
    serve(registry("2026-11-02T00:00:00Z"));
    await source.refresh();
    serve(registry("2026-11-03T00:00:00Z"));
    isLost = true;
    await expect(source.refresh()).rejects.toThrow("Connection terminated");
    isLost = false;
    const issuedAt = new Date("2026-11-03T00:00:00Z");
    expect(await source.refresh()).toMatchObject({ issuedAt });
    expect(source.current()).toMatchObject({ issuedAt });
  });
});

describe("the copy of a registry", () => {
  it("is written once there is room for it, and then not again", async () => {
    let isFull = true;
    const written: string[] = [];
    const errors: unknown[] = [];
    const copy = {
      read: () => written.at(-1),
      write(text: string) {
        if (isFull) throw Object.assign(new Error("write"), { code: "ENOSPC" });
        written.push(text);
      },
    };
    const more = { copy, onError: (error: unknown) => errors.push(error) };
    const { source, serve } = await open(undefined, undefined, more);
    serve(registry("2026-11-02T00:00:00Z"));
    const held = await source.refresh();
    expect(errors).toMatchObject([{ code: "ENOSPC" }]);
    isFull = false;
    for (let times = 0; times < 3; times++) expect(await source.refresh()).toBe(held);
    expect(written).toEqual([await registry("2026-11-02T00:00:00Z").text()]);
  });

  it("is not written again by who has just taken it", async () => {
    const text = await registry("2026-11-02T00:00:00Z").text();
    const copy = {
      read: () => text,
      write() {
        throw new Error("it is there");
      },
    };
    const { source, serve } = await open(undefined, undefined, { copy, onError: rethrow });
    await source.restore();
    serve(registry("2026-11-02T00:00:00Z"));
    await source.refresh();
  });
});

describe("a registry that is too old", () => {
  const DAYS_14 = "2026-12-08T00:00:00Z";
  const AFTER = "2026-12-08T00:00:01Z";

  it("is used to the end of its time", async () => {
    const exchange = createExchange({ options: { registryMaxAgeDays: 14 } });
    exchange.setTime(DAYS_14);
    const { status, json } = await exchange.b.call("POST", "/v1/messages", message());
    expect(status).toBe(201);
    await exchange.settle();
    expect((await inside(exchange.b.store).outbox.find(json.id))?.state).toBe("decided");
  });

  it("lets nothing be accepted or sent, says so, and heals", async () => {
    const exchange = createExchange({ options: { registryMaxAgeDays: 14 } });
    const { b, c } = exchange;
    const waiting = await b.call("POST", "/v1/messages", message());
    exchange.setTime("2026-11-30T00:00:00Z");
    const health = await b.call("GET", "/v1/health");
    expect(health.json.registry).toEqual({
      state: "current",
      issuedAt: "2026-11-24T00:00:00Z",
      usableUntil: DAYS_14,
    });
    exchange.setTime(AFTER);
    const STALE = { status: 503, json: { code: "GATEWAY_REGISTRY_STALE" } };
    expect(await b.call("POST", "/v1/messages", message())).toMatchObject(STALE);
    const packaged = await c.gateway.fetch(
      new Request("http://c.test/inbox", {
        method: "POST",
        headers: { "content-type": "application/jose" },
        body: "x",
      }),
    );
    expect(packaged.status).toBe(503);
    expect(await packaged.json()).toMatchObject({ code: "GATEWAY_REGISTRY_STALE" });
    for (const side of [b, c]) {
      expect(await side.call("GET", "/v1/health")).toMatchObject({
        status: 200,
        json: {
          status: "notReady",
          reasons: [{ code: "REGISTRY_STALE", place: "/registry" }],
          registry: { state: "stale" },
        },
      });
      const told = await side.gateway.fetch(new Request("http://any.test/health"));
      expect(await told.json()).toEqual({ status: "notReady" });
    }
    await b.gateway.sender.deliverDue();
    const logged = b.log.filter(({ event }) => event === "registryStale");
    expect(logged).toEqual([
      { event: "registryStale", code: "GATEWAY_REGISTRY_STALE", ref: "2026-11-24T00:00:00Z" },
    ]);
    expect(await eventsOf(b.store, "registryStale")).toHaveLength(1);
    // What was sent before can be looked at all the same.
    expect((await b.show(waiting.json.digest)).status).toBe(200);

    exchange.editRegistry((file) => Object.assign(file, { issuedAt: "2026-12-08T00:00:00Z" }));
    expect((await b.call("GET", "/v1/health")).json.status).toBe("ready");
    expect((await b.call("POST", "/v1/messages", message())).status).toBe(201);
  });

  it("holds back a message on its way, and does not lose it", async () => {
    const exchange = createExchange({ options: { registryMaxAgeDays: 1 } });
    const { json } = await exchange.b.call("POST", "/v1/messages", message());
    exchange.setTime("2026-11-26T00:00:00Z");
    await exchange.b.gateway.sender.deliverDue();
    expect(await inside(exchange.b.store).outbox.find(json.id)).toMatchObject({
      state: "queued",
      lastError: "GATEWAY_REGISTRY_STALE",
    });
    exchange.editRegistry((file) => Object.assign(file, { issuedAt: "2026-11-26T00:00:00Z" }));
    exchange.setTime("2026-11-26T01:00:00Z");
    await exchange.settle();
    expect((await inside(exchange.b.store).outbox.find(json.id))?.state).toBe("decided");
  });
});

const message = () => ({ draft: requestS011(), mode: "asIs" });

/** Another content: one agency less. */
function other(issuedAt: string): Response {
  const { agencies, ...rest } = file(issuedAt);
  return new Response(issueRegistry({ ...rest, agencies: agencies.slice(0, -1) }, signer));
}

async function open(
  store: AgencyStore = openSqliteStore(":memory:"),
  clock = createFixedClock(NOW),
  more: Pick<RegistrySourceOptions, "copy" | "onError"> = {},
) {
  let next: Response | Promise<Response> = Promise.reject(new TypeError("not served yet"));
  next.catch(() => {});
  const fetch = async () => (await next).clone();
  const source = createRegistrySource("http://registry.test/registry", verifier, fetch, {
    store,
    clock,
    ...more,
  });
  return {
    source,
    serve(answer: Response | Promise<Response>) {
      next = answer;
    },
  };
}

function rethrow(error: unknown): never {
  throw error;
}

function registry(issuedAt: string, by: Signer = signer): Response {
  return new Response(issueRegistry(file(issuedAt), by));
}
