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
    // After whoever else hears of the press: this one hears of it first, since others keep it to themselves.
    setTimeout(work);
  };
  for (const event of ["click", "keyup", "pointercancel"]) {
    addEventListener(event, end, { capture: true, signal: over.signal });
  }
}
