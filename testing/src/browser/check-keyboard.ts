import type { Page } from "playwright-core";

/**
 * Goes through a page with Tab from its top, and says what is wrong: something that cannot be reached, an order that is not that
 * of the page, a place where the focus cannot be seen, a place that does not let it go.
 *
 * What one Tab enters as a whole (a group of radio buttons, a list of options, a grid) counts once, and so does a list of
 * messages: its rows come and go while somebody passes them, and it is the last on its page.
 */
export async function findKeyboardFaults(page: Page): Promise<string[]> {
  for (let turn = 1; ; turn++) {
    const { faults, isOfOnePage } = await walk(page);
    // What came meanwhile, such as a warning of another agency, is gone through with the rest.
    if (isOfOnePage || turn === MOST_TURNS) return faults;
  }
}

interface Walk {
  readonly faults: string[];
  /** Whether the page had the same places at its end as at its beginning. */
  readonly isOfOnePage: boolean;
}

async function walk(page: Page): Promise<Walk> {
  const { targets, hasLongList } = await page.evaluate(beginWalk);
  // One more leaves the page at its end.
  for (let press = 0; press <= targets.length; press++) await page.keyboard.press("Tab");
  const stops = await page.evaluate(endWalk);
  const end = stops.findIndex(({ name }) => name === END);
  const walked = end === -1 ? stops : stops.slice(0, end);
  const reached = walked.flatMap(({ at }, index) =>
    at === undefined || at === walked[index - 1]?.at ? [] : [at],
  );
  const isInOrder = reached.every((at, index) => index === 0 || at > (reached[index - 1] ?? 0));
  const after = await page.evaluate(beginWalk);
  await page.evaluate(endWalk);
  const faults = [
    ...walked.flatMap(({ at, name }) =>
      at === undefined ? [`${name} takes the focus and is nothing to use`] : [],
    ),
    ...walked.flatMap(({ name, isSeen }) => (isSeen ? [] : [`on ${name} nobody sees the focus`])),
    ...walked.flatMap(({ name, isCovered }) => (isCovered ? [`${name} is covered`] : [])),
    ...targets.flatMap((name, at) => (reached.includes(at) ? [] : [`Tab does not reach ${name}`])),
    ...(isInOrder ? [] : [`Tab goes in another order than the page: ${reached.join(" ")}`]),
    ...(end === -1 && !hasLongList ? ["Tab does not come to the end of the page"] : []),
  ];
  const isOfOnePage = hasLongList || after.targets.join("\n") === targets.join("\n");
  return { faults, isOfOnePage };
}

/** A place where Tab stopped. */
interface Stop {
  /** Its number in the order of the page. */
  readonly at: number | undefined;
  readonly name: string;
  /** Whether something shows that the focus is there. */
  readonly isSeen: boolean;
  /** Whether all of it lies beneath something else (WCAG 2.2, 2.4.11). */
  readonly isCovered: boolean;
}

/**
 * Gives each place where Tab must stop its number in the order of the page, and has each Tab note where the focus was before it.
 *
 * @returns the names of these places.
 */
function beginWalk(): { readonly targets: readonly string[]; readonly hasLongList: boolean } {
  const LONG_LIST = ".long-list ol";
  const GROUPS = `[role=radiogroup], [role=listbox], [role=grid], [role=tablist], [role=toolbar], [role=menu], ${LONG_LIST}`;
  const nameOf = (element: Element): string => {
    if (element === document.body) return "BODY";
    const text = element.getAttribute("aria-label") ?? element.textContent ?? "";
    return `${element.tagName} "${text.trim().slice(0, 30)}"`;
  };
  // From the top, as somebody who has just come.
  const top = document.createElement("span");
  top.tabIndex = -1;
  document.body.prepend(top);
  top.focus();
  top.remove();
  const groups = new Set<Element>();
  const all = document.querySelectorAll<HTMLElement>(
    "a[href], button, input, select, textarea, summary, [tabindex='0']",
  );
  const targets = [...all].filter((target) => {
    if (!target.checkVisibility({ visibilityProperty: true })) return false;
    if (target.matches(":disabled, [type=hidden], [aria-hidden=true] *, [inert] *")) return false;
    const group = target.closest(GROUPS);
    if (group === null) {
      // The list of a combination box is opened by the keys of its entry.
      return target.tabIndex >= 0 || !target.parentElement?.querySelector("[role=combobox]");
    }
    const isFirst = !groups.has(group);
    groups.add(group);
    return isFirst;
  });
  for (const [index, target] of targets.entries()) {
    (target.closest(GROUPS) ?? target).setAttribute("data-stop", String(index));
  }
  const isCovered = (focused: Element): boolean => {
    // What is clipped to a point shows by what is around it.
    const clipped = focused.closest("[style*='clip-path']")?.parentElement;
    const element = focused.closest("label") ?? clipped ?? focused;
    const { left, right, top: upper, bottom } = element.getBoundingClientRect();
    const heights = [upper + 2, (upper + bottom) / 2, bottom - 2];
    return heights.every((height) => {
      const there = document.elementFromPoint((left + right) / 2, height);
      return there === null || !(element.contains(there) || there.contains(element));
    });
  };
  const stops: Stop[] = [];
  const note = (): void => {
    const focused = document.activeElement ?? document.body;
    const at = focused.closest("[data-stop]")?.getAttribute("data-stop");
    // Around itself, what it fills, its label, or the frame that React Aria marks.
    const marked = [focused, focused.parentElement, focused.closest("label, [data-focus-visible]")];
    stops.push({
      at: at == null ? undefined : Number(at),
      name: nameOf(focused),
      isSeen: marked.some((one) => one !== null && getComputedStyle(one).outlineStyle !== "none"),
      isCovered: focused !== document.body && isCovered(focused),
    });
  };
  const onKeyDown = ({ key }: KeyboardEvent): void => {
    if (key === "Tab") note();
  };
  addEventListener("keydown", onKeyDown, { capture: true });
  Object.assign(window, {
    endWalk() {
      note();
      removeEventListener("keydown", onKeyDown, { capture: true });
      for (const element of document.querySelectorAll("[data-stop]")) {
        element.removeAttribute("data-stop");
      }
      // The first note is of the top of the page.
      return stops.slice(1);
    },
  });
  return {
    targets: targets.map(nameOf),
    hasLongList: document.querySelector(LONG_LIST) !== null,
  };
}

const endWalk = (): readonly Stop[] =>
  (window as unknown as { readonly endWalk: () => readonly Stop[] }).endWalk();

const MOST_TURNS = 3;
/** What has the focus past the end of a page. */
const END = "BODY";
