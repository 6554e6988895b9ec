import type { EndOfOrderPart, ValidatedPart } from "@safepassage/console/tour";
import { type Body, findRule } from "@safepassage/schema";
import { instant } from "./show-clock.ts";
import { law, shortOf, showTable } from "./show-parts.ts";
import type { Terminal } from "./terminal.ts";

/** What a judge validated beside what is ordered with it, field by field. */
export function showValidated(terminal: Terminal, { validated, ordered }: ValidatedPart): void {
  const inOrder = valuesOf(ordered);
  const rows = [...valuesOf(validated)].map(([field, value]) => {
    const other = inOrder.get(field) ?? "";
    const style = other === value ? "dim" : "red";
    return [field, terminal.style("dim", value), terminal.style(style, other)];
  });
  showTable(terminal, ["field", "validated by Judge-B", "ordered by Police-B"], rows);
  terminal.paragraph(
    "The judge's token holds a digest of every value of the order. Beside any other value it certifies nothing.",
    7,
  );
}

/** The end of an order, which the gateway of its sender has written into it. */
export function showEndOfOrder(terminal: Terminal, { at: end }: EndOfOrderPart): void {
  const rule = findRule("R44");
  terminal.line();
  terminal.paragraph(
    end === undefined || rule === undefined
      ? terminal.style("red", "The order states no end.")
      : `${terminal.style("bold", "Answer by")}  ${instant(end)}; the gateway wrote it into the order ${law(terminal, rule)}`,
    7,
  );
}

function valuesOf(body: Body): ReadonlyMap<string, string> {
  const groups = Object.values(body).filter(({ kind }) => kind === "evidence");
  return new Map(groups.flatMap(({ leaves }) => leaves.map(({ f, v }) => [f, shortOf(f, v)])));
}
