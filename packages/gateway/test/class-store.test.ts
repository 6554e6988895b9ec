import { describe, expect, it } from "vitest";
import { openSqliteStore } from "../src/node.ts";
import { scrubAfterErasure } from "../src/scrub-after-erasure.ts";
import { gatewayStoreContract } from "@safepassage/agency/contract";
import { asClass } from "./class-store.ts";
import { refer } from "./correcting.ts";
import { createExchange } from "./world.ts";

describe("a store that is a class with private members", () => {
  it.each(Object.entries(gatewayStoreContract))("%s", (_name, check) => {
    const store = asClass(openSqliteStore(":memory:"));
    check(scrubAfterErasure(store, () => {}));
    store.close();
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
    expect((await call("GET", "/health")).json.inbox).toBe(1);
  });
});
