import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type axe from "axe-core";
import type { Page } from "playwright-core";

/**
 * Holds what a page shows against the rules of WCAG 2.2, levels A and AA, as far as axe-core can.
 *
 * @param rules - Only these. Default: all of the two levels.
 * @param within - Selector of the part that is looked at. Default: the whole page.
 * @returns each fault in a line: the rule, the element, and what is wrong with it.
 */
export async function findAxeFaults(
  page: Page,
  rules?: readonly string[],
  within = "html",
): Promise<string[]> {
  const isLoaded = await page.evaluate(() => "axe" in window);
  // Evaluated by the debugger, which the Content-Security-Policy of the page does not concern.
  if (!isLoaded) await page.evaluate(SOURCE);
  const { violations } = await page.evaluate(
    async ([only, part]) => {
      const { axe: loaded } = window as unknown as { readonly axe: typeof axe };
      // There React Aria says once what has just happened, by names of buttons that may be gone by then.
      const context = { include: [part], exclude: ["[data-live-announcer]"] };
      const options = { resultTypes: ["violations" as const], preload: false };
      const found = await loaded.run(context, { ...options, runOnly: only });
      // What lies half beneath a bar that stays in sight is looked at again where nothing covers it.
      const isSmallAlone = async (selector: string): Promise<boolean> => {
        document.querySelector(selector)?.scrollIntoView({ block: "center" });
        const runOnly = ["target-size"];
        const alone = await loaded.run({ include: [selector] }, { ...options, runOnly });
        return alone.violations.length > 0;
      };
      const { scrollY } = window;
      for (const violation of found.violations.filter(({ id }) => id === "target-size")) {
        const small = [];
        for (const node of violation.nodes) {
          if (await isSmallAlone(String(node.target[0]))) small.push(node);
        }
        violation.nodes = small;
      }
      window.scrollTo(0, scrollY);
      return found;
    },
    [optionsOf(rules), within] as const,
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary = "" }) =>
      `${id}: ${target.join(" ")}: ${failureSummary}`.replaceAll(/\s+/g, " "),
    ),
  );
}

/** Rules about colours: the others find the same in light and in dark. */
export const COLOUR_RULES = ["color-contrast", "link-in-text-block"] as const;

function optionsOf(rules: readonly string[] | undefined): axe.RunOnly {
  return rules === undefined
    ? { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }
    : { type: "rule", values: [...rules] };
}

const SOURCE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
