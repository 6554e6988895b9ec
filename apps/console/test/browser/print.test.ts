import type { Page } from "playwright-core";
import { expect } from "vitest";
import { it } from "./harness.ts";

it("a page on paper says whose it is", async ({ desk }) => {
  const page = await desk.signIn("NGO-B", "mira", { path: "/drafts" });
  await page.emulateMedia({ media: "print" });
  for (const width of [PAPER, LANDSCAPE]) {
    await page.setViewportSize({ width, height: 1000 });
    await expect
      .poll(() => page.locator("header, .bar").getByText("ngo-b.test").isVisible())
      .toBe(true);
  }
});

it("a long list is printed whole, and says so if it goes on", async ({ desk }) => {
  const page = await desk.signIn("NGO-B", "mira", { path: "/drafts" });
  await answerMany(page);
  await page.getByRole("link", { name: "Inbox" }).click();
  await page.locator(".long-list-row").first().waitFor();
  expect(await page.locator(".long-list-row").count()).toBeLessThan(ENTRIES);
  // As the browser does before it lays out the paper.
  await page.emulateMedia({ media: "print" });
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  const tops = await page
    .locator(".long-list li")
    .evaluateAll((rows) => rows.map((row) => row.getBoundingClientRect().top));
  expect(tops).toHaveLength(ENTRIES);
  expect(tops.every((top, index) => index === 0 || top > (tops[index - 1] ?? 0) + 20)).toBe(true);
  expect(await endOf(page)).toBe('"…"');
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
  await page.emulateMedia({ media: "screen" });
  await expect.poll(() => page.locator(".long-list-row").count()).toBeLessThan(ENTRIES);
  expect(await endOf(page)).toBe("none");
});

/** What stands after the last row. */
const endOf = (page: Page): Promise<string> =>
  page.locator(".long-list").evaluate((part) => getComputedStyle(part, "::after").content);

/** Answers as if the agency had many messages, and more of them beyond. */
async function answerMany(page: Page): Promise<void> {
  await page.route("**/v1/inbox?*", async (route) => {
    // What comes after is on its way for as long as the test lasts.
    if (route.request().url().includes("cursor=")) return;
    const response = await route.fetch();
    const { entries } = await response.json();
    // A page that is being left gets no answer.
    const [first] = entries ?? [];
    const many = Array.from({ length: ENTRIES }, (_, index) => ({
      ...first,
      digest: String(index).padStart(43, "A"),
    }));
    await route.fulfill({ response, json: { entries: many, next: "more" } });
  });
}

const ENTRIES = 300;
/** Widths of A4 in CSS pixels, upright and lying. */
const PAPER = 794;
const LANDSCAPE = 1123;
