import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";

/** What a context of Playwright takes, without what a quiet one decides for itself. */
export type QuietOptions = Readonly<Omit<BrowserContextOptions, "reducedMotion">>;

/**
 * Makes a context whose pages look the same in every run: without motion, and with size, language, time zone and
 * colour scheme that do not come from the machine.
 *
 * @param options - In place of the defaults: 1280 by 800 pixels, `en-GB`, UTC, light.
 */
export function newQuietContext(
  browser: Browser,
  options: QuietOptions = {},
): Promise<BrowserContext> {
  return browser.newContext({ ...DEFAULTS, ...options, reducedMotion: "reduce" });
}

/**
 * Takes a picture of what a page shows, once its fonts are loaded. Animations are at their end, or at their beginning
 * if they have no end, and no caret blinks. The page says when its data has arrived: wait for that before.
 *
 * @param path - Where the picture is written, as PNG.
 * @param isWhole - Whether the picture goes down to the end of the page. Default: what the window shows.
 * @returns The picture.
 */
export async function takePicture(page: Page, path: string, isWhole = false): Promise<Buffer> {
  await page.evaluate(untilDrawn);
  return page.screenshot({
    ...{ path, type: "png", animations: "disabled", caret: "hide" },
    fullPage: isWhole,
  });
}

/**
 * Of a page that has not drawn a frame, Chromium now and then says "Unable to capture screenshot". A page asks for its
 * fonts when it first draws, so these are waited for afterwards.
 */
async function untilDrawn(): Promise<void> {
  const nextFrame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
  // The second begins once the first is drawn.
  await nextFrame();
  await nextFrame();
  await document.fonts.ready;
}

const DEFAULTS = {
  viewport: { width: 1280, height: 800 },
  deviceScaleFactor: 1,
  locale: "en-GB",
  timezoneId: "UTC",
  colorScheme: "light",
} as const satisfies BrowserContextOptions;
