import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { type Desk, it } from "./harness.ts";
import { allowRestart, signInAgain } from "./restarts.ts";
import { seedWaiting } from "./seeds.ts";
import { useRun } from "./use-run.ts";

describe("a kept draft", () => {
  it("that was changed without a network is kept by itself once it is back", async ({ desk }) => {
    const page = await openDraft(desk);
    desk.allow({ away: true });
    await page.context().setOffline(true);
    await dropInterpreter(page);
    await page.getByRole("alert").getByText("The gateway does not answer").first().waitFor();
    const kept = untilKept(page);
    await page.context().setOffline(false);
    expect((await kept).status()).toBe(200);
    await expect.poll(() => page.locator(".notice[role=alert]").count()).toBe(0);
  });

  it("that was changed after the session had ended is kept once somebody has signed in again", async ({
    desk,
  }) => {
    const page = await openDraft(desk);
    await allowRestart(desk);
    await page.context().clearCookies();
    await dropInterpreter(page);
    await page.getByRole("alertdialog", { name: "Your session has ended" }).waitFor();
    // What an API says to a program is of no use to a person.
    expect(await page.content()).not.toContain("token");
    const kept = untilKept(page);
    await signInAgain(page, "Mira");
    expect((await kept).status()).toBe(200);
    await expect.poll(() => page.locator(".notice[role=alert]").count()).toBe(0);
  });
});

async function openDraft(desk: Desk): Promise<Page> {
  const id = await seedWaiting(await useRun());
  const page = await desk.signIn("NGO-B", "mira", { path: `/drafts/${id}` });
  await page.locator(".case-leaves .tag").first().waitFor();
  return page;
}

const dropInterpreter = (page: Page): Promise<void> =>
  page.getByRole("button", { name: "Remove this value: Interpreter needed" }).click();

const untilKept = (page: Page) =>
  page.waitForResponse(
    (one) => one.request().method() === "PUT" && one.url().includes("/v1/drafts/") && one.ok(),
  );
