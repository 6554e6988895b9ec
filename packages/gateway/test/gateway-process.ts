/**
 * One gateway as an operating-system process, for the kill test.
 *
 * Started with a JSON configuration as its argument; tells its addresses by a message, is told by
 * others which registry to judge by and where to die, and ends when its parent goes.
 *
 * @module
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createFailpoint, type Failpoint } from "@safepassage/agency";
import { openEpochFile, openSqliteStore } from "@safepassage/agency/node";
import { createSigner, parsePrivateJwk, parseRegistry } from "@safepassage/trust";
import { createGateway } from "../src/index.ts";
import { serveGateway } from "../src/node.ts";
import { TOKENS } from "./world.ts";

/** What the process is told at its start. */
export interface ProcessConfig {
  readonly folder: string;
  readonly entity: string;
  readonly port: number;
  /** Milliseconds that the gateway's clock is ahead of the machine's. */
  readonly clockOffset: number;
  /** Where to die, from the start on. */
  readonly failpoint?: Failpoint;
}

/** What the running process is told. */
export interface ProcessOrder {
  readonly registry?: unknown;
  readonly failpoint?: Failpoint;
  readonly clockOffset?: number;
}

const config = JSON.parse(process.argv[2] ?? "") as ProcessConfig;
const read = (name: string): unknown => JSON.parse(readFileSync(join(config.folder, name), "utf8"));
let { clockOffset } = config;
let { failpoint } = config;
let registry = parseRegistry(read("registry.json"));

const gateway = createGateway({
  entity: config.entity,
  store: openSqliteStore(join(config.folder, "gateway.db")),
  signer: createSigner(parsePrivateJwk(read("key.json"))),
  epochs: openEpochFile(join(config.folder, "epochs.json")),
  registry: () => registry,
  agreements: [readFileSync(join(config.folder, "agreement.jws"), "utf8")],
  officerKey: new Uint8Array(32).fill(7),
  tokens: TOKENS,
  retry: { baseMs: 60, maxMs: 500, timeoutMs: 5000 },
  clock: { now: () => new Date(Date.now() + clockOffset) },
  monotonic: () => Date.now() + clockOffset,
  registryMaxAgeDays: 3650,
  reach: (point) => createFailpoint(failpoint)(point),
});
const served = await serveGateway(gateway, {
  port: config.port,
  localPort: 0,
  pollMs: 20,
  onError: (error) => process.stderr.write(`${String(error)}\n`),
});
process.on("message", (order: ProcessOrder) => {
  if (order.registry !== undefined) registry = parseRegistry(order.registry);
  clockOffset = order.clockOffset ?? clockOffset;
  failpoint = order.failpoint;
  process.send?.({ obeyed: true });
});
process.on("disconnect", () => process.exit(0));
process.send?.({ ready: { url: served.url, localUrl: served.localUrl } });
