import { join } from "node:path";
import type { LogEvent } from "@safepassage/agency";
import { FOLDER, readFile } from "@safepassage/agency/node";

/**
 * Makes what tells an operator, who has asked a gateway to read its files again, that it has. If `agency.json` has changed since the gateway
 * was started, it says so: what stands there counts after the next start.
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
