import { unlinkSync } from "node:fs";
import { join } from "node:path";
import { FOLDER, readPart, replaceFile } from "@safepassage/agency/node";
import * as z from "zod";

/** Where the gateway of a folder runs, as it writes it down while it does. */
export type RunningRecord = Readonly<z.infer<typeof Record>>;

/** Writes down where a gateway runs. Only its owner can read it. */
export function writeRunning(folder: string, record: RunningRecord): void {
  replaceFile(join(folder, RECORD), `${JSON.stringify(record, null, 2)}\n`);
}

/** Removes what {@link writeRunning} wrote. */
export function removeRunning(folder: string): void {
  try {
    unlinkSync(join(folder, RECORD));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}

/** Reads what {@link writeRunning} wrote. After a kill it is still there, and its port may be another program's. */
export function readRunning(folder: string): RunningRecord | undefined {
  return readPart(folder, RECORD, (json) => Record.safeParse(json).data).value;
}

/** Where a gateway writes down where it runs. */
export const RECORD = `${FOLDER.state}/gateway.json`;
/** On this machine only. */
const LocalUrl = z.string().regex(/^http:\/\/127\.0\.0\.1:\d{1,5}$/);
const Record = z.strictObject({
  pid: z.int().min(1),
  url: z.string().max(512),
  localUrl: LocalUrl,
  startedAt: z.iso.datetime({ precision: 0 }),
  version: z.string().max(32),
});
