import type { Page, Route } from "playwright-core";
import { expect } from "vitest";
import { it } from "./harness.ts";
import { isInSight } from "./in-sight.ts";

it("a long list that cannot be fetched to its end says so there, and asks again only when somebody wants it", async ({
  desk,
}) => {
  desk.allow({ answers: [{ status: 429, path: "/v1/inbox" }] });
  let refused = 0;
  const page = await desk.signIn("NGO-C", "mira", {
    path: "/requests",
    async prepare(page) {
      await page.route("**/v1/inbox?limit=100**", async (route) => {
        if (!isNext(route)) return route.fulfill({ json: pageOf(100, INBOX) });
        refused += 1;
        return route.fulfill({ status: 429, json: { code: "API_BUSY", title: "busy" } });
      });
    },
  });
  await page.getByRole("link", { name: "Inbox" }).click();
  await page.locator(".long-list-row").first().waitFor();
  await toEnd(page);
  const again = page.getByRole("button", { name: "Try again" });
  await again.waitFor();
  await toEnd(page);
  await expect.poll(() => isInSight(again)).toBe(true);
  await untilIdle(page);
  const before = refused;
  await untilIdle(page);
  expect(refused).toBe(before);
  expect(await page.locator("main .loading").count()).toBe(0);
  await again.click();
  await expect.poll(() => refused).toBe(before + 1);
});

it("a table whose next entries do not come says so where somebody has asked for them", async ({
  desk,
}) => {
  desk.allow({ answers: [{ status: 503, path: "/v1/refusals" }] });
  const page = await desk.signIn("NGO-C", "olek", {
    path: "/refusals",
    async prepare(page) {
      await page.route("**/v1/refusals?**", (route) =>
        isNext(route)
          ? route.fulfill({ status: 503, json: { title: "away" } })
          : route.fulfill({ json: pageOf(50, REFUSAL) }),
      );
    },
  });
  await page.getByRole("button", { name: "Show older ones" }).click();
  const told = page.locator(".notice[role=alert]");
  await told.waitFor();
  expect(await told.count()).toBe(1);
  await expect.poll(() => isInSight(told)).toBe(true);
});

const isNext = (route: Route): boolean => route.request().url().includes("cursor=");

const pageOf = (count: number, entry: object) => ({
  entries: Array.from({ length: count }, (_, index) => ({
    ...entry,
    digest: String(index).padStart(43, "0"),
  })),
  next: "more",
});

const toEnd = (page: Page): Promise<void> =>
  page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));

/** Waits while the page could ask a hundred times. */
async function untilIdle(page: Page): Promise<void> {
  for (let turns = 0; turns < 60; turns += 1) {
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
  }
}

const INBOX = {
  ...{ id: "c3e7a43b-b8c2-49af-a4ec-849f70778f05", messageType: "referral" },
  ...{ purpose: "ASSISTANCE_REFERRAL", eraseBy: "2099-12-24", sender: "https://ngo-b.test" },
  ...{ state: "accepted", receivedAt: "2026-11-24T09:02:00Z" },
};
const REFUSAL = {
  ...{ at: "2026-11-24T09:02:00Z", sealed: "S".repeat(43), code: "rejected", rules: ["R36"] },
};
