import type { HeldPart, MendedPart } from "@safepassage/console/tour";
import { instant } from "./show-clock.ts";
import { showFindings } from "./show-refusal.ts";
import type { Terminal } from "./terminal.ts";

/** How a faulty warning waits, and who sees what of it. */
export function showHeld(
  terminal: Terminal,
  { sender, recipient, body, findings, mendBy, countries }: HeldPart,
): void {
  const fate = terminal.style("yellow", "to mend");
  showFindings(terminal, body, findings, { held: "sent", fate });
  terminal.line();
  terminal.paragraph(`${terminal.style("bold", "Quarantine")}  ${recipient} holds the warning`, 7);
  const authorities = countries.join(" and ");
  terminal.table(
    [
      ["mend by", `${instant(mendBy)}: ${sender} has 24 hours`],
      ["duty officer", "reads all of it at once; the gateway notes that it was read"],
      ["other staff", "see that it is there, and nothing of what it says"],
      ["alarms", `for the supervisory authorities of ${authorities}; the operator passes them on`],
    ],
    9,
  );
}

/** That a sound message has taken the place of a faulty one. */
export function showMended(terminal: Terminal, { step, isMended }: MendedPart): void {
  terminal.line();
  terminal.paragraph(
    isMended
      ? `${terminal.style("bold", "Quarantine")}  ${step} is mended: nobody has to do anything about it any more. One answer stops the clocks of both.`
      : terminal.style("red", `${step} is not mended.`),
    7,
  );
}
