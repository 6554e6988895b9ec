import type { Virtual } from "@guidepup/virtual-screen-reader";
import { build } from "esbuild";
import type { Page } from "playwright-core";
import { expect } from "vitest";

/** Reads a part of a page as a screen reader would, from its beginning to its end. @returns each phrase that is spoken. */
export async function hear(page: Page, part: string): Promise<readonly string[]> {
  await load(page);
  return page.evaluate(
    async ([selector, most]) => {
      const { reader } = window as unknown as { readonly reader: Virtual };
      const container = document.querySelector<HTMLElement>(selector);
      if (container === null) throw new Error(`the page has no ${selector}`);
      await reader.start({ container });
      // At its end it begins again.
      const first = await reader.lastSpokenPhrase();
      for (let count = 0; count < most; count++) {
        await reader.next();
        if ((await reader.lastSpokenPhrase()) === first) break;
      }
      const phrases = await reader.spokenPhraseLog();
      await reader.stop();
      return phrases.slice(0, -1);
    },
    [part, MOST_PHRASES] as const,
  );
}

/**
 * What a screen reader says by itself while somebody does something: parts of the page that tell of a change, and each place to which
 * the focus goes.
 *
 * @param until - A phrase that is waited for. What is said of a change has no space between its paragraphs.
 */
export async function hearWhile(
  page: Page,
  act: () => Promise<void>,
  until: RegExp,
): Promise<readonly string[]> {
  await load(page);
  await page.evaluate(async () => {
    const { reader } = window as unknown as { readonly reader: Virtual };
    await reader.start({ container: document.body });
  });
  await act();
  const spoken = () =>
    page.evaluate(() => {
      const { reader } = window as unknown as { readonly reader: Virtual };
      return reader.spokenPhraseLog();
    });
  await expect.poll(spoken, { timeout: SPOKEN_MS }).toContainEqual(expect.stringMatching(until));
  // The first is the page itself.
  const phrases = (await spoken()).slice(1);
  await page.evaluate(() => {
    const { reader } = window as unknown as { readonly reader: Virtual };
    return reader.stop();
  });
  return phrases;
}

async function load(page: Page): Promise<void> {
  if (!(await page.evaluate(() => "reader" in window))) await page.evaluate(await bundled());
}

/** The reader for a page, as one script. */
function bundled(): Promise<string> {
  script ??= build({
    stdin: {
      contents: `export { virtual as reader } from "@guidepup/virtual-screen-reader/browser.js";`,
      resolveDir: import.meta.dirname,
    },
    bundle: true,
    write: false,
    minify: true,
    format: "iife",
    globalName: "heard",
    footer: { js: "window.reader = heard.reader;" },
    logLevel: "error",
  }).then(({ outputFiles }) => outputFiles[0]?.text ?? "");
  return script;
}

let script: Promise<string> | undefined;
/** More than any part has that a test listens to. */
const MOST_PHRASES = 400;
/** The longest that something takes which somebody does, such as to send a message. */
const SPOKEN_MS = 20_000;
