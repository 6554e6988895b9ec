/**
 * Goes to the next place that needs a look, and gives the focus to what opens its reason, or the value, or to what is said of it. After the
 * last one comes the first.
 *
 * @param which - Values that stay here, what has to be mended (values that are not written as their fields ask, and findings), or warnings.
 * @param before - The place that was gone to before.
 * @returns the place.
 */
export function showNext(
  which: keyof typeof PLACES,
  before: HTMLElement | undefined,
): HTMLElement | undefined {
  const { places: named, focus } = PLACES[which];
  const places = [...document.querySelectorAll<HTMLElement>(named)];
  const at = before === undefined ? -1 : places.indexOf(before);
  const next = places[(at + 1) % places.length];
  (next?.querySelector<HTMLElement>(focus) ?? next)?.focus({ preventScroll: true });
  next?.scrollIntoView({ block: "center" });
  return next;
}

/** What is said of a value within a reason that is not open is not gone to. */
const SHOWN = "[tabindex]:not([hidden] *)";
const PLACES = {
  stays: { places: '.case-row[data-outcome="withheld"]', focus: ".case-leaves .why" },
  faulty: {
    places: `.case-row[data-faulty], .consent .field:has([aria-invalid="true"], [data-invalid]), .notice[data-tone="bad"]${SHOWN}`,
    focus: ":is(.case-own, .consent) :is(input, textarea, [role=spinbutton], .why)",
  },
  warned: { places: `.notice[data-tone="warn"]${SHOWN}`, focus: ":scope" },
} as const;
