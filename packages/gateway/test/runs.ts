import { rmSync } from "node:fs";
import type { LogEvent } from "@safepassage/agency";
import { expect } from "vitest";
import { runGateway, type StartedGateway } from "../src/node.ts";
import { type Folders, makeFolders } from "./gateway-folder.ts";
import { askLocal, type RegistryFile, type RegistryServer, serveRegistry } from "./run-world.ts";

/** Gateways that run in this process, and what they need. `end` undoes all of it. */
export function createRuns() {
  const undo: (() => unknown)[] = [];
  return {
    folders(): Folders {
      const made = makeFolders();
      undo.push(() => rmSync(made.root, { recursive: true, force: true }));
      return made;
    },
    async served(made: Folders): Promise<RegistryServer> {
      const server = await serveRegistry(made);
      undo.push(server.down);
      return server;
    },
    async start(folder: string, timing: object = {}) {
      const log: LogEvent[] = [];
      const errors: unknown[] = [];
      const running = await runGateway(folder, {
        log: (event) => log.push(event),
        onError: (error) => errors.push(error),
        timing: { ...QUICK, ...timing },
        retry: { baseMs: 50 },
      });
      undo.push(() => running.close());
      return { running, log, errors, health: () => healthOf(folder, running) };
    },
    async end(): Promise<void> {
      for (const one of undo.splice(0).reverse()) await one();
    },
  };
}

/** The codes of the reasons, as the local port tells them; empty if it is ready. */
async function healthOf(folder: string, { localUrl }: StartedGateway): Promise<string> {
  const { status, json } = await askLocal(folder, localUrl, "/health");
  expect([status, json.status]).toEqual(
    json.reasons.length === 0 ? [200, "ready"] : [503, "notReady"],
  );
  const codes = (list: readonly { code: string }[]) => list.map(({ code }) => code);
  return [...codes(json.reasons), ...codes(json.warnings).map((code) => `warning ${code}`)].join();
}

/** What the public port tells anybody. */
export async function outside({ url }: StartedGateway) {
  const response = await fetch(`${url}/health`);
  return [response.status, await response.json()];
}

/** An agency in the registry's file. */
export const entryOf = (file: RegistryFile, entity = "https://ngo-b.test") =>
  file.agencies.find((agency) => agency.entity === entity) as RegistryFile["agencies"][number];

const QUICK = { pollMs: 20, lookMs: 25, refreshMs: 25, settleMs: 200 };
