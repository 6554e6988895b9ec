import type { Locator, Page } from "playwright-core";

/** Reads the message of a page for a reason, as its form offers it. */
export async function readFor(page: Page, reason: string): Promise<void> {
  const panel = page.getByRole("tabpanel");
  await panel.getByRole("button", { name: "Reason" }).click();
  await page.getByRole("option", { name: reason }).click();
  await panel.getByRole("button", { name: "Read", exact: true }).click();
  await page.getByRole("button", { name: "Take it off the screen" }).waitFor();
}

/** Opens a part of the message of a page. */
export async function openTab(page: Page, name: string): Promise<void> {
  await page.getByRole("tab", { name }).click();
  await page.waitForFunction(() => document.querySelector("main .loading") === null);
}

/** Chooses one of a few values. */
export async function choose(page: Page, label: string, option: string): Promise<void> {
  await page.getByRole("button", { name: label }).click();
  await page.getByRole("option", { name: option, exact: true }).click();
}

/** What a caseworker can see on the page. */
export const textOf = async (page: Page): Promise<string> =>
  (await page.locator("main").textContent()) ?? "";

/** Opens a list that is found by typing. It opens where its entry has the focus, and closes where somebody scrolls. */
export async function openList(page: Page, entry: Locator): Promise<void> {
  await entry.scrollIntoViewIfNeeded();
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
  await entry.click();
}

/** Sends what is written. Returns the place of its page. */
export async function send(page: Page): Promise<string> {
  await page.getByText("The recipient's gateway will accept this").waitFor();
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.getByRole("heading", { name: "Sent", exact: true }).waitFor();
  return hrefOf(page, "Show the message");
}

/** Where a link leads, once it is there. */
export async function hrefOf(page: Page, name: string): Promise<string> {
  const href = await page.getByRole("link", { name }).getAttribute("href");
  if (href === null) throw new Error(`${name} leads nowhere`);
  return href;
}
