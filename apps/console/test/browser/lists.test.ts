import { findOverflow } from "@safepassage/testing/page-checks";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { it } from "./harness.ts";

it.for(["en-GB", "fr", "es"])(
  "a list breaks no word of a kind of message in %s",
  async (locale, { desk }) => {
    const page = await desk.signIn("NGO-B", "mira", { path: "/outbox", locale });
    await page.locator(".long-list-row").first().waitFor();
    for (const width of [1280, 1248, 1024, 390]) {
      await page.setViewportSize({ width, height: 800 });
      expect([width, await brokenIn(page), await findOverflow(page)]).toEqual([width, [], []]);
    }
  },
);

/** Words of the kinds of messages that stand on more than one line. */
const brokenIn = (page: Page): Promise<readonly string[]> =>
  page.locator(".long-list-row strong").evaluateAll((kinds) =>
    kinds.flatMap((kind) => {
      const text = kind.firstChild;
      if (!(text instanceof Text)) return [];
      const range = document.createRange();
      return [...text.data.matchAll(/\S+/g)].flatMap(({ 0: word, index }) => {
        range.setStart(text, index);
        range.setEnd(text, index + word.length);
        return range.getClientRects().length > 1 ? [word] : [];
      });
    }),
  );
