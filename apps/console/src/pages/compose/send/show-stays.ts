/**
 * Goes to the next value that stays here, and opens its reason by giving it the focus. After the last one comes the first.
 *
 * @param before - The row that was gone to before.
 * @returns the row.
 */
export function showNextThatStays(before: Element | undefined): Element | undefined {
  const rows = [...document.querySelectorAll(ROWS_THAT_STAY)];
  const at = before === undefined ? -1 : rows.indexOf(before);
  const next = rows[(at + 1) % rows.length];
  next?.querySelector<HTMLElement>(WHY)?.focus({ preventScroll: true });
  next?.scrollIntoView({ block: "center" });
  return next;
}

const ROWS_THAT_STAY = '.case-row[data-outcome="withheld"]';
const WHY = ".case-leaves .why";
