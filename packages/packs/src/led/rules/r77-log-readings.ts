import { addPeriod, atLeaf, definePart, defineParts, lacks, leavesOf } from "@safepassage/rules";
import { findCode } from "@safepassage/schema";

/** Readings of the log are logged, and log entries are erased in time. */
export const r77 = defineParts({
  id: "R77",
  codes: ["R77_READING_NOT_LOGGED", "R77_USE_NOT_ADMITTED", "R77_KEPT_TOO_LONG"],
  parts: [
    definePart({
      severity: "warn",
      about: { kinds: ["log"] },
      needs: ["history"],
      evaluate({ facts }) {
        const { readings } = facts.history.log;
        if (readings === undefined) return lacks("history.log");
        if (readings.length === 0) return [{ code: "R77_READING_NOT_LOGGED", pointer: "" }];
        return readings.every((use) => findCode("log_use", use) !== undefined)
          ? []
          : [{ code: "R77_USE_NOT_ADMITTED", pointer: "" }];
      },
    }),
    definePart({
      severity: "warn",
      about: { fields: ["log.at"] },
      needs: ["agreement"],
      evaluate({ facts, leaves, now }) {
        const { logRetention } = facts.agreement;
        const isOver = (at: string): boolean =>
          addPeriod(at.slice(0, 10), logRetention) < now.slice(0, 10);
        return leavesOf("log.at", leaves)
          .filter(({ value }) => isOver(String(value)))
          .map((leaf) => atLeaf("R77_KEPT_TOO_LONG", leaf));
      },
    }),
  ],
});
