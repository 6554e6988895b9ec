import { AgencyError } from "./agency-error.ts";

/**
 * Whether what is stored encrypted in a row can be read, or is gone. What is done for many rows at once asks before: a damaged row keeps
 * no alarm and no erasure of another back.
 *
 * @param read - Reads it.
 */
export function canRead(read: () => unknown): boolean {
  return readUndamaged(() => [read()]) !== undefined;
}

/** What can be read; `undefined` where a stored content is damaged. */
export function readUndamaged<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof AgencyError && error.code === "GATEWAY_STORE_UNREADABLE") return undefined;
    throw error;
  }
}

/** A row with what is stored encrypted in it. */
interface Holding {
  readonly content?: unknown;
}

/** The content of a row; `undefined` if it is erased, or damaged. For what is done for many rows at once. */
export const readableIn = <Row extends Holding>(row: Row): Row["content"] | undefined =>
  readUndamaged(() => row.content);

/** Whether a row has content: what cannot be read is there, and is erased as any other. */
export const isHeld = (row: Holding): boolean =>
  !canRead(() => row.content) || row.content !== undefined;
