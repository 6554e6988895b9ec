import type { ActPart, ActsPart, OfficersPart } from "@safepassage/console/tour";
import { instant } from "./show-clock.ts";
import type { Terminal } from "./terminal.ts";

/** Who the officers of an agency are, as its provider has them. */
export function showOfficers(terminal: Terminal, { people }: OfficersPart): void {
  terminal.line();
  terminal.table(
    people.map(({ id, work, groups }) => [terminal.style("bold", id), work, groups.join(", ")]),
    7,
  );
  terminal.line();
}

/** What somebody does, and what the gateway says to it. */
export function showAct(terminal: Terminal, { says, found }: ActPart): void {
  const isDone = found === "done";
  const mark = isDone ? terminal.style("green", "✓") : terminal.style("red", "✗");
  const end = isDone ? "" : terminal.style("red", `  refused: ${found}`);
  terminal.paragraph(`${mark} ${says}${end}`, 7);
}

/** What an auditor sees of it. */
export function showActs(terminal: Terminal, { acts }: ActsPart): void {
  terminal.line();
  terminal.paragraph("ines looks at what was done, and sees nothing of what was said:", 7);
  terminal.table(
    acts.map(({ act, at, officer = "a system", code = "" }) => [
      instant(at),
      officer,
      act,
      code.length > 20 ? `${code.slice(0, 8)}…` : code,
    ]),
    9,
  );
}
