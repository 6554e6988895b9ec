import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { takePicture } from "@safepassage/testing/browser";
import {
  COLOUR_RULES,
  findAxeFaults,
  findGluedWords,
  findKeyboardFaults,
  findMotion,
  findOverflow,
  findPaperFaults,
  findSmallTargets,
} from "@safepassage/testing/page-checks";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LAPTOP, PHONE } from "./harness.ts";
import { beginVisits, type Visits } from "./page-visits.ts";
import { PAGES } from "./pages.ts";

/** How pages are looked at in one run over all of them. */
export interface Look {
  readonly locale: "en" | "fr" | "es" | "ar";
  /** In which size and colours all rules of axe are tried. Those about colours are tried in both colours. */
  readonly axe: readonly { readonly size: Size; readonly theme: Theme }[];
  /** Whether each page is gone through by keyboard and laid out on paper. Neither depends on the language. */
  readonly hasKeyboard: boolean;
}

type Size = "laptop" | "phone";
type Theme = "light" | "dark";

/** Checks what must hold for each page of the console. For who looks, it leaves a picture of each in both sizes. */
export function checkPages({ locale, axe, hasKeyboard }: Look): void {
  let visits: Visits;
  beforeAll(() => {
    visits = beginVisits(locale);
    mkdirSync(PICTURES, { recursive: true });
  });
  afterAll(async () => {
    await visits.close();
    if (HAS_VIEWER) process.stdout.write(`Pictures of the pages in ${locale}: ${PICTURES}\n`);
  });

  describe.each(PAGES)(`the page $name in ${locale}`, (row) => {
    it("can be used by everybody", async () => {
      const page = await visits.to(row);
      await checkHeading(page, locale);
      expect.soft(await findMotion(page), "what moves").toEqual([]);
      expect.soft(await findGluedWords(page), "words said as one").toEqual([]);
      if (hasKeyboard) {
        expect.soft(await findKeyboardFaults(page), "keyboard").toEqual([]);
        expect.soft(await findPaperFaults(page), "on paper").toEqual([]);
      }
      for (const size of ["laptop", "phone"] as const) {
        await page.setViewportSize(SIZES[size]);
        expect.soft(await findOverflow(page), `width on a ${size}`).toEqual([]);
        expect.soft(await findSmallTargets(page), `small targets on a ${size}`).toEqual([]);
        if (HAS_VIEWER) await showIn(page, `${row.name}-${size}-${locale}.png`);
        for (const { theme } of axe.filter((one) => one.size === size)) {
          await page.emulateMedia({ colorScheme: theme });
          expect.soft(await findAxeFaults(page), `axe on a ${size} in ${theme}`).toEqual([]);
        }
      }
      await page.setViewportSize(NARROW);
      expect.soft(await findOverflow(page), "width on a narrow page").toEqual([]);
      for (const theme of ["light", "dark"] as const) {
        if (axe.some((one) => one.theme === theme)) continue;
        await page.emulateMedia({ colorScheme: theme });
        expect.soft(await findAxeFaults(page, COLOUR_RULES), `colours in ${theme}`).toEqual([]);
      }
      expect.soft(await visits.takeFaults(row), "what went wrong in the page").toEqual([]);
    });
  });
}

/** Takes a picture of a page from its top to its end, in light. */
async function showIn(page: Page, name: string): Promise<void> {
  await page.emulateMedia({ colorScheme: "light" });
  await page.evaluate(beginAtTop);
  await takePicture(page, join(PICTURES, name), true);
}

/** As somebody sees the page who comes to it. */
function beginAtTop(): void {
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  scrollTo(0, 0);
  document.querySelector("nav")?.scrollTo(0, 0);
}

async function checkHeading(page: Page, locale: Look["locale"]): Promise<void> {
  const headings = await page.locator("h1").allTextContents();
  expect.soft(headings, "headings of the first level").toHaveLength(1);
  expect.soft(await page.title(), "title").toBe(`${headings[0]} · Safepassage`);
  expect.soft(await page.evaluate(() => document.documentElement.lang)).toBe(locale);
}

/** Whether somebody may look at pictures: nobody does after the run of all checks, and they take a sixth of the time of these. */
const HAS_VIEWER = process.env["CI"] === undefined;
const PICTURES = resolve(import.meta.dirname, "../../../../.cache/console-pictures");
/** WCAG 2.2, 1.4.10. */
const NARROW = { width: 320, height: 640 };
const SIZES = { laptop: LAPTOP, phone: PHONE };
