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

/**
 * Does after a command's own work what is due, and tells alarms. What stands in the way is told; the next command tries
 * again.
 */
export async function maintain(
  io: Io,
  ...agencies: readonly (Agency | undefined)[]
): Promise<void> {
  for (const agency of agencies) {
    if (agency === undefined) continue;
    const why = await agency.maintain().then(
      ({ state }) => (state === "plausible" ? undefined : "the clock has jumped"),
      (error: unknown) => (error instanceof ProtocolError ? error.code : String(error)),
    );
    if (why !== undefined) {
      io.err(`${agency.entity}: what is due was not erased (${why}): run safepassage maintain`);
    }
    await tellAlarms(io, agency);
  }
}

/** Tells the alarms about a threat to life: nobody but the person at this screen learns of them. */
export async function tellAlarms(io: Io, agency: Agency): Promise<void> {
  for (const {
    event,
    ref = "",
    code = "",
    country = "",
    authority,
    peer = "",
  } of await agency.alarms()) {
    const what: Readonly<Record<string, string>> = {
      quarantineAlarm: `a life may be in danger: message ${ref} is in quarantine. Tell the supervisory authority of ${country}${authority === undefined ? "" : ` (${authority})`} now`,
      emergencyRefused: `a life may be in danger: a message of ${peer} could not be taken in (${code}). Call ${peer} now`,
      emergencyUndelivered: `a life may be in danger: your warning ${ref} to ${peer} is not delivered (${code}). Warn ${peer} another way now`,
    };
    io.err(`ALARM at ${agency.entity}: ${what[event] ?? event}`);
  }
}
