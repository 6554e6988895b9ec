import type { Page } from "playwright-core";

/** By how many pixels a page is wider than its window, and what sticks out. Empty where nobody has to scroll sideways. */
export function findOverflow(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { clientWidth, scrollWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const isOut = (element: Element): boolean => {
      const { left, right, width } = element.getBoundingClientRect();
      return width > 0 && (right > clientWidth + 0.5 || left < -0.5);
    };
    const out = [...document.querySelectorAll("body *")].filter(
      (element) => isOut(element) && ![...element.children].some(isOut),
    );
    const names = out.slice(0, 5).map(({ tagName, className }) => `${tagName}.${className}`);
    return [`${scrollWidth - clientWidth} px too wide at ${clientWidth} px: ${names.join(", ")}`];
  });
}

/**
 * What is too small to be hit: less than 44 pixels for a button, or for a link that stands by itself, and less than 24 for all else
 * that can be pressed or typed into.
 *
 * @see WCAG 2.2, 2.5.8: links in a line of text are as high as the text.
 */
export function findSmallTargets(page: Page): Promise<string[]> {
  return page.evaluate(
    ([ofButtons, ofOthers]) => {
      const targets = document.querySelectorAll<HTMLElement>(
        "a[href], button, input, select, textarea, [role=button], [role=option], [role=tab], summary",
      );
      return [...targets].flatMap((target) => {
        const style = getComputedStyle(target);
        const isInText = target.tagName === "A" && style.display === "inline";
        // For screen readers and the keyboard alone: clipped to a point.
        const isClipped = target.closest("[style*='clip-path']") !== null;
        // What a label covers is pressed through the label, as a box to check is.
        const box = (target.closest("label") ?? target).getBoundingClientRect();
        const isSeen =
          target.checkVisibility({ visibilityProperty: true }) && box.width > 1 && box.height > 1;
        const isButton = target.matches("button, [role=button], a.button");
        const least = isButton ? ofButtons : ofOthers;
        const isHidden = target.closest("[aria-hidden=true], [inert]") !== null;
        if (
          !isSeen ||
          isHidden ||
          isClipped ||
          isInText ||
          (box.width >= least && box.height >= least)
        )
          return [];
        const name = target.textContent?.trim().slice(0, 30) || target.getAttribute("aria-label");
        const size = `${Math.round(box.width)} by ${Math.round(box.height)}`;
        return [`${target.tagName} "${name}" is ${size} px, at least ${least}`];
      });
    },
    [BUTTON_PX, TARGET_PX] as const,
  );
}

/** What moves although the system asks for no motion: elements with a transition or an animation that takes time. */
export function findMotion(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const secondsOf = (list: string): number =>
      Math.max(...list.split(",").map((one) => Number.parseFloat(one) || 0));
    const moving = [...document.querySelectorAll("*")].filter((element) => {
      const { animationName, animationDuration, transitionDuration } = getComputedStyle(element);
      const animates = animationName !== "none" && secondsOf(animationDuration) > 0.01;
      return animates || secondsOf(transitionDuration) > 0.01;
    });
    const smooth = getComputedStyle(document.documentElement).scrollBehavior === "smooth";
    return [
      ...moving.map(({ tagName, className }) => `${tagName}.${className} moves`),
      ...(smooth ? ["the page scrolls smoothly"] : []),
    ];
  });
}

const BUTTON_PX = 44;
const TARGET_PX = 24;
