import type { Io } from "../io/command.ts";
import { type Entry, nameOf } from "./entry.ts";

/** Shows a watching person how far the command is, once there is more than one message. */
export interface Watch {
  saw(entry: Entry): void;
  end(): void;
}

export function createWatch(io: Io): Watch {
  let seen = 0;
  let shownAt = 0;
  return {
    saw(entry) {
      seen++;
      const at = io.now().getTime();
      if (seen < 2 || at - shownAt < INTERVAL_MS) return;
      shownAt = at;
      io.progress(`${seen} messages judged, at ${nameOf(entry)}`);
    },
    end() {
      if (shownAt > 0) io.progress("");
    },
  };
}

const INTERVAL_MS = 200;
