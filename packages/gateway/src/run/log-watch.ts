import type { LogEvent } from "@safepassage/agency";
import { FOLDER } from "@safepassage/agency/node";
import { type Clock, toInstant } from "@safepassage/core";
import { type Finding, finding } from "../findings/finding.ts";

/** Watches whether the lines of the log are written, such as to a disk that is full or a program that has ended. */
export interface LogWatch {
  /** Where lines are not written, writes one that says since when. The first that is written stays as a record. */
  look(): void;
  findings(): readonly Finding[];
}

/** @param unwritten - Why the last line was not written: a code; `undefined` if it was. */
export function createLogWatch(
  unwritten: () => string | undefined,
  { clock, log }: { readonly clock: Clock; readonly log: (event: LogEvent) => void },
): LogWatch {
  let since: string | undefined;
  return {
    look() {
      const code = unwritten();
      since = code === undefined ? undefined : (since ?? toInstant(clock.now()));
      if (code !== undefined && since !== undefined) log({ event: "linesLost", ref: since, code });
    },
    findings: () =>
      unwritten() === undefined
        ? []
        : [finding("LOG_UNWRITTEN", FOLDER.config, { place: "/gateway/log" })],
  };
}
