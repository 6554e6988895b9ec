import { type Body, SIS_CLOSED_LIST } from "@safepassage/schema";
import { law, showTable } from "./show-parts.ts";
import type { Terminal } from "./terminal.ts";

/**
 * Holds what was in the case and what arrived against the closed list of the law, field by field.
 *
 * @returns Fields that arrived and are not on it: none, or the list was broken.
 */
export function showClosedList(terminal: Terminal, held: Body, arrived: Body): readonly string[] {
  const { map, technical, citation, status } = SIS_CLOSED_LIST;
  const there = new Set(fieldsOf(arrived));
  const fields = [...new Set([...fieldsOf(held), ...there])];
  const isListed = (field: string): boolean => field in map || technical.includes(field);

  terminal.line();
  const source = law(terminal, { citation, citationStatus: status });
  terminal.paragraph(`The law's closed list, and what arrived at the other side: ${source}`, 7);
  showTable(
    terminal,
    ["field", "arrived", "on the list as"],
    fields.map((field) => [
      field,
      there.has(field) ? terminal.style("green", "yes") : terminal.style("red", "no"),
      map[field] ?? (isListed(field) ? TECHNICAL : terminal.style("dim", "not on the list")),
    ]),
  );
  return [...there].filter((field) => !isListed(field));
}

const fieldsOf = (body: Body): readonly string[] =>
  Object.values(body).flatMap(({ leaves }) => leaves.map(({ f }) => f));

/** Without these the message could not be read, answered or ended. They are no data of the alert. */
const TECHNICAL = "technical member of the message, ours";
