/** Octets that come in pieces. */
export interface Gathered {
  /** Octets that have come, also those that were too many to keep. */
  readonly size: number;
  add(part: Uint8Array): void;
  /** Gives all away, and begins anew; `undefined` if they were too many. */
  take(): Uint8Array | undefined;
}

/**
 * Gathers octets in one buffer that grows. Pieces may be small, and one octet in an object of its own takes two hundred octets.
 *
 * @param most - Octets to keep. If more come, none are kept.
 */
export function gather(most: number): Gathered {
  let buffer = EMPTY;
  let size = 0;
  return {
    get size() {
      return size;
    },
    add(part) {
      const end = size + part.length;
      if (end > most) buffer = EMPTY;
      else {
        if (end > buffer.length) {
          const larger = new Uint8Array(Math.max(end, Math.min(2 * buffer.length, most)));
          larger.set(buffer.subarray(0, size));
          buffer = larger;
        }
        buffer.set(part, size);
      }
      size = end;
    },
    take() {
      const all = size > most ? undefined : buffer.subarray(0, size);
      buffer = EMPTY;
      size = 0;
      return all;
    },
  };
}

const EMPTY = new Uint8Array();
