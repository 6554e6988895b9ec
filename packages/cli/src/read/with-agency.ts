import type { Agency } from "@safepassage/agency/node";
import { ProtocolError } from "@safepassage/core";
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

/** Does after a command's own work what is due. What stands in the way is told; the next command tries again. */
export async function maintain(
  io: Io,
  ...agencies: readonly (Agency | undefined)[]
): Promise<void> {
  for (const agency of agencies) {
    const why = await agency?.maintain().then(
      ({ state }) => (state === "plausible" ? undefined : "the clock has jumped"),
      (error: unknown) => (error instanceof ProtocolError ? error.code : String(error)),
    );
    if (why !== undefined) {
      io.err(`${agency?.entity}: what is due was not erased (${why}): run safepassage maintain`);
    }
  }
}
