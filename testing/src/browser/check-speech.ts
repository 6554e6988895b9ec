import type { Page } from "playwright-core";

/**
 * Words that a screen reader says as one, in what it says by itself (`role="status"` and its like): the end of one element and the start
 * of the next with nothing between them. A style that sets them apart is not heard.
 *
 * @returns each pair in a line.
 */
export function findGluedWords(page: Page): Promise<string[]> {
  return page.evaluate((blocks) => {
    const regions = document.querySelectorAll("[role=status], [role=alert], [aria-live]");
    return [...regions].flatMap((region) => {
      if (region.matches("[data-live-announcer] *")) return [];
      const walker = document.createTreeWalker(region, NodeFilter.SHOW_TEXT, (node) => {
        const parent = node.parentElement;
        const isSaid =
          parent?.checkVisibility() === true && parent.closest("[aria-hidden=true]") === null;
        return isSaid && node.textContent !== ""
          ? NodeFilter.FILTER_ACCEPT
          : NodeFilter.FILTER_SKIP;
      });
      const faults: string[] = [];
      let before: Node | undefined;
      for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
        const [one, other] = [before?.textContent ?? " ", node.textContent ?? ""];
        if (
          /\S$/.test(one) &&
          /^[\p{L}\p{N}]/u.test(other) &&
          before?.parentElement !== node.parentElement
        ) {
          const range = document.createRange();
          range.setStart(before as Node, 0);
          range.setEnd(node, 0);
          const common = range.commonAncestorContainer;
          const isApart = [before, node].some((end) => {
            const block = (end as Node).parentElement?.closest(blocks);
            return (
              block !== null && block !== undefined && block !== common && common.contains(block)
            );
          });
          if (!isApart) faults.push(`${one.slice(-20)}|${other.slice(0, 20)}`);
        }
        before = node;
      }
      return faults;
    });
  }, BLOCKS);
}

/** Elements that are said by themselves. */
const BLOCKS =
  "p, li, ul, ol, div, dl, dt, dd, h1, h2, h3, h4, section, button, table, tr, td, th, details, summary, fieldset";
