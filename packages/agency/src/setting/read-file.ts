import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readFileSync,
  type Stats,
  statSync,
} from "node:fs";
import { AgencyError } from "./agency-error.ts";
import { toStoreError } from "./store-error.ts";

/**
 * Reads a file on a disk. A pipe or a device in its place is refused: whoever opens one waits for its other side, perhaps
 * for ever.
 *
 * @throws AgencyError `GATEWAY_STORE_UNREADABLE` for what is no file; what the system throws.
 */
export function readFile(path: string): Buffer {
  // Looked at before too, since opening some devices uses them.
  requireFile(path);
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    requireIsFile(path, fstatSync(file));
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}

/**
 * Checks that nothing but a file stands at a path, before something else opens it.
 *
 * @throws AgencyError `GATEWAY_STORE_UNREADABLE`.
 */
export function requireFile(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found !== undefined) requireIsFile(path, found);
}

function requireIsFile(path: string, found: Stats): void {
  if (!found.isFile()) throw new AgencyError("GATEWAY_STORE_UNREADABLE", `${path} is no file`);
}

/**
 * Whether something is at a path. What lies in a folder that is closed to this program does not count as missing: nobody must
 * be told that it is lost.
 *
 * @throws AgencyError `GATEWAY_STORE_UNREADABLE`.
 */
export function isThere(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    throw toStoreError(error, path);
  }
}
