import type { Locator } from "playwright-core";

/** Whether the whole of an element lies in the window, and beneath nothing else. */
export const isInSight = (one: Locator): Promise<boolean> =>
  one.evaluate((element) => {
    const { left, top, right, bottom } = element.getBoundingClientRect();
    const isInWindow = left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight;
    const points = [top + 2, (top + bottom) / 2, bottom - 2].map(
      (y) => [(left + right) / 2, y] as const,
    );
    return (
      isInWindow && points.every(([x, y]) => element.contains(document.elementFromPoint(x, y)))
    );
  });
