import { request } from "node:http";
import { text } from "node:stream/consumers";
import { readExpectations } from "@safepassage/exchange/expectations";
import { createRun, type Run } from "@safepassage/exchange/run";
import { inject } from "vitest";
import type { StartedWorld } from "./world-parts.ts";

/** The exchange of this run. The first call starts it, which takes some seconds. @throws Error if it does not start. */
export function useWorld(): Promise<StartedWorld> {
  world ??= fetchWorld(inject("worldSocket"));
  return world;
}

/** What the seeds of `seeds.ts` take. */
export async function useRun(): Promise<Run> {
  const { world, exchange } = await useWorld();
  return createRun({ world, exchange, expectations: readExpectations() }, () => {});
}

function fetchWorld(socketPath: string): Promise<StartedWorld> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath, path: "/" }, async (response) => {
      const told = await text(response);
      if (response.statusCode === 200) resolve(JSON.parse(told) as StartedWorld);
      else reject(new Error(told));
    });
    asked.on("error", reject).end();
  });
}

/** Files of a worker share it. */
let world: Promise<StartedWorld> | undefined;
