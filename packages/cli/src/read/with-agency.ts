import type { LogEvent } from "@safepassage/agency";
import type { Agency } from "@safepassage/agency/node";
import { ProtocolError } from "@safepassage/core";
import type { Io } from "../io/command.ts";
import { readNow } from "./options.ts";
import { whileIn } from "./read-input.ts";

/**
 * Opens the folder of an agency, works with it and closes it. A refusal while opening names the folder. Alarms are told as
 * they are recorded, before they count as told.
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
  const log = (event: LogEvent): void => tellAlarm(io, folder, event);
  const agency = await whileIn(folder, () => openAgency(io.place(folder), { clock, log }));
  try {
    return await work(agency);
  } finally {
    await agency.close();
  }
}

/**
 * Does after a command's own work what is due. What stands in the way is told; the next command tries again.
 *
 * @param now - The value of `--now`. At a time that somebody has typed nothing is erased.
 */
export async function maintain(
  io: Io,
  now: string | undefined,
  ...agencies: readonly (Agency | undefined)[]
): Promise<void> {
  if (now !== undefined) return;
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

/** Tells an alarm about a threat to life: nobody but the person at this screen learns of it. */
function tellAlarm(io: Io, folder: string, alarm: LogEvent): void {
  const { event, ref = "", code = "", country = "", authority, peer = "" } = alarm;
  const office = authority === undefined ? "" : ` (${authority})`;
  const what: Readonly<Record<string, string>> = {
    quarantineAlarm: `message ${ref} is in quarantine. Tell the supervisory authority of ${country}${office} now`,
    emergencyRefused: `a message of ${peer} could not be taken in (${code}). Call ${peer} now`,
    warningUnanswered:
      code === "awaited"
        ? `${peer} has not answered your warning ${ref} within the hour. Call ${peer} now, and the emergency number there`
        : `the warning ${ref} of ${peer} has waited an hour for an answer. Answer it now: a unit sent, safe, not found`,
    emergencyUndelivered: `your warning ${ref} to ${peer} is not delivered (${code}). Warn ${peer} another way now`,
  };
  const told = what[event];
  if (told !== undefined) io.err(`ALARM in ${folder}: a life may be in danger: ${told}`);
  const watched: Readonly<Record<string, string>> = {
    reviewOverdue: `nobody has reviewed the warning ${ref} within a day. Let a second officer do it today`,
    manyWarnings: `more than ten warnings of one agency within 30 days. Tell the supervisory authority of ${country}${office}`,
    manyWarningsByOfficer: `more than three warnings of one officer within 30 days. Tell the supervisory authority of ${country}${office}`,
  };
  if (watched[event] !== undefined) io.err(`ALARM in ${folder}: ${watched[event]}`);
}
