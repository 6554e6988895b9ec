import { inspect } from "node:util";
import { ProtocolError, visible, visibleLines } from "@safepassage/core";

/** Logs an error as one line, with nothing in it that a screen does not show: others may have chosen its words. */
export const logError = (error: unknown): void =>
  console.error(visible(JSON.stringify({ event: "failed", error: inspect(error) })));

// A mistake ends a program of this guide with a line that says what to do; a bug with its stack.
process.once("uncaughtException", (error: NodeJS.ErrnoException & { port?: number }) => {
  // What fetch throws has the reason in its cause.
  const { code = "", path, port } = (error.code ? error : (error.cause ?? error)) as typeof error;
  const known: Record<string, string> = {
    EEXIST: `${path} exists. Name another folder: nothing is replaced.`,
    ENOENT: `${path} is not there. Name a folder that found.ts has made, or a file that exists.`,
    EACCES: `${path ?? `port ${port}`} is not yours to use. Look at who owns it.`,
    EADDRINUSE: `Port ${port} is in use. End the program that uses it, or choose another.`,
    ECONNREFUSED: `Nothing listens on port ${port}. Start registry.ts and gateway.ts, and wait until both have said their address.`,
  };
  const line =
    error instanceof ProtocolError
      ? `${error.title} (${error.code}). ${error.hint}\n${error.message}`
      : known[code];
  console.error(visibleLines(line ?? inspect(error)));
  process.exit(1);
});
