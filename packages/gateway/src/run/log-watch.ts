import type { LogEvent } from "@safepassage/agency";
import { FOLDER } from "@safepassage/agency/node";
import { type Clock, toInstant } from "@safepassage/core";
import { type Finding, finding } from "../findings/finding.ts";

/** Watches whether the lines of the log are written, such as to a disk that is full or a program that has ended. */
export interface LogWatch {
  /** Where lines are not written, tries one that says since when. Once lines are written again, that is said for sure. */
  look(): void;
  findings(): readonly Finding[];
}

/** @param unwritten - Why the last line was not written: a code; `undefined` if it was. */
export function createLogWatch(
  unwritten: () => string | undefined,
  { clock, log }: { readonly clock: Clock; readonly log: (event: LogEvent) => void },
): LogWatch {
  let lost: { readonly ref: string; readonly code: string } | undefined;
  return {
    look() {
      const code = unwritten();
      if (code !== undefined) lost = { ref: lost?.ref ?? toInstant(clock.now()), code };
      if (lost !== undefined) log({ event: "linesLost", ...lost });
      // Once more than may be needed: it may have been another line that was written first.
      if (code === undefined) lost = undefined;
    },
    findings: () =>
      unwritten() === undefined
        ? []
        : [finding("LOG_UNWRITTEN", FOLDER.config, { place: "/gateway/log" })],
  };
}
