import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { openCase } from "./compose-case.ts";
import { type Desk, goTo, it, untilShown } from "./harness.ts";
import { useWorld } from "./use-world.ts";

describe("an absence", () => {
  it("begins when nobody uses any tab: who works in one is not signed out by another", async ({
    desk,
  }) => {
    const page = await desk.signIn("NGO-C", "mira", { prepare: ({ clock }) => clock.install() });
    desk.allow(SIGNED_OUT);
    const other = await openTab(page);
    await page.clock.fastForward("09:30");
    await other.mouse.move(20, 20);
    await page.clock.fastForward("09:30");
    await other.mouse.move(30, 30);
    for (const tab of [page, other]) {
      expect(await tab.getByRole("alertdialog").count()).toBe(0);
      expect(await statusOf(tab)).toBe(200);
    }
    await page.clock.fastForward("10:10");
    for (const tab of [page, other]) await expectHidden(tab);
  });

  it("hides all that shows through where the session has ended before", async ({ desk }) => {
    const page = await desk.signIn("NGO-C", "mira", { prepare: ({ clock }) => clock.install() });
    desk.allow(SIGNED_OUT);
    await page.context().clearCookies();
    await page.clock.fastForward("01:10");
    await page.getByRole("alertdialog", { name: "Your session has ended" }).waitFor();
    await page.clock.fastForward("10:10");
    await expectHidden(page);
  });
});

describe("a page whose session has ended", () => {
  it("keeps nothing for another person who signs in here, and asks that one nothing", async ({
    desk,
  }) => {
    const page = await desk.signIn("NGO-B", "mira", { path: "/compose" });
    desk.allow(SIGNED_OUT);
    await allowProvider(desk);
    await openCase(page);
    await page.getByRole("button", { name: "Remove this entry" }).last().click();
    await page.context().clearCookies();
    await page.getByRole("button", { name: "Remove this entry" }).last().click();
    await page.getByRole("alertdialog", { name: "Your session has ended" }).waitFor();
    const asked: string[] = [];
    page.on("dialog", (dialog) => {
      asked.push(dialog.type());
      void dialog.dismiss();
    });
    const [tab] = await Promise.all([
      page.waitForEvent("popup"),
      page.getByRole("link", { name: "Sign in again" }).click(),
    ]);
    await tab.getByRole("button", { name: /Tomas/ }).click();
    await untilShown(tab);
    await page.getByRole("button", { name: "I have signed in" }).click();
    await page.getByText("tomas, caseworker, approver").waitFor();
    await expect.poll(() => new URL(page.url()).pathname).not.toBe("/compose");
    expect(asked).toEqual([]);
  });
});

describe("a sign-out that does not reach the gateway", () => {
  it("is said, hides all, and is done once the gateway answers", async ({ desk }) => {
    const page = await desk.signIn("NGO-C", "mira", { prepare: ({ clock }) => clock.install() });
    desk.allow({ ...SIGNED_OUT, away: true });
    await page.route("**/session/sign-out", (route) => route.abort("connectionfailed"));
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("alertdialog").getByText("You are still signed in").waitFor();
    await expectHidden(page);
    await page.getByRole("button", { name: "I have signed in" }).click();
    await page.clock.fastForward("01:10");
    await expectHidden(page);
    expect(await statusOf(page)).toBe(200);
    await page.unroute("**/session/sign-out");
    await page.clock.fastForward("00:10");
    await page.getByText("You are still signed in").waitFor({ state: "detached" });
    expect(await statusOf(page)).toBe(401);
    await expectHidden(page);
  });

  it("is said so too where somebody covers the screen", async ({ desk }) => {
    const page = await desk.signIn("NGO-C", "mira");
    desk.allow({ answers: [{ status: 503, path: "/session/sign-out" }] });
    await page.route("**/session/sign-out", (route) => route.fulfill({ status: 503 }));
    await page.getByRole("button", { name: "Cover the screen" }).click();
    const cover = page.getByRole("alertdialog", { name: "Covered" });
    await cover.getByText("You are still signed in").waitFor();
    expect(await cover.textContent()).not.toContain("nobody was at work");
  });
});

async function openTab(page: Page): Promise<Page> {
  const other = await page.context().newPage();
  await goTo(other, "/outbox");
  return other;
}

const statusOf = (page: Page): Promise<number> =>
  page.evaluate(async () => (await fetch("/v1/me")).status);

async function expectHidden(page: Page): Promise<void> {
  await page.getByRole("alertdialog", { name: "Covered" }).waitFor();
  expect(await page.locator(".shell").isVisible()).toBe(false);
}

async function allowProvider({ allow }: Pick<Desk, "allow">): Promise<void> {
  const { exchange } = await useWorld();
  allow({ origins: Object.values(exchange.provider.issuers) });
}

const SIGNED_OUT = { answers: [{ status: 401, path: "/v1/" }] };
