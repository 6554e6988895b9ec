import type { Agency } from "@safepassage/agency/node";
import type { Io } from "../io/command.ts";
import { inFile, readNow } from "./read-input.ts";

/**
 * Opens the folder of an agency. What is wrong in it is told with its name.
 *
 * @param now - What `--now` says.
 */
export async function openFolder(io: Io, folder: string, now?: string): Promise<Agency> {
  const { openAgency } = await import("@safepassage/agency/node");
  const fixed = now === undefined ? undefined : readNow(io, now);
  const clock = { now: () => fixed ?? io.now() };
  return whileIn(folder, () => openAgency(io.place(folder), { clock }));
}

/** Does something with a file or folder, and names it where that is refused. */
export async function whileIn<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    return inFile(path, () => {
      throw error;
    });
  }
}
