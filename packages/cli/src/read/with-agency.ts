import type { LogEvent } from "@safepassage/agency";
import type { Agency } from "@safepassage/agency/node";
import { errorCode } from "@safepassage/core";
import type { Io } from "../io/command.ts";
import { whileShowingUpgrade } from "../print/show-upgrade.ts";
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
  const { ALARM_KINDS, textOf } = await import("@safepassage/agency");
  const kinds: ReadonlySet<string> = new Set(ALARM_KINDS);
  const fixed = now === undefined ? undefined : readNow(io, now);
  const clock = { now: () => fixed ?? io.now() };
  const log = (event: LogEvent): void => {
    if (kinds.has(event.event)) tellAlarm(io, folder, event, textOf);
  };
  const agency = await whileIn(folder, () =>
    whileShowingUpgrade(io, (onUpgrade) => openAgency(io.place(folder), { clock, log, onUpgrade })),
  );
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
      // Others may have chosen its words, and they may hold a part of a record.
      errorCode,
    );
    if (why !== undefined) {
      io.err(`${agency?.entity}: what is due was not erased (${why}): run safepassage maintain`);
    }
  }
}

/** Tells an alarm about a danger to people: nobody but the person at this screen learns of it. */
function tellAlarm(
  io: Io,
  folder: string,
  alarm: LogEvent,
  textOf: (event: LogEvent) => string,
): void {
  const text = textOf(alarm);
  io.err(`ALARM in ${folder}: ${text.slice(0, 1).toLowerCase()}${text.slice(1)}`);
}
