import { join } from "node:path";
import type { AgencyConfig } from "@safepassage/agency";
import type { Io } from "../io/command.ts";
import { whileIn } from "../read/read-input.ts";

/** What commands about the database of an agency work with. */
export interface FolderStore {
  /** Absolute path of the agency's folder. */
  readonly place: string;
  readonly config: AgencyConfig;
  /** Folder of what the contents are encrypted with. */
  readonly keys: string;
}

/** Reads which database an agency has, and works with it. A refusal names the folder. */
export function withFolderStore<T>(
  io: Io,
  folder: string,
  work: (store: FolderStore) => Promise<T>,
): Promise<T> {
  return whileIn(folder, async () => {
    const { FOLDER, folderInvalid, readAgencyParts } = await import("@safepassage/agency/node");
    const place = io.place(folder);
    const { value: config, faults } = readAgencyParts(place).config;
    if (config === undefined) throw folderInvalid(faults);
    return work({ place, config, keys: join(place, FOLDER.contentKeys) });
  });
}
