import { request } from "node:http";
import { text } from "node:stream/consumers";
import { inject } from "vitest";
import type { StartedWorld } from "./world-parts.ts";

/** The exchange of this run. The first call starts it, which takes some seconds. @throws Error if it does not start. */
export function useWorld(): Promise<StartedWorld> {
  world ??= fetchWorld(inject("worldSocket"));
  return world;
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

/** The longest that the start of the exchange takes, on a machine that does much else. For a hook before the first test. */
export const START_MS = 120_000;
