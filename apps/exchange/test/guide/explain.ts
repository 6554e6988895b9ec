import { ProtocolError } from "@safepassage/core";

// A mistake ends a program of this guide with a line that says what to do; a bug with its stack.
process.once("uncaughtException", (error: NodeJS.ErrnoException & { port?: number }) => {
  const { code = "", path, port } = error;
  const known: Record<string, string> = {
    EEXIST: `${path} exists. Name another folder: nothing is replaced.`,
    ENOENT: `${path} is not there. Name a folder that found.ts has made.`,
    EACCES: `${path ?? `port ${port}`} is not yours to use. Look at who owns it.`,
    EADDRINUSE: `Port ${port} is in use. End the program that uses it, or choose another.`,
  };
  const line = error instanceof ProtocolError ? `${error.title}. ${error.hint}` : known[code];
  console.error(line ?? error);
  process.exit(1);
});
