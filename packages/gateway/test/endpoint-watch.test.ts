import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { systemClock } from "@safepassage/core";
import { until } from "@safepassage/testing/until";
import { createSigner, parseRegistry } from "@safepassage/trust";
import { expect, it } from "vitest";
import { createEndpointWatch } from "../src/run/endpoint-watch.ts";
import { createFederation, NGO_B } from "./federation.ts";
import { entryOf, folders, served, start } from "./running.ts";

const ELSEWHERE = "warning ENDPOINT_ELSEWHERE";
const ASK = { askMs: 25 };

it("a gateway at whose address another one with its key answers says so, and the other one does not", async () => {
  const made = folders();
  const registry = await served(made);
  const copy = join(made.root, "copy");
  execFileSync("cp", ["-a", made.b, copy]);
  const moved = await start(copy, ASK);
  const { url } = moved.running;
  registry.publish((file) => Object.assign(entryOf(file), { endpoint: url }));

  const former = await start(made.b, ASK);
  await until(async () => (await former.health()) === ELSEWHERE);
  await until(async () => former.log.some(({ event }) => event === "endpointElsewhere"));
  expect(await moved.health()).toBe("");
  expect(moved.log.filter(({ event }) => event === "endpointElsewhere")).toEqual([]);

  // It is over once partners reach this one, and where nobody answers.
  registry.publish((file) => Object.assign(entryOf(file), { endpoint: former.running.url }));
  await until(async () => (await former.health()) === "");
  await until(async () => (await moved.health()) === ELSEWHERE);
  await former.running.close();
  await until(async () => (await moved.health()) === "");
});

it.each([
  ["GATEWAY_CLIENT_CERTIFICATE_MISSING", 1],
  ["GATEWAY_BUSY", 3],
])(
  "asks a gateway that answers %s %d times out of three: its own log has a line for each certificate refused",
  async (code, times) => {
    const federation = createFederation();
    const registry = parseRegistry(federation.registryFile());
    let answered = 0;
    const watch = createEndpointWatch({
      ...{ entity: NGO_B, registry: () => registry, epochs: { load: () => [] } },
      ...{ signer: createSigner(federation.keys["NGO-B"]), clock: systemClock, askMs: 0 },
      fetch: async () => {
        answered++;
        const type = { "content-type": "application/problem+json" };
        return new Response(JSON.stringify({ code, status: 403 }), { status: 403, headers: type });
      },
      ending: new AbortController().signal,
      onError(error) {
        throw error;
      },
    });
    for (let asked = 1; asked <= 3; asked++) {
      watch.look();
      await until(() => answered === Math.min(asked, times));
      // What is read of an answer takes some turns.
      for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    }
    expect([answered, watch.findings()]).toEqual([times, []]);
  },
);
