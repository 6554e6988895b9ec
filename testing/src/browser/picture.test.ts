import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { launchChromium } from "./launch.ts";
import { newQuietContext, takePicture } from "./picture.ts";

let home: string;
let browsers: readonly Browser[];
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "sp-picture-"));
  browsers = await Promise.all([launchChromium(), launchChromium()]);
});
afterAll(async () => {
  await Promise.all(browsers.map((browser) => browser.close()));
  rmSync(home, { recursive: true });
});

it("takes the same picture of a page in each browser and at each time", async () => {
  const pages = await Promise.all(browsers.map(openRestless));
  const pictures = await Promise.all(
    pages.map(async (page, index) => {
      const path = join(home, `${index}.png`);
      const first = await takePicture(page, path);
      expect(readFileSync(path)).toEqual(first);
      return [first, await takePicture(page, path)];
    }),
  );
  const [first = Buffer.alloc(0), ...others] = pictures.flat();
  expect(others.map((other) => first.equals(other))).toEqual([true, true, true]);

  // The page is one of which bare pictures differ.
  const [page] = pages;
  const bare = [await page?.screenshot(NOISY), await page?.screenshot(NOISY)] as const;
  expect(bare[0]?.equals(bare[1] ?? first)).toBe(false);
});

it("tells pages a fixed size, language, zone and scheme, or those of its options", async () => {
  const [browser] = browsers;
  if (browser === undefined) throw new Error("no browser");
  expect(await describeFor(await (await newQuietContext(browser)).newPage())).toEqual({
    ...{ width: 1280, height: 800, language: "en-GB", zone: "UTC" },
    ...{ isDark: false, isStill: true },
  });
  const context = await newQuietContext(browser, {
    viewport: { width: 400, height: 700 },
    locale: "ar",
    timezoneId: "America/Bogota",
    colorScheme: "dark",
  });
  expect(await describeFor(await context.newPage())).toEqual({
    ...{ width: 400, height: 700, language: "ar", zone: "America/Bogota" },
    ...{ isDark: true, isStill: true },
  });
});

/** A page with what moves: an animation that has no end, and a caret. */
async function openRestless(browser: Browser): Promise<Page> {
  const context = await newQuietContext(browser);
  const page = await context.newPage();
  await page.setContent(RESTLESS);
  await page.getByRole("textbox").focus();
  return page;
}

function describeFor(page: Page): Promise<unknown> {
  return page.evaluate(() => ({
    width: innerWidth,
    height: innerHeight,
    language: navigator.language,
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    isDark: matchMedia("(prefers-color-scheme: dark)").matches,
    isStill: matchMedia("(prefers-reduced-motion: reduce)").matches,
  }));
}

const NOISY = { animations: "allow", caret: "initial" } as const;

const RESTLESS = `<!doctype html>
<style>
@keyframes pass { from { margin-left: 0 } to { margin-left: 900px } }
#moving { width: 40px; height: 40px; background: black; animation: pass 3s linear infinite }
dt { font: 12px sans-serif } dd { font-size: 24px }
</style>
<dl>${["sans-serif", "serif", "monospace"]
  .map(
    (family) => `<dt>${family}
<dd style="font-family: ${family}"><p>Hello Žluťoučký<p>Привіт, Київ<p>Καλημέρα<p dir="rtl">السلام عليكم<p>字 ก अ`,
  )
  .join("")}</dl>
<input value="caret"><div id="moving"></div>`;
