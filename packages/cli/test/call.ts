import { generateSigningKey } from "@safepassage/trust";
import { type Exit, run } from "../src/index.ts";
import { createMemoryIo, type MemoryIo } from "./memory-io.ts";
import { writeWorld } from "./world.ts";

const NOW = new Date("2026-11-24T09:02:00Z");

/** What a command ended with. */
export interface Called {
  readonly exit: Exit;
  /** Its standard output. */
  readonly text: string;
  readonly io: MemoryIo;
}

/** Runs commands in a folder of its own, in memory, that holds the world. */
export function createCaller(now = NOW) {
  const files = new Map<string, string>();
  files.set("ngo-b.key", JSON.stringify(generateSigningKey("Ed25519")));
  files.set("ngo-c.key", JSON.stringify(generateSigningKey("ES256")));
  files.set("judge-b.key", JSON.stringify(generateSigningKey("Ed25519")));
  writeWorld(files, now);
  return {
    files,
    async call(...args: string[]): Promise<Called> {
      const io = createMemoryIo(files, now);
      const exit = await run(args, io);
      return { exit, io, text: io.stdout.join("\n") };
    },
  };
}
