import { decodeUtf8, trimBlank } from "@safepassage/core";
import { CheckError } from "./check-error.ts";
import { readThing, type Thing } from "./thing.ts";

/** Something that was dropped, chosen or pasted, and read. */
export interface Given {
  /** Name of the file; empty for a text that was pasted. */
  readonly name: string;
  readonly thing: Thing;
}

/** A file, as a browser gives it. */
export interface GivenFile {
  readonly name: string;
  /** Octets. */
  readonly size: number;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/**
 * Reads a file. One that is larger than anything of the protocol is refused before a single octet of it is read.
 *
 * @throws CheckError `CHECK_FILE_TOO_LARGE`, `CHECK_FILE_UNREADABLE`; as {@link readGiven}.
 */
export async function readFile(file: GivenFile): Promise<Given> {
  if (file.size > MOST_OCTETS) throw new CheckError("CHECK_FILE_TOO_LARGE");
  let octets: Uint8Array;
  try {
    octets = new Uint8Array(await file.arrayBuffer());
  } catch (cause) {
    // A folder, or a file that was moved since it was dropped.
    throw new CheckError("CHECK_FILE_UNREADABLE", { cause });
  }
  return readGiven(file.name, decodeUtf8(octets));
}

/**
 * Reads a text.
 *
 * @param name - Of its file; empty for one that was pasted.
 * @throws CheckError for what the page does not take; CoreError for what is neither JSON nor signed.
 */
export function readGiven(name: string, text: string): Given {
  if (text.length > MOST_OCTETS) throw new CheckError("CHECK_FILE_TOO_LARGE");
  return { name, thing: readThing(trimBlank(text)) };
}

/** No object of the protocol is larger than 4 MiB. */
export const MOST_OCTETS = 4_194_304;
