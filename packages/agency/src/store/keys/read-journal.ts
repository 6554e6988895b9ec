import { AgencyError } from "../../setting/agency-error.ts";
import { isThere, readFile } from "../../setting/read-file.ts";
import { LINE, toEntry } from "./erasure-journal.ts";
import type { ErasureEntry } from "./message-keys.ts";

/** A journal of erasures as a whole, read and not opened. */
export interface JournalText {
  /** Names the journal. */
  readonly id: string;
  readonly entries: readonly ErasureEntry[];
  /** The line of each message that was erased. */
  readonly lines: ReadonlyMap<string, string>;
  /** All of it, but for a part of a line at its end. */
  readonly text: string;
}

/**
 * Reads a journal whole, and leaves it as it is. A part of a line at its end was never acknowledged.
 *
 * @throws AgencyError `GATEWAY_STORE_UNREADABLE` for a file that is no journal; what the system throws.
 */
export function readJournal(path: string): JournalText {
  const octets = readFile(path);
  const text = octets.subarray(0, octets.length - (octets.length % LINE)).toString("latin1");
  const lines = text.split("\n").slice(0, -1);
  const [head, ...entries] = lines.map((line) => toEntry(path, line));
  if (head === undefined) {
    throw new AgencyError("GATEWAY_STORE_UNREADABLE", `${path} is no journal of erasures`);
  }
  const byDigest = new Map(entries.map(({ digest }, at) => [digest, `${lines[at + 1]}\n`]));
  return { id: head.digest, entries, lines: byDigest, text };
}

/**
 * Reads the journal of a folder, if there is one.
 *
 * @throws AgencyError `GATEWAY_STORE_UNREADABLE`.
 */
export function readOwnJournal(path: string): JournalText | undefined {
  try {
    return isThere(path) ? readJournal(path) : undefined;
  } catch (cause) {
    const how = "it is damaged: put its newest copy in its place";
    throw new AgencyError("GATEWAY_STORE_UNREADABLE", `${path}: ${how}`, { cause });
  }
}

/** The digests of what a journal knows to be erased. */
export const erasedBy = (journal: JournalText | undefined): ReadonlySet<string> =>
  new Set(journal?.lines.keys());
