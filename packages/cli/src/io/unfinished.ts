import { rmSync } from "node:fs";
import { constants } from "node:os";

/**
 * Notes a file that is begun and has no name yet. A signal that ends the command removes it: it may hold keys, or what somebody
 * has said, and its writer cannot find it. A command that listens for the signal itself ends in its own way, and the file stays.
 *
 * @returns what forgets it again.
 */
export function noteUnfinished(place: string): () => void {
  if (unfinished.size === 0) for (const signal of SIGNALS) process.on(signal, end);
  unfinished.add(place);
  return () => {
    if (!unfinished.delete(place) || unfinished.size > 0) return;
    for (const signal of SIGNALS) process.off(signal, end);
  };
}

function end(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return;
  for (const place of unfinished) rmSync(place, { force: true });
  for (const one of SIGNALS) process.off(one, end);
  // The shell learns that a signal has ended the command.
  process.kill(process.pid, signal);
  // It does not end the first process of a container, which would go on to write a file that is gone.
  process.exit(128 + constants.signals[signal]);
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
const unfinished = new Set<string>();
