import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeTestExchange } from "@safepassage/agency/node";
import { addGateway } from "@safepassage/gateway/node";
import { until } from "@safepassage/testing/until";
import { afterEach, beforeEach, inject } from "vitest";
import { call } from "./call-on-disk.ts";

/** Where the folders are. */
export let root = "";
/** The folder of an agency. */
export let ngoB = "";
/** The folder of the other one. */
export let ngoC = "";
/** Processes that are ended after the test. */
export const children: ChildProcess[] = [];

/** Makes the folders of two gateways before each test of a file; after it, ends them and removes their folders. */
export function makeGatewaysForEach(): void {
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "safepassage-process-"));
    [ngoB = "", ngoC = ""] = makeTestExchange(join(root, "x"));
    for (const folder of [ngoB, ngoC]) {
      addGateway(folder, { gateway: { listen: { port: 0 }, local: { port: 0 } } });
    }
  });
  afterEach(() => {
    for (const child of children.splice(0)) child.kill("SIGKILL");
    rmSync(root, { recursive: true, force: true });
  });
}

/** The command, as a process of its own. */

export const command = () => [process.execPath, inject("programs").command] as const;

/** Starts `gateway run`, below another program if one is named. */
export function start(folder: string, ...below: readonly string[]) {
  const [program = "", ...args] = [...below, ...command(), "gateway", "run", folder];
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
  children.push(child);
  const printed = { out: "", err: "" };
  child.stdout.on("data", (part) => {
    printed.out += part;
  });
  child.stderr.on("data", (part) => {
    printed.err += part;
  });
  const ended = once(child, "close");
  return {
    child,
    printed,
    ended,
    localUrl: () => / at (\S+) for your own/.exec(printed.out)?.[1] ?? "",
  };
}

/** Waits until it listens. */
export const listens = ({ printed }: ReturnType<typeof start>) =>
  until(() => printed.out.includes(" listens at "));

/** Asks the local API of a gateway. */
export async function local(folder: string, url: string, path: string, body?: object) {
  const token = readFileSync(join(folder, "tokens/local.token"), "utf8").trim();
  const response = await fetch(url + path, {
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    ...(body && { method: "POST", body: JSON.stringify(body) }),
  });
  return { status: response.status, json: (await response.json()) as LocalAnswer };
}

/** Members of the local routes' answers that are asked for here. */
interface LocalAnswer {
  readonly digest: string;
  readonly state: string;
  readonly status: string;
  readonly code: string;
  readonly reasons: readonly object[];
  readonly jwt: string;
  readonly inbox: number;
  readonly outbox: Readonly<Record<"queued" | "sending", number>>;
}

/** Asks how the first one is. */
export const status = (...more: readonly string[]) => call("gateway", "status", ngoB, ...more);

/** Changes the configuration of a gateway. */
export function edit(folder: string, change: (config: { gateway: object }) => void): void {
  const path = join(folder, "agency.json");
  const config = JSON.parse(readFileSync(path, "utf8"));
  change(config);
  writeFileSync(path, JSON.stringify(config));
}
