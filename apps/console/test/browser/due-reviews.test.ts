import { waitForDecision } from "@safepassage/exchange/local-client";
import { prepareCase } from "@safepassage/exchange/play/prepared";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { it } from "./harness.ts";
import { useRun } from "./use-run.ts";

it("lists what has to be reviewed by a day, and its page says so until somebody has", async ({
  desk,
}) => {
  const digest = await seedDue();
  const page = await desk.signIn("NGO-C", "mira", { path: "/requests" });
  const due = page.getByRole("list", { name: "Reviews that are due" });
  const card = due.getByRole("listitem").filter({ has: page.locator(`a[href="${at(digest)}"]`) });
  expect(await card.textContent()).toContain("Received from");
  expect(await card.textContent()).toContain("Review due by");
  expect(await card.getByRole("timer").textContent()).toMatch(/left$/);
  await card.getByRole("link", { name: "Show the message" }).click();
  await page.waitForURL(`**${at(digest)}`);
  const fact = page.getByRole("definition").filter({ has: page.getByRole("timer") });
  expect(await fact.textContent()).toMatch(/^by .* left$/);
  expect(await page.locator(".key-facts").textContent()).toContain("Review due");

  await page.getByRole("button", { name: "Keep or erase" }).click();
  await page.getByRole("button", { name: "Decision", exact: true }).click();
  await page.getByRole("option", { name: "Keep it until the day that stands" }).click();
  await page.getByRole("button", { name: "Record the decision" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("The content is held until").waitFor();
  await dialog.getByRole("button", { name: "Close" }).click();
  await fact.waitFor({ state: "detached" });
  await page.getByRole("link", { name: "Requests" }).click();
  await card.waitFor({ state: "detached" });
});

it("says in words that the day of a review is over", async ({ desk }) => {
  const digest = await seedDue();
  const page = await desk.signIn("NGO-C", "mira", {
    path: at(digest),
    prepare: async (empty) => {
      await empty.route(`**/v1/messages/${digest}`, async (route) => {
        const response = await route.fetch();
        const message = (await response.json()) as object;
        const by = new Date(Date.now() - 2 * DAY_MS).toISOString().slice(0, "2026-11-24".length);
        await route.fulfill({ json: { ...message, review: { by, state: "overdue" } } });
      });
    },
  });
  expect(await page.getByRole("timer").textContent()).toMatch(/^overdue by/);
  expect(await page.locator(".key-facts").textContent()).toContain("Review due");
});

it("goes on with the first that is new, once more of them are shown", async ({ desk }) => {
  await seedDue();
  const prepare = async (empty: Page): Promise<void> => {
    // Two pages of one entry each.
    await empty.route("**/v1/reviews?*", async (route) => {
      const url = route.request().url();
      const response = await route.fetch({ url: url.replace(/&cursor=.*/, "") });
      const { entries } = (await response.json()) as { readonly entries: readonly object[] };
      const [entry] = entries;
      const json = url.includes("cursor=")
        ? { entries: [{ ...entry, digest: NEXT }] }
        : { entries: [entry], next: "more" };
      await route.fulfill({ json });
    });
  };
  const page = await desk.signIn("NGO-C", "mira", { path: "/requests", prepare });
  await page.getByRole("button", { name: "Show more" }).press("Enter");
  await page.waitForFunction(
    (place) => document.activeElement?.getAttribute("href") === place,
    at(NEXT),
  );
  expect(await page.getByRole("button", { name: "Show more" }).count()).toBe(0);
});

/** A referral from NGO-B that NGO-C has to review by tomorrow. Returns its digest. */
async function seedDue(): Promise<string> {
  const run = await useRun();
  const { draft } = await prepareCase("ngo-b", "s01-1", run.now);
  const by = new Date(run.now.getTime() + DAY_MS).toISOString().slice(0, "2026-11-24".length);
  const clear = { ...draft.clear, "env.retention.reviewBy": by };
  const { digest } = await run.submit("NGO-B", { ...draft, clear });
  await waitForDecision(run.clients["NGO-B"], digest);
  return digest;
}

const at = (digest: string): string => `/messages/${digest}`;
const NEXT = "N".repeat(43);
const DAY_MS = 86_400_000;
