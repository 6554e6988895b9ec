import { describe, expect, it } from "vitest";
import { serveGateway } from "../src/node.ts";
import { eventsOf } from "./inside.ts";
import { createWarningExchange, warning } from "./warning-world.ts";

const HOUR_MS = 3_600_000;

describe("a warning that nobody answers", () => {
  it("is told within a minute after its hour, and not at the next maintenance", async () => {
    const { exchange, digest } = await warned();
    const served = await serveGateway(exchange.c.gateway, {
      ...{ port: 0, localPort: 0, pollMs: HOUR_MS, warningsMs: 20, graceMs: 100 },
    });
    // The maintenance of the start is over.
    await expect.poll(() => exchange.c.log.some(({ event }) => event === "maintained")).toBe(true);
    exchange.setTime("2026-11-24T10:02:01Z");
    const told = () => exchange.c.log.filter(({ event }) => event === "warningUnanswered");
    await expect.poll(told).toMatchObject([{ ref: digest, code: "owed" }]);
    expect(exchange.c.log.filter(({ event }) => event === "maintained")).toHaveLength(1);
    await served.close();
  });

  it.each([
    ["ahead", "2028-01-01T00:00:00Z"],
    ["back", "2026-11-01T00:00:00Z"],
  ])("is told once where the clock is in doubt, as it has jumped %s", async (_, time) => {
    const { exchange, elapse, digest } = await warned();
    elapse(HOUR_MS + 1000);
    exchange.setTime(time);
    for (let run = 0; run < 2; run++) await exchange.c.gateway.maintain();
    const { json } = await exchange.c.call("GET", "/v1/health");
    expect(json.clock.state).toBe("implausible");
    const alarms = await exchange.c.call("GET", "/v1/alarms?event=warningUnanswered");
    expect(alarms.json.entries).toMatchObject([{ ref: digest, code: "owed" }]);
    expect(await eventsOf(exchange.c.store, "answerOverdue")).toHaveLength(1);
  });

  it("is not told before its hour, though the clock is in doubt", async () => {
    const { exchange, elapse } = await warned();
    elapse(HOUR_MS - 1000);
    exchange.setTime("2026-11-01T00:00:00Z");
    await exchange.c.gateway.maintain();
    expect(await eventsOf(exchange.c.store, "answerOverdue")).toEqual([]);
  });
});

/** A warning that has arrived at 09:02. */
async function warned() {
  let elapsed = 0;
  const watched = { monotonic: () => elapsed };
  const exchange = createWarningExchange(watched, watched);
  const body = { draft: warning(), mode: "asIs" };
  const { json } = await exchange.b.call("POST", "/v1/messages", body);
  await exchange.settle();
  return {
    exchange,
    digest: json.digest as string,
    elapse: (milliseconds: number): void => {
      elapsed += milliseconds;
    },
  };
}
