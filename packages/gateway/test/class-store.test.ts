import { agencyStoreContract } from "@safepassage/agency/contract";
import { openSqliteStore } from "@safepassage/agency/node";
import { describe, expect, it } from "vitest";
import { asClass } from "./class-store.ts";
import { refer } from "./correcting.ts";
import { createExchange } from "./world.ts";

describe("a store that is a class with private members", () => {
  const checks = Object.entries(agencyStoreContract).flatMap(([port, suite]) =>
    Object.entries(suite).map(([name, check]) => [port, name, check] as const),
  );
  it.each(checks)("%s: %s", async (_port, _name, check) => {
    const store = asClass(openSqliteStore(":memory:"));
    await check(store);
    await store.close();
  });

  it("serves a gateway, and scrubs what the gateway erases", async () => {
    const points: string[] = [];
    const options = { reach: (point: string) => void points.push(point) };
    const exchange = createExchange({ wrap: asClass, options });
    await refer(exchange);
    const { gateway, call } = exchange.c;
    exchange.setTime("2027-06-01T00:00:00Z");
    await gateway.maintain();
    expect(points).toContain("erasure.after-scrub");
    expect((await call("GET", "/v1/health")).json.inbox).toBe(1);
  });
});
