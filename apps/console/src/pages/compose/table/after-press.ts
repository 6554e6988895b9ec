/**
 * Does something at once, or, while a pointer or a key presses something, after that: a page that moves under a press has it end
 * at another place, and then nothing was pressed.
 */
export function afterPress(work: () => void): void {
  if (document.querySelector(":active") === null) {
    work();
    return;
  }
  const over = new AbortController();
  const end = (): void => {
    over.abort();
    // This listener runs before those of the button, which stop the event. The work has to wait for them.
    setTimeout(work);
  };
  for (const event of ["click", "keyup", "pointercancel"]) {
    addEventListener(event, end, { capture: true, signal: over.signal });
  }
}
