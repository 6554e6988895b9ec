import type { Page } from "playwright-core";

/**
 * What a page would lose on paper, upright A4: buttons and menus that nobody can press there, parts that stay in sight and so lie over
 * the text of every sheet, and tall grids. Where a sheet ends within a grid, its box does not grow, and what follows is printed over it.
 */
export async function findPaperFaults(page: Page): Promise<string[]> {
  const size = page.viewportSize();
  await page.emulateMedia({ media: "print" });
  await page.setViewportSize({ width: 718, height: 1000 });
  const faults = await page.evaluate((tallest) => {
    const seen = [...document.querySelectorAll("body *")].filter(
      (part) => part.checkVisibility() && part.closest("[aria-hidden=true]") === null,
    );
    const isFault = (part: Element): boolean => {
      const { position, display, breakInside } = getComputedStyle(part);
      // Each line of a list of facts stays whole.
      const isTorn =
        /grid|flex/.test(display) &&
        breakInside !== "avoid" &&
        part.tagName !== "DL" &&
        part.getBoundingClientRect().height > tallest;
      return isTorn || /sticky|fixed/.test(position) || part.matches("nav, .button");
    };
    return seen.filter(isFault).map(({ tagName, className }) => `${tagName}.${className}`);
  }, TALLEST_PX);
  await page.emulateMedia({ media: "screen" });
  if (size !== null) await page.setViewportSize(size);
  return faults;
}

/** A fifth of a sheet. */
const TALLEST_PX = 200;
