import { join } from "node:path";
import type { LogEvent } from "@safepassage/agency";
import { FOLDER, readFile } from "@safepassage/agency/node";

/**
 * Makes a function that logs that a gateway has read its files again. It warns if `agency.json` has changed since the start: the change
 * counts after the next start.
 */
export function createRereadTeller(folder: string, log: (event: LogEvent) => void): () => void {
  const begunWith = settingsIn(folder);
  return () => {
    log({ event: "filesRead" });
    if (settingsIn(folder) !== begunWith) log({ event: "settingsChanged" });
  };
}

/** The text of the file; `undefined` while it cannot be read. */
function settingsIn(folder: string): string | undefined {
  try {
    return readFile(join(folder, FOLDER.config)).toString();
  } catch {
    return undefined;
  }
}
