import type { Locator, Page } from "playwright-core";
import { describe, expect } from "vitest";
import { goTo, it, untilShown } from "./harness.ts";
import { useWorld } from "./use-world.ts";

describe("signing in", () => {
  it("leads to the provider, back to the page that was asked for, and out again", async ({
    desk,
  }) => {
    const page = await desk.openPage("NGO-C", { path: "/outbox" });
    await allowProvider(desk);
    await signInHere(page, "Mira");
    await untilShown(page);
    expect(new URL(page.url()).pathname).toBe("/outbox");
    await page.getByText("mira, caseworker").waitFor();

    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("link", { name: "Sign in" }).waitFor();
    await page.goBack();
    await page.getByRole("link", { name: "Sign in" }).waitFor();
    expect(await page.locator(".long-list").count()).toBe(0);
  });

  it("leaves nothing on a page that the browser may keep whole, and bring back", async ({
    desk,
  }) => {
    const page = await desk.signIn("NGO-C", "mira", { path: "/outbox" });
    await page.locator(".long-list").waitFor();
    desk.allow(SIGNED_OUT);
    await page.evaluate(() => {
      addEventListener("pagehide", () => {
        const { length } = document.querySelectorAll("h1, .long-list");
        sessionStorage.setItem("left", String(length));
      });
    });
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("link", { name: "Sign in" }).waitFor();
    expect(await page.evaluate(() => sessionStorage.getItem("left"))).toBe("0");
  });

  it("is looked at again on a page that the browser brings back", async ({ desk }) => {
    const page = await desk.signIn("NGO-C", "mira", { path: "/outbox" });
    await page.locator(".long-list").waitFor();
    // As somebody who signs out in another tab. Browsers under test keep no page.
    await page.context().clearCookies();
    desk.allow(SIGNED_OUT);
    await page.evaluate(() => {
      dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
    });
    await page.getByRole("alertdialog", { name: "Your session has ended" }).waitFor();
  });

  it("works in two windows at once, each comes back to its own page", async ({ desk }) => {
    const first = await desk.openPage("NGO-C", { path: "/outbox" });
    await allowProvider(desk);
    const second = await first.context().newPage();
    await goTo(second, "/inbox");
    const windows = [first, second];
    for (const page of windows) await page.getByRole("link", { name: "Sign in" }).click();
    for (const page of windows) await page.getByRole("button", { name: /^Mira/ }).waitFor();
    for (const page of windows) {
      await page.getByRole("button", { name: /^Mira/ }).click();
      await untilShown(page);
    }
    expect(windows.map((page) => new URL(page.url()).pathname)).toEqual(["/outbox", "/inbox"]);
  });
});

describe("covering the screen", () => {
  it("hides all and ends the session, at a press of a button", async ({ desk }) => {
    const page = await desk.signIn("NGO-C", "mira");
    desk.allow(SIGNED_OUT);
    await page.getByRole("button", { name: "Cover the screen" }).click();
    await expectCovered(page, "Covered");
  });

  it("happens by itself after ten minutes of absence, and not before", async ({ desk }) => {
    const page = await desk.signIn("NGO-C", "mira", { prepare: ({ clock }) => clock.install() });
    desk.allow(SIGNED_OUT);
    await page.clock.fastForward("09:30");
    await page.mouse.move(10, 10);
    await page.clock.fastForward("09:30");
    expect(await page.getByRole("alertdialog").count()).toBe(0);
    await page.clock.fastForward("00:40");
    await expectCovered(page, "Covered");
  });
});

describe("a session that ends in mid-work", () => {
  it("keeps what was typed for the same person, who signs in again in another tab", async ({
    desk,
  }) => {
    const page = await desk.signIn("NGO-B", "mira", { path: "/compose" });
    desk.allow(SIGNED_OUT);
    await allowProvider(desk);
    await openCase(page);
    const phone = await phoneOf(page);
    await phone.fill(TYPED);

    const other = await page.context().newPage();
    await goTo(other, "/inbox");
    await other.getByRole("button", { name: "Sign out" }).click();
    await other.getByRole("link", { name: "Sign in" }).waitFor();
    // The next preview is refused.
    await phone.press("End");
    await phone.pressSequentially("8");
    await page.getByRole("alertdialog").getByText("Your session has ended").waitFor();

    const [tab] = await Promise.all([
      page.waitForEvent("popup"),
      page.getByRole("link", { name: "Sign in again" }).click(),
    ]);
    await tab.getByRole("button", { name: /Mira/ }).click();
    await untilShown(tab);
    await page.getByRole("button", { name: "I have signed in" }).click();
    await page.getByRole("alertdialog").waitFor({ state: "detached" });
    expect(await phone.inputValue()).toBe(`${TYPED}8`);
    // What will leave is worked out again, without a question.
    await page.getByText("What will leave is shown as of before").waitFor({ state: "detached" });
    expect(await page.locator(".notice[role=alert]").count()).toBe(0);
  });

  it("goes on in this tab with what the same person has begun in another one", async ({ desk }) => {
    const page = await desk.signIn("NGO-B", "mira", { path: "/compose" });
    await allowProvider(desk);
    // The first token is refused, and another one is taken.
    desk.allow({ answers: REFUSED_FIRST });
    await openCase(page);

    const other = await page.context().newPage();
    await other.goto("/session/sign-in?to=/inbox");
    await other.getByRole("button", { name: /Mira/ }).click();
    await untilShown(other);
    const keeping = page.waitForResponse(
      (one) => one.url().endsWith("/v1/drafts") && one.status() === 201,
    );
    await page.getByRole("button", { name: "Keep as draft" }).click();
    await keeping;
    expect(await page.locator(".notice[role=alert]").count()).toBe(0);

    await other.goto("/session/sign-in?to=/inbox");
    await other.getByRole("button", { name: /Mira/ }).click();
    await untilShown(other);
    await page.getByRole("button", { name: "Cover the screen" }).click();
    await expectCovered(page, "Covered");
  });

  it("shows nothing of one person to another", async ({ desk }) => {
    const page = await desk.signIn("NGO-B", "mira", { path: "/compose" });
    desk.allow(SIGNED_OUT);
    await allowProvider(desk);
    await openCase(page);
    await (await phoneOf(page)).fill(TYPED);
    await page.getByRole("button", { name: "Cover the screen" }).click();
    await expectCovered(page, "Covered");

    const [tab] = await Promise.all([
      page.waitForEvent("popup"),
      page.getByRole("link", { name: "Sign in again" }).click(),
    ]);
    await tab.getByRole("button", { name: /Tomas/ }).click();
    await untilShown(tab);
    page.on("dialog", (dialog) => void dialog.accept());
    await page.getByRole("button", { name: "I have signed in" }).click();
    await page.getByText("tomas, caseworker, approver").waitFor();
    expect(await page.content()).not.toContain(TYPED);
  });
});

/** Goes from the page of somebody who has not signed in through the provider. */
async function signInHere(page: Page, person: string): Promise<void> {
  await page.getByRole("link", { name: "Sign in" }).click();
  await page.getByRole("button", { name: new RegExp(`^${person}`) }).click();
}

async function allowProvider({ allow }: { allow: (allowed: object) => void }): Promise<void> {
  const { exchange } = await useWorld();
  allow({ origins: Object.values(exchange.provider.issuers) });
}

/** Opens a case as the case system of NGO-B hands it over. */
async function openCase(page: Page): Promise<void> {
  const [chooser] = await Promise.all([
    page.waitForEvent("filechooser"),
    page.getByRole("button", { name: "Open a case from a file" }).click(),
  ]);
  await chooser.setFiles(
    new URL("../../../exchange/data/s19-2.draft.json", import.meta.url).pathname,
  );
  await page.locator(".case-leaves .tag").first().waitFor();
}

async function expectCovered(page: Page, title: string): Promise<void> {
  await page.getByRole("alertdialog", { name: title }).waitFor();
  expect(await page.locator(".shell").isVisible()).toBe(false);
  // Nothing of the page is there for a screen reader either.
  expect(await page.getByRole("heading", { level: 1 }).count()).toBe(0);
  const status = await page.evaluate(async () => (await fetch("/v1/me")).status);
  expect(status).toBe(401);
}

const REFUSED_FIRST = [
  { status: 403, path: "/v1/" },
  { status: 403, path: "/session/sign-out" },
  // Until the provider has answered, nobody has signed in: what the page asks then is refused, such as after news of another test.
  { status: 401, path: "/v1/" },
];
const SIGNED_OUT = { answers: [{ status: 401, path: "/v1/" }] };
/** Opens the value for writing. */
async function phoneOf(page: Page): Promise<Locator> {
  await page.getByRole("button", { name: "Change: Telephone number" }).click();
  return page.getByRole("textbox", { name: "Telephone number" });
}

const TYPED = "+15550100177";
