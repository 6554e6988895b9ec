import { inspect } from "node:util";
import { ProtocolError, visibleLines } from "@safepassage/core";

/** Says what is wrong, and what to do about it; of a bug its stack. */
export function explain(error: unknown): string {
  // What fetch throws has the reason in its cause.
  const thrown = error as NodeJS.ErrnoException & { port?: number };
  const {
    code = "",
    path,
    port,
  } = (thrown.code ? thrown : (thrown.cause ?? thrown)) as typeof thrown;
  const known: Record<string, string> = {
    ENOENT: `${path} is not there. Name a folder that safepassage init has made, or a file that exists.`,
    EACCES: `${path ?? `port ${port}`} is not yours to use. Look at who owns it.`,
    EADDRINUSE: `Port ${port} is in use. End the program that uses it, or choose another.`,
    ECONNREFUSED: `Nothing listens on port ${port}. Start the gateway, and wait until it has said its address.`,
  };
  const line =
    error instanceof ProtocolError
      ? `${error.title} (${error.code}). ${error.hint}\n${error.message}`
      : known[code];
  return visibleLines(line ?? inspect(error));
}

// A mistake ends a program of this guide with a line that says what to do.
process.once("uncaughtException", (error) => {
  console.error(explain(error));
  process.exit(1);
});
