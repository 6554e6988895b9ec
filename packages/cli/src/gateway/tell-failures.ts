import { inspect } from "node:util";
import { ProtocolError, toInstant } from "@safepassage/core";
import type { Io } from "../io/command.ts";

/**
 * Writes failures of a gateway as lines of JSON. A failure that repeats itself, as on a full disk, is written once a
 * minute; a bug with its stack.
 */
export function createFailureTeller(io: Io): (error: unknown) => void {
  const told = new Map<string, number>();
  const tell = (error: unknown): void => {
    const what =
      error instanceof ProtocolError
        ? { code: error.code, detail: error.message }
        : { error: inspect(error) };
    const name = what.code ?? String(error);
    const now = performance.now();
    if (now - (told.get(name) ?? Number.NEGATIVE_INFINITY) < AGAIN_MS) return;
    if (told.size > MOST_NAMES) told.clear();
    told.set(name, now);
    // Others may have chosen the words of an error: the line is made visible where it is written.
    io.err(JSON.stringify({ time: toInstant(io.now()), event: "failed", ...what }));
  };
  return (error) => {
    for (const one of error instanceof AggregateError ? error.errors : [error]) tell(one);
  };
}

const AGAIN_MS = 60_000;
const MOST_NAMES = 256;
