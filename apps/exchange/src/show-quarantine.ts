import type { Body } from "@safepassage/schema";
import type { Parties } from "./clocks.ts";
import type { Content, ReceivedMessage } from "./local-client.ts";
import { instant } from "./show-clock.ts";
import { showFindings } from "./show-refusal.ts";
import type { Terminal } from "./terminal.ts";

/** How a faulty warning waits, and who sees what of it. */
export function showHeld(
  terminal: Terminal,
  { asker: sender, answerer: recipient }: Parties,
  {
    body,
    hidden,
    held,
    alarms,
  }: {
    readonly body: Body;
    readonly hidden: ReceivedMessage;
    readonly held: Content;
    readonly alarms: readonly { readonly country?: string | undefined }[];
  },
): void {
  const fate = terminal.style("yellow", "to mend");
  showFindings(terminal, body, held.judgement?.findings ?? [], { held: "sent", fate });
  terminal.line();
  terminal.paragraph(`${terminal.style("bold", "Quarantine")}  ${recipient} holds the warning`, 7);
  const authorities = alarms.map(({ country }) => country).join(" and ");
  terminal.table(
    [
      ["mend by", `${instant(hidden.mendBy ?? "")}: ${sender} has 24 hours`],
      ["duty officer", "reads all of it at once; the gateway notes that it was read"],
      ["other staff", "see that it is there, and nothing of what it says"],
      ["alarms", `for the supervisory authorities of ${authorities}; the operator passes them on`],
    ],
    9,
  );
}

/** That a sound message has taken the place of a faulty one. */
export function showMended(terminal: Terminal, id: string, mendedBy: string | undefined): void {
  terminal.line();
  terminal.paragraph(
    mendedBy === undefined
      ? terminal.style("red", `${id} is not mended.`)
      : `${terminal.style("bold", "Quarantine")}  ${id} is mended: nobody has to do anything about it any more. One answer stops the clocks of both.`,
    7,
  );
}
