import { rmSync } from "node:fs";
import type { LogEvent } from "@safepassage/agency";
import { afterEach, expect } from "vitest";
import { type RunOptions, runGateway, type StartedGateway } from "../src/node.ts";
import { type Folders, makeFolders } from "./gateway-folder.ts";
import { askLocal, type RegistryFile, type RegistryServer, serveRegistry } from "./run-world.ts";

const QUICK = { pollMs: 20, lookMs: 25, refreshMs: 25, settleMs: 200 };
export const NGO_B = "https://ngo-b.test";

export const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const one of undo.splice(0).reverse()) await one();
});

export function folders(): Folders {
  const made = makeFolders();
  undo.push(() => rmSync(made.root, { recursive: true, force: true }));
  return made;
}

export async function served(made: Folders): Promise<RegistryServer> {
  const server = await serveRegistry(made);
  undo.push(server.down);
  return server;
}

export async function start(
  folder: string,
  timing: object = QUICK,
  options: Pick<RunOptions, "fetch"> = {},
) {
  const log: LogEvent[] = [];
  const errors: unknown[] = [];
  const running = await runGateway(folder, {
    write(line) {
      const { time: _, level: __, text: ___, ...event } = JSON.parse(line);
      (event.event === "failed" ? errors : log).push(event);
    },
    timing: { ...QUICK, ...timing },
    retry: { baseMs: 50 },
    ...options,
  });
  undo.push(() => running.close());
  return { running, log, errors, health: () => healthOf(folder, running) };
}

/** The codes of the reasons, as the local port tells them; empty if it is ready. */
async function healthOf(folder: string, { localUrl }: StartedGateway) {
  const { status, json } = await askLocal(folder, localUrl, "/v1/health");
  expect([status, json.status]).toEqual([200, json.reasons.length === 0 ? "ready" : "notReady"]);
  // No registry of these tests knows the port that the system chooses.
  const codes = (list: readonly { code: string }[]) =>
    list.map(({ code }) => code).filter((code) => code !== "ENDPOINT_MISSING");
  return [...codes(json.reasons), ...codes(json.warnings).map((code) => `warning ${code}`)].join();
}

/** What the public port tells anybody. */
export async function outside({ url }: StartedGateway) {
  const response = await fetch(`${url}/health`);
  return [response.status, await response.json()];
}

export const entryOf = (file: RegistryFile, entity = NGO_B) =>
  file.agencies.find((agency) => agency.entity === entity) as RegistryFile["agencies"][number];
