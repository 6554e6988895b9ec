/**
 * Goes to the next value that needs a look, and gives the focus to what opens its reason, or the value. After the last one comes the
 * first.
 *
 * @param which - Those that stay here, or those that are not written as their fields ask.
 * @param before - The row that was gone to before.
 * @returns the row.
 */
export function showNext(
  which: keyof typeof ROWS,
  before: Element | undefined,
): Element | undefined {
  const { rows: named, focus } = ROWS[which];
  const rows = [...document.querySelectorAll(named)];
  const at = before === undefined ? -1 : rows.indexOf(before);
  const next = rows[(at + 1) % rows.length];
  next?.querySelector<HTMLElement>(focus)?.focus({ preventScroll: true });
  next?.scrollIntoView({ block: "center" });
  return next;
}

const ROWS = {
  stays: { rows: '.case-row[data-outcome="withheld"]', focus: ".case-leaves .why" },
  faulty: {
    rows: '.case-row[data-faulty], .consent .field:has([aria-invalid="true"], [data-invalid])',
    focus: ":is(.case-own, .consent) :is(input, textarea, [role=spinbutton], .why)",
  },
} as const;
