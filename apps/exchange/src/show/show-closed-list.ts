import type { ClosedListPart } from "@safepassage/console/tour";
import { SIS_CLOSED_LIST } from "@safepassage/schema";
import { law, showTable } from "./show-parts.ts";
import type { Terminal } from "./terminal.ts";

/** What was in the case and what arrived, beside the closed list of the law, field by field. */
export function showClosedList(terminal: Terminal, { fields }: ClosedListPart): void {
  const { map, technical, citation, status } = SIS_CLOSED_LIST;
  terminal.line();
  const source = law(terminal, { citation, citationStatus: status });
  terminal.paragraph(`The law's closed list, and what arrived at the other side: ${source}`, 7);
  showTable(
    terminal,
    ["field", "arrived", "on the list as"],
    fields.map(({ field, hasArrived }) => [
      field,
      hasArrived ? terminal.style("green", "yes") : terminal.style("red", "no"),
      map[field] ??
        (technical.includes(field) ? TECHNICAL : terminal.style("dim", "not on the list")),
    ]),
  );
}

/** Without these the message could not be read, answered or ended. They are no data of the alert. */
const TECHNICAL = "technical member of the message, ours";
