import { get } from "node:http";
import { type AgencyStore, LOG_EVENTS } from "@safepassage/agency";
import { PROFILE_DIGEST } from "@safepassage/schema";
import { afterEach, describe, expect, it } from "vitest";
import { METRICS, type OperationConfig } from "../src/index.ts";
import { type ServedGateway, serveGateway } from "../src/node.ts";
import { faultyEmergency } from "./emergency.ts";
import { sendAsPartner } from "./hostile-partner.ts";
import { postPackage } from "./partner.ts";
import { readSeries } from "./prometheus-text.ts";
import { soon, watch } from "./watching.ts";
import { createExchange, NGO_B, NGO_C, requestS011, TOKENS } from "./world.ts";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const TOKEN = "a-token-for-the-metrics-of-32-characters";

/** Both agencies; NGO-C, or NGO-B, serves its metrics. */
async function open(
  name: "NGO-B" | "NGO-C",
  config: OperationConfig = { metrics: { port: 0 } },
  wrap?: (store: AgencyStore) => AgencyStore,
) {
  const watched = watch(config, { "metrics.token": TOKEN });
  const exchange = createExchange({
    ...(wrap && { wrap }),
    own: { [name]: { operation: watched.operation } },
  });
  const { gateway } = name === "NGO-B" ? exchange.b : exchange.c;
  const ports = { port: 0, localPort: 0, pollMs: 3_600_000, graceMs: 50 };
  const served = await serveGateway(gateway, { ...ports, operation: watched.operation });
  cleanups.push(() => served.close());
  return { exchange, served, ...watched };
}

async function scrape({ metricsUrl = "" }: ServedGateway): Promise<ReadonlyMap<string, number>> {
  const response = await fetch(metricsUrl);
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toContain("version=0.0.4");
  return readSeries(await response.text());
}

describe("the metrics", () => {
  it("count what a recipient takes in and refuses, and show how it stands", async () => {
    const { exchange, served } = await open("NGO-C");
    expect(
      (await exchange.b.call("POST", "/v1/messages", { draft: requestS011(), mode: "asIs" }))
        .status,
    ).toBe(201);
    await exchange.settle();
    await postPackage(exchange, "no package");
    await sendAsPartner(exchange, faultyEmergency);
    const found = await scrape(served);
    const of = (name: string) => found.get(`safepassage_${name}`);
    expect(of('messages_received_total{verdict="accept"}')).toBe(1);
    expect(of('messages_received_total{verdict="quarantine"}')).toBe(1);
    expect(of('messages_received_total{verdict="refused"}')).toBe(1);
    expect(of('refusals_total{direction="received",code="TRUST_SEALED_MALFORMED"}')).toBe(1);
    expect(of('events_total{event="quarantineAlarm"}')).toBe(2);
    expect(of('activity_seconds_count{activity="take",outcome="done"}')).toBe(2);
    expect(of('activity_seconds_count{activity="take",outcome="failed"}')).toBe(1);
    expect(of('requests_total{side="public",status="2xx"}')).toBeGreaterThanOrEqual(2);
    expect(of("store_transaction_seconds_count")).toBeGreaterThan(3);
    expect([of("ready"), of("clock_plausible"), of("store_full")]).toEqual([1, 1, 0]);
    expect([of("inbox_messages"), of("quarantined_messages")]).toEqual([2, 1]);
    expect(of("registry_age_seconds")).toBe(9 * 3600 + 120);
    expect(of('connections{side="public"}')).toBe(0);
    expect(of('held_body_octets{side="local"}')).toBe(0);
    expect(
      of(
        `build_info{version="0.1.0",catalogue="${PROFILE_DIGEST}",node="${process.versions.node}"}`,
      ),
    ).toBe(1);
    expect(found.get("nodejs_eventloop_lag_p99_seconds")).toBeGreaterThan(0);
    expect(found.get("process_resident_memory_bytes")).toBeGreaterThan(1e7);
  });

  it("say that it is not ready whenever its health does", async () => {
    const { exchange, served } = await open("NGO-C");
    exchange.editRegistry(({ agencies }) => {
      const own = agencies.find(({ entity }) => entity === NGO_C);
      Object.assign(own ?? {}, { entity: "https://another.test" });
    });
    const health = await exchange.c.call("GET", "/v1/health");
    expect([health.status, health.json.status]).toEqual([200, "notReady"]);
    expect((await scrape(served)).get("safepassage_ready")).toBe(0);
  });

  it("say that it is not ready where the store throws something of its own", async () => {
    let isBroken = false;
    const wrap = (store: AgencyStore): AgencyStore => ({
      ...store,
      transaction: (work) =>
        isBroken ? Promise.reject(new Error("SASL: no")) : store.transaction(work),
    });
    const { served } = await open("NGO-C", undefined, wrap);
    expect((await scrape(served)).get("safepassage_ready")).toBe(1);
    isBroken = true;
    expect((await scrape(served)).get("safepassage_ready")).toBe(0);
    const health = await fetch(`${served.url}/health`);
    expect([health.status, await health.json()]).toEqual([503, { status: "notReady" }]);
  });

  it("count what a sender's partners answer, and how long an attempt has been due", async () => {
    const { exchange, served } = await open("NGO-B");
    let asked = 0;
    // Once it is due again, a later round may make a second attempt, which gets no answer and changes nothing.
    exchange.intercept(() =>
      asked++ === 0
        ? Promise.resolve(new Response("busy", { status: 503 }))
        : new Promise(() => {}),
    );
    await exchange.b.call("POST", "/v1/messages", { draft: requestS011(), mode: "asIs" });
    await exchange.b.gateway.sender.deliverDue();
    // The round that serving began may have made the attempt.
    await soon(() => exchange.b.log.some(({ code }) => code !== undefined)).toBe(true);
    exchange.setTime("2026-11-24T09:03:00Z");
    const found = await scrape(served);
    const of = (name: string) => found.get(`safepassage_${name}`);
    expect(of(`attempts_total{peer="${NGO_C}",outcome="failed"}`)).toBe(1);
    // What has not happened is counted from 0 on: else the first time is no increase, and no comparison finds it.
    expect(of(`attempts_total{peer="${NGO_C}",outcome="done"}`)).toBe(0);
    const alarms = Object.entries(LOG_EVENTS).filter(([, { level }]) => level === "alarm");
    expect(alarms.map(([event]) => of(`events_total{event="${event}"}`))).toEqual(
      alarms.map(() => 0),
    );
    expect(of('refusals_total{direction="sent",code="GATEWAY_PEER_ANSWER_FOREIGN"}')).toBe(1);
    expect(of('messages_sent_total{state="queued"}')).toBe(1);
    expect(of('outbox_messages{state="queued"}')).toBe(1);
    // It was due again three quarters of a second after its first attempt.
    expect(of('oldest_due_seconds{lane="ordinary"}')).toBe(59.25);
    expect(of('oldest_due_seconds{lane="emergency"}')).toBe(0);
    expect(of('answers{side="awaited",state="open"}')).toBe(0);
    expect(of('reviews{state="overdue"}')).toBe(0);
  });

  it("have a port of their own: no count is on the other two", async () => {
    const { served } = await open("NGO-C");
    expect((await fetch(`${served.url}/metrics`)).status).toBe(404);
    const headers = { authorization: `Bearer ${TOKENS.local}` };
    expect((await fetch(`${served.localUrl}/metrics`, { headers })).status).toBe(404);
    const { metricsUrl = "" } = served;
    expect((await fetch(metricsUrl.replace("/metrics", "/health"))).status).toBe(404);
    expect((await fetch(metricsUrl, { method: "POST" })).status).toBe(404);
    await served.close();
    await expect(fetch(metricsUrl)).rejects.toThrow();
  });

  it("are not for a web page that names its own server", async () => {
    const { served } = await open("NGO-C");
    const asked = (host: string) =>
      new Promise((resolve) => {
        get(served.metricsUrl ?? "", { headers: { host } }, (response) => {
          resolve(response.statusCode);
          response.resume();
        });
      });
    expect(await Promise.all(["evil.test", "localhost:9464", "[::1]:9464"].map(asked))).toEqual([
      ...[401, 200, 200],
    ]);
  });

  it("are for who has the token, if there is one", async () => {
    const { served } = await open("NGO-C", { metrics: { port: 0, token: "metrics.token" } });
    const { metricsUrl = "" } = served;
    const statusWith = async (authorization: string) =>
      (await fetch(metricsUrl, { headers: { authorization } })).status;
    expect((await fetch(metricsUrl)).status).toBe(401);
    expect(await statusWith(`Bearer ${TOKEN}x`)).toBe(401);
    expect(await statusWith(`Bearer ${TOKEN}`)).toBe(200);
  });

  it("hold only words of closed lists: no word that a stranger chose", async () => {
    const { exchange, served, operation } = await open("NGO-B");
    for (let count = 0; count < 200; count++) {
      operation.metrics?.hear({ event: "decided", ref: "x", peer: `https://a${count}.test` });
      operation.metrics?.hear({ event: "sending", ref: "x", peer: NGO_B, code: `Amina${count}` });
      operation.metrics?.fail(`Amina${count}`);
    }
    await exchange.settle();
    const names = [...(await scrape(served)).keys()];
    expect(names.join()).not.toContain("Amina");
    // Two of each of 64 partners, and of all others together.
    expect(names.filter((name) => name.includes("attempts_total"))).toHaveLength(130);
    // Fewer than 500 series, however many partners there are.
    expect(names.filter((name) => name.startsWith("safepassage_")).length).toBeLessThan(500);
    const known = Object.keys(METRICS);
    for (const name of names.filter((one) => one.startsWith("safepassage_"))) {
      expect(known).toContain(/^\w+/.exec(name)?.[0].replace(/_(?:bucket|sum|count)$/, ""));
    }
  });
});
