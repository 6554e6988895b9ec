import dns from "node:dns";
import {
  connect,
  getDefaultAutoSelectFamilyAttemptTimeout,
  setDefaultAutoSelectFamilyAttemptTimeout,
} from "node:net";
import { Worker } from "node:worker_threads";
import { afterEach, describe, expect, it, vi } from "vitest";
import { soundFetch } from "../send/deliver/sound-fetch.ts";
import { connectPatiently } from "./connect-patiently.ts";
import { fetchRegistry } from "./registry-source.ts";

const before = getDefaultAutoSelectFamilyAttemptTimeout();
afterEach(() => {
  vi.restoreAllMocks();
  setDefaultAutoSelectFamilyAttemptTimeout(before);
});

describe("connectPatiently", () => {
  it("lets a registry be read by satellite, also where nobody has its second address", async () => {
    const addresses = ["127.0.0.1", "127.0.0.2"].map((address) => ({ address, family: 4 }));
    vi.spyOn(dns, "lookup").mockImplementation(((
      _name: string,
      _options: object,
      hear: (error: null, found: object[]) => void,
    ) => setImmediate(() => hear(null, addresses))) as unknown as typeof dns.lookup);
    await using registry = await listenLate();
    expect(await fetchRegistry(`http://registry.test:${registry.port}/`, soundFetch)).toBe("read");
  });

  it("takes back nothing that was set to more", () => {
    setDefaultAutoSelectFamilyAttemptTimeout(60_000);
    connectPatiently();
    expect(getDefaultAutoSelectFamilyAttemptTimeout()).toBe(60_000);
  });
});

/** A server whose machine takes up no connection for a while: the system lets the first packet of each fall. */
async function listenLate() {
  const worker = new Worker(LATE, { eval: true });
  const port = await new Promise<number>((resolve) => worker.once("message", resolve));
  // As many wait to be taken up as may.
  const others = Array.from({ length: 8 }, () => connect(port, "127.0.0.1").on("error", () => {}));
  await new Promise((resolve) => others[0]?.once("connect", resolve));
  return {
    port,
    async [Symbol.asyncDispose]() {
      for (const one of others) one.destroy();
      await worker.terminate();
    },
  };
}

const LATE = `
const { parentPort } = require("node:worker_threads");
const server = require("node:http").createServer((request, response) => response.end("read"));
server.listen({ port: 0, host: "127.0.0.1", backlog: 1 }, () => {
  parentPort.postMessage(server.address().port);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 600);
});
`;
