import { join } from "node:path";
import type { LogEvent } from "@safepassage/agency";
import { FOLDER, readFile } from "@safepassage/agency/node";

/** Tells an operator that the files of a gateway were read again. */
export interface RereadTeller {
  /** @param count - How many things are wrong at that time. */
  tell(count: number, log: (event: LogEvent) => void): void;
}

/**
 * Makes a teller. It logs that files were read again, and how many warnings stand. It also warns if `agency.json` has changed since the
 * teller was made: the change counts after the next start.
 */
export function createRereadTeller(folder: string): RereadTeller {
  const begunWith = settingsIn(folder);
  return {
    tell(count, log) {
      log(count === 0 ? { event: "filesRead" } : { event: "filesReadWithFaults", count });
      if (settingsIn(folder) !== begunWith) log({ event: "settingsChanged" });
    },
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
