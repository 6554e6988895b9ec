import { FOLDER, readFile } from "@safepassage/agency/node";
import { type Finding, finding } from "./finding.ts";

/** Finds whether the system lets this program open as many files as its connections need. */
export function judgeOpenFiles(
  connections = MOST_CONNECTIONS,
  most = mostOpenFiles(),
): readonly Finding[] {
  // Each listener has its own, and each is a file. The rest is for the database, partners and the log.
  const needed = 2 * connections + BESIDE;
  return most !== undefined && most < needed
    ? [finding("OPEN_FILES_FEW", FOLDER.config, { place: "/gateway/limits/connections" })]
    : [];
}

/** How many files this process may have open, where the system says it as Linux does. Node raises it as far as it may. */
function mostOpenFiles(): number | undefined {
  try {
    const [, most] = /^Max open files +(\d+)/m.exec(readFile(LIMITS).toString()) ?? [];
    return most === undefined ? undefined : Number(most);
  } catch {
    // Another system.
    return undefined;
  }
}

const LIMITS = "/proc/self/limits";
/** What a gateway has without a limit of its own. */
const MOST_CONNECTIONS = 4096;
const BESIDE = 1024;
