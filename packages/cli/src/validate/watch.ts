import type { Io } from "../io/command.ts";
import { type Entry, nameOf } from "./entry.ts";
import { createTally } from "./tally.ts";

/** Shows how far the command is, where a person watches and there is more than one message. */
export interface Watch {
  saw(entry: Entry): void;
  end(): void;
}

export function createWatch(io: Io): Watch {
  const tally = createTally();
  let shownAt = 0;
  return {
    saw(entry) {
      tally.count(entry);
      const at = io.now().getTime();
      if (tally.all < 2 || at - shownAt < INTERVAL_MS) return;
      shownAt = at;
      io.progress(`${tally.all} messages judged, at ${nameOf(entry)}`);
    },
    end() {
      if (shownAt > 0) io.progress("");
    },
  };
}

const INTERVAL_MS = 200;
