import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { newQuietContext, takePicture } from "@safepassage/testing/browser";
import {
  COLOUR_RULES,
  findAxeFaults,
  findKeyboardFaults,
  findMotion,
  findOverflow,
  findSmallTargets,
} from "@safepassage/testing/page-checks";
import type { Browser, BrowserContext, Page } from "playwright-core";

/** Somebody with the tour before them. */
export interface Visitor {
  readonly name: string;
  readonly context: BrowserContext;
  readonly page: Page;
  /** What went wrong in the page, each in a line. */
  readonly faults: string[];
}

/** Opens a page for somebody. */
export async function visit(
  browser: Browser,
  { name, locale, size }: { readonly name: string; readonly locale: string; readonly size: Size },
): Promise<Visitor> {
  const context = await newQuietContext(browser, { locale, viewport: size });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("console", (message) => faults.push(message.text()));
  page.on("pageerror", ({ message }) => faults.push(message));
  page.on("response", (response) => {
    if (!response.ok()) faults.push(`${response.status()} ${response.url()}`);
  });
  return { name, context, page, faults };
}

/** How the tour looks at some moment. */
export interface Face {
  /** For the name of its pictures. */
  readonly name: string;
  /** Selector of what is new in it. The pictures begin with it. */
  readonly part: string;
  /** Whether the page around it was not looked at before. */
  readonly isNew?: boolean;
}

/** What is wrong with a page as it stands, in light and in dark. Leaves a picture of each. */
export async function faultsOf(
  { page, name: who }: Visitor,
  { name, part, isNew = false }: Face,
): Promise<readonly string[]> {
  mkdirSync(PICTURES, { recursive: true });
  const within = isNew ? undefined : part;
  const faults = [
    ...(await findMotion(page)),
    ...(await findOverflow(page)),
    ...(await findSmallTargets(page)),
    ...(await findAxeFaults(page, undefined, within)),
  ];
  await page.evaluate((selector) => {
    document.querySelector("nav")?.scrollTo(0, 0);
    document.querySelector(selector)?.scrollIntoView();
  }, part);
  for (const theme of ["dark", "light"] as const) {
    await page.emulateMedia({ colorScheme: theme });
    await takePicture(page, join(PICTURES, `tour-${name}-${who}-${theme}.png`));
    if (theme === "dark") faults.push(...(await findAxeFaults(page, COLOUR_RULES, within)));
  }
  if (isNew || who === "laptop-en") faults.push(...(await findKeyboardFaults(page)));
  return faults.map((fault) => `${name}, ${who}: ${fault}`);
}

type Size = { readonly width: number; readonly height: number };

const PICTURES = resolve(import.meta.dirname, "../../../.cache/console-pictures");
