import type { Agency } from "@safepassage/agency/node";
import type { Io } from "../io/command.ts";
import { readNow } from "./options.ts";
import { whileIn } from "./read-input.ts";

/**
 * Opens the folder of an agency, works with it and closes it. A refusal while opening names the folder.
 *
 * @param now - The value of `--now`.
 */
export async function withAgency<T>(
  io: Io,
  folder: string,
  now: string | undefined,
  work: (agency: Agency) => Promise<T>,
): Promise<T> {
  const { openAgency } = await import("@safepassage/agency/node");
  const fixed = now === undefined ? undefined : readNow(io, now);
  const clock = { now: () => fixed ?? io.now() };
  const agency = await whileIn(folder, () => openAgency(io.place(folder), { clock }));
  try {
    return await work(agency);
  } finally {
    await agency.close();
  }
}
