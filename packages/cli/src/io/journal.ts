import { fstatSync } from "node:fs";

/** How serious a line is, as the log of a gateway says it. */
export type Seriousness = "info" | "warning" | "error" | "alarm";

/**
 * Makes a function that gives the mark of a line, which tells the journal of systemd how serious the line is. The mark is empty where
 * the output goes elsewhere, as into a file.
 *
 * @param descriptor - Of the output: 1 or 2.
 * @returns such as `<4>`: the numbers are those of RFC 5424, section 6.2.1. The journal takes them off again (sd-daemon(3)).
 */
export function journalMarks(descriptor: number): (level: Seriousness) => string {
  const stream = process.env["JOURNAL_STREAM"];
  if (stream === undefined || stream !== streamOf(descriptor)) return () => "";
  return (level) => MARKS[level];
}

/** An open file as `JOURNAL_STREAM` names it (systemd.exec(5)). */
function streamOf(descriptor: number): string | undefined {
  try {
    const { dev, ino } = fstatSync(descriptor, { bigint: true });
    return `${dev}:${ino}`;
  } catch {
    return undefined;
  }
}

/** The journal takes a line without a mark for one that informs. */
const MARKS = { info: "", warning: "<4>", error: "<3>", alarm: "<1>" } as const;
