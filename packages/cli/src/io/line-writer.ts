import type { Writable } from "node:stream";

/** Writes lines to a stream, and knows how that goes. */
export interface LineWriter {
  write(line: string): void;
  /** Why lines are not written now: a code; `undefined` if they are. */
  failure(): string | undefined;
  /** From now on a reader that takes no lines holds nothing up: where too many wait, others are dropped. */
  outlive(): void;
}

/**
 * Makes a writer. The program at the other end of a pipe may stop and not end: nothing fails then, and the lines wait in memory.
 *
 * @param most - Characters that may wait once the output is outlived.
 * @param heldUpMs - Milliseconds after which lines that wait count as not written.
 */
export function createLineWriter(
  stream: Pick<Writable, "write" | "writableLength">,
  { most = MOST, heldUpMs = HELD_UP_MS } = {},
): LineWriter {
  let failed: string | undefined;
  let isOutlived = false;
  /** Whether a part of a line may stand at the end, as on a disk that is full: what comes next must not be joined to it. */
  let isTorn = false;
  let waiting = 0;
  /** When a line was last written, or the first of those that wait was given. */
  let since = 0;
  return {
    write(line) {
      if (isOutlived && stream.writableLength > most) {
        failed = HELD_UP;
        return;
      }
      if (waiting === 0) since = performance.now();
      waiting++;
      stream.write(
        `${isTorn ? "\n" : ""}${line}\n`,
        (error: NodeJS.ErrnoException | null | undefined) => {
          waiting--;
          since = performance.now();
          failed = error ? (error.code ?? "UNKNOWN") : undefined;
          isTorn = failed !== undefined;
        },
      );
    },
    failure() {
      const isHeldUp = waiting > 0 && performance.now() - since > heldUpMs;
      return failed ?? (isHeldUp ? HELD_UP : undefined);
    },
    outlive() {
      isOutlived = true;
    },
  };
}

/** The system's code for what takes nothing now. */
const HELD_UP = "EAGAIN";
/** Some thousand lines. */
const MOST = 1_048_576;
const HELD_UP_MS = 30_000;
