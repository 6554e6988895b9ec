/**
 * Takes the focus to the heading before what had it, once that is taken off the page: a button that is gone after its press, or an entry that
 * was deleted. Without it a keyboard begins at the top of the page, and a screen reader says nothing. A part of the page that takes the
 * focus itself has it by then, and keeps it.
 *
 * @returns what ends it.
 */
export function holdFocus(): () => void {
  let last: Element | undefined;
  let headings: readonly HTMLElement[] = [];
  let frame = 0;
  const onFocus = ({ target }: FocusEvent): void => {
    if (!(target instanceof Element)) return;
    // Rows of a long list come and go as somebody scrolls.
    last = target.closest(".long-list") === null ? target : undefined;
    // A dialog and an open list stand outside of the page, and are opened from a place within it.
    if (target.closest(APART) === null) headings = headingsBefore(target);
  };
  const onBlur = ({ target }: FocusEvent): void =>
    queueMicrotask(() => {
      // Somebody has left what is still there.
      if (target === last && last?.isConnected === true) last = undefined;
    });
  const isLost = (): boolean =>
    last?.isConnected === false && document.activeElement === document.body;
  const find = (): void => {
    if (!isLost() || document.querySelector(DIALOG) !== null) return;
    last = undefined;
    focusLast(headings);
  };
  const watch = new MutationObserver(() => {
    if (!isLost()) return;
    // What takes the focus itself does so within a frame.
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(find);
    });
  });
  watch.observe(document.body, { childList: true, subtree: true });
  document.addEventListener("focusin", onFocus);
  document.addEventListener("focusout", onBlur);
  return () => {
    cancelAnimationFrame(frame);
    watch.disconnect();
    document.removeEventListener("focusin", onFocus);
    document.removeEventListener("focusout", onBlur);
  };
}

/** The headings of the page before a part of it, the title first. None for what is not of the page, such as the menu. */
function headingsBefore(part: Element): readonly HTMLElement[] {
  if (part.closest("main") === null) return [];
  const all = [...document.querySelectorAll<HTMLElement>("main :is(h1, h2, h3)")];
  return all.filter(
    (heading, at) =>
      at === 0 || (heading.compareDocumentPosition(part) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0,
  );
}

function focusLast(headings: readonly HTMLElement[]): void {
  const heading = headings.findLast((one) => one.isConnected && one.checkVisibility());
  if (heading === undefined) return;
  if (!heading.hasAttribute("tabindex")) heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

const DIALOG = "[role=dialog], [role=alertdialog]";
const APART = `${DIALOG}, [role=listbox]`;
