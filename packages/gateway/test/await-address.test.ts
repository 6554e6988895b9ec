import { join } from "node:path";
import type { LogEvent } from "@safepassage/agency";
import { until } from "@safepassage/testing/until";
import { describe, expect, it } from "vitest";
import { listenOnceThere } from "../src/serve/await-address.ts";
import { listen } from "../src/serve/listen.ts";
import { editJson } from "./gateway-folder.ts";
import { folders, start } from "./running.ts";

const ABSENT = "203.0.113.7";

describe("an address that this machine does not have yet", () => {
  it("keeps no gateway from starting, and is named as what it waits for", async () => {
    const made = folders();
    editJson(join(made.b, "agency.json"), ({ gateway }: { gateway: { listen: object } }) =>
      Object.assign(gateway.listen, { host: ABSENT, port: 8401 }),
    );
    const { running, log, health } = await start(made.b);
    expect(log).toContainEqual({ event: "addressAwaited", ref: ABSENT });
    expect(await health()).toContain("ADDRESS_UNKNOWN");
    // Its own systems reach it, and it stops as any other.
    await running.close();
  });

  it("is listened at once it is there", async () => {
    const log: LogEvent[] = [];
    const errors: unknown[] = [];
    const faults = ["EADDRNOTAVAIL", "EADDRNOTAVAIL", "EADDRINUSE", "EADDRINUSE"];
    const awaited = await listenOnceThere(
      () => {
        const code = faults.shift();
        return code === undefined ? open() : Promise.reject(Object.assign(new Error(), { code }));
      },
      {
        ...{ hostname: ABSENT, url: `http://${ABSENT}:8401`, everyMs: 1 },
        log: (event) => log.push(event),
        onError: (error) => errors.push((error as NodeJS.ErrnoException).code),
      },
    );
    expect([awaited.isAwaited(), awaited.url]).toEqual([true, `http://${ABSENT}:8401`]);
    await until(async () => !awaited.isAwaited());
    expect(await (await fetch(awaited.url)).text()).toBe("there");
    expect(log.map(({ event }) => event)).toEqual(["addressAwaited", "addressThere"]);
    expect(errors).toEqual(["EADDRINUSE"]);
    await awaited.close();
    await expect(fetch(awaited.url)).rejects.toThrow();
  });

  it("is told from a port that another program has", async () => {
    const inUse = Object.assign(new Error(), { code: "EADDRINUSE" });
    const opened = listenOnceThere(() => Promise.reject(inUse), {
      ...{ hostname: ABSENT, url: "", everyMs: 1, log: () => {}, onError: () => {} },
    });
    await expect(opened).rejects.toBe(inUse);
  });

  it("is waited for no longer once the gateway stops", async () => {
    let asked = 0;
    const awaited = await listenOnceThere(
      () => {
        asked++;
        return Promise.reject(Object.assign(new Error(), { code: "EADDRNOTAVAIL" }));
      },
      { ...{ hostname: ABSENT, url: "", everyMs: 1, log: () => {}, onError: () => {} } },
    );
    await until(async () => asked > 2);
    await awaited.close();
    const then = asked;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(asked).toBe(then);
  });
});

const open = () =>
  listen(async () => new Response("there"), {
    ...{ hostname: "127.0.0.1", port: 0, maxConnections: 8, bodyTimeoutMs: 1000, graceMs: 100 },
  });
