import { inspect } from "node:util";
import { ProtocolError, visibleLines } from "@safepassage/core";

// A mistake ends a program of this guide with a line that says what to do; a bug with its stack.
process.once("uncaughtException", (error: NodeJS.ErrnoException & { port?: number }) => {
  // What fetch throws has the reason in its cause.
  const { code = "", path, port } = (error.code ? error : (error.cause ?? error)) as typeof error;
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
  console.error(visibleLines(line ?? inspect(error)));
  process.exit(1);
});
