import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** What a process holds, after it has collected its garbage. */
export interface Held {
  /** MiB of memory. */
  readonly rss: number;
  /** MiB of JavaScript's heap in use. */
  readonly heap: number;
  /** Open file descriptors. */
  readonly files: number;
  /** What keeps an event loop alive: sockets, timers, requests. */
  readonly handles: number;
}

/** A gateway that can be asked what it holds. */
export interface WatchedGateway {
  held(): Promise<Held>;
  /** Stops it as an operator does. Returns its exit status. */
  stop(): Promise<number | null>;
}

/** Runs the gateway of a folder as the systemd unit of the guides does, and waits until it listens. */
export async function openWatched(command: string, folder: string): Promise<WatchedGateway> {
  const preload = fileURLToPath(new URL("tell-state.mjs", import.meta.url));
  const child = spawn(process.execPath, ["--import", preload, command, "gateway", "run", folder], {
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    env: { ...process.env, MALLOC_ARENA_MAX: "2" },
  });
  let said = "";
  const listens = new Promise<void>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (part: Buffer) => {
        said = (said + part.toString()).slice(-4000);
        if (said.includes("listens at")) resolve();
      });
    }
  });
  const ended = once(child, "exit").then(([code]) => code as number | null);
  const died = ended.then((code) => {
    throw new Error(`a gateway ended with ${code}: ${said}`);
  });
  // A rejection that nobody awaits must not end the process. Those who await it still get it.
  died.catch(() => {});
  await Promise.race([listens, died]);
  return {
    async held() {
      const answer = once(child, "message");
      child.send("state");
      const [held] = await Promise.race([answer, died]);
      return held as Held;
    },
    stop() {
      child.kill("SIGTERM");
      return ended;
    },
  };
}
