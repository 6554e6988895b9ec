// Starts one exchange for all browser tests of a run, when the first of them asks for it: other runs do not pay.
import { type ChildProcess, fork } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { TestProject } from "vitest/node";
import type { StartedWorld } from "./world-parts.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Path of a socket. Whoever sends it a GET request gets the world of this run, once it runs. */
    readonly worldSocket: string;
  }
}

/** Returns how the world is ended. */
export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), "sp-world-"));
  const socket = join(folder, "socket");
  let child: ChildProcess | undefined;
  let starting: Promise<StartedWorld> | undefined;
  const server = createServer((_, response) => {
    starting ??= start((started) => {
      child = started;
    });
    starting.then(
      (world) => response.end(JSON.stringify(world)),
      (error: Error) => response.writeHead(500).end(error.message),
    );
  });
  await new Promise<void>((listening) => server.listen(socket, listening));
  provide("worldSocket", socket);
  return async () => {
    server.close();
    if (child !== undefined) await end(child);
    rmSync(folder, { recursive: true });
  };
}

function start(tell: (child: ChildProcess) => void): Promise<StartedWorld> {
  const missing = [PROGRAM, CONSOLE].find((path) => !existsSync(path));
  if (missing !== undefined) {
    return Promise.reject(
      new Error(`There is no ${missing}. Build the console first: npx -y pnpm@12 build`),
    );
  }
  const child = fork(PROGRAM, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  tell(child);
  return new Promise((fulfil, reject) => {
    child.once("exit", () => reject(new Error("the world of the browser tests has ended")));
    child.once("message", (message: { started?: StartedWorld; failed?: string }) => {
      if (message.started !== undefined) fulfil(message.started);
      else reject(new Error(`the world of the browser tests did not start: ${message.failed}`));
    });
  });
}

function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((ended) => {
    child.once("exit", () => ended());
    child.disconnect();
  });
}

const ROOT = resolve(import.meta.dirname, "../../../..");
/** Bundled by `tools/vitest/programs.ts`. */
const PROGRAM = join(ROOT, "apps/exchange/dist/browser-world.mjs");
const CONSOLE = join(ROOT, "apps/console/dist/index.html");
