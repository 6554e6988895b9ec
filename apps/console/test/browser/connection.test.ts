import { answerOf } from "@safepassage/client";
import { prepareDraft } from "@safepassage/exchange/play/prepared";
import type { Locator, Page } from "playwright-core";
import { describe, expect } from "vitest";
import { it } from "./harness.ts";
import { allowRestart, signInAgain, useRestarts } from "./restarts.ts";
import { clientOf } from "./seeds.ts";
import { useRun } from "./use-run.ts";

describe("a lost connection", () => {
  it("is said with what to do, and pages go on once it is back", async ({ desk }) => {
    const page = await desk.signIn("NGO-B", "mira", { path: "/outbox" });
    desk.allow({ away: true });
    await page.context().setOffline(true);
    await chooseState(page, "delivered");
    await page.getByRole("alert").getByText("The gateway does not answer").waitFor();
    // The menu and the work stay: nobody is asked to sign in because a network is away.
    expect(await page.getByRole("alertdialog").count()).toBe(0);
    expect(await page.getByRole("button", { name: "Try again" }).count()).toBe(1);
    await page.context().setOffline(false);
    // It asks again by itself.
    await page.getByText("Nothing matches these filters").waitFor();
    expect(await page.locator(".notice[role=alert]").count()).toBe(0);
  });

  it("keeps a page from being loaded, and says so", async ({ desk }) => {
    const page = await desk.signIn("NGO-B", "mira", { path: "/outbox" });
    desk.allow({ away: true });
    await page.context().setOffline(true);
    await page.getByRole("link", { name: "New message" }).click();
    await page.getByRole("heading", { level: 1, name: "This page has failed" }).waitFor();
    await page.getByRole("alert").getByText("The gateway does not answer").waitFor();
    await page.context().setOffline(false);
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("heading", { level: 1, name: "New message" }).waitFor();
  });

  it("does not make a page say that a message was sent", async ({ desk }) => {
    desk.allow({ away: true });
    const page = await desk.signIn("NGO-B", "mira", {
      path: `/sent/${"A".repeat(43)}`,
      async prepare(page) {
        await page.route("**/v1/messages/**", (route) => route.abort("connectionfailed"));
      },
    });
    await page.getByRole("alert").getByText("The gateway does not answer").waitFor();
    expect(await page.getByRole("heading", { name: "Sent" }).count()).toBe(0);
  });
});

describe("a gateway that is restarted", () => {
  const gateway = useRestarts(STOPPED);

  it("leaves the page as it is, and goes on after signing in again", async ({ desk }) => {
    const page = await desk.signIn(STOPPED, "mira");
    await allowRestart(desk);
    await gateway.stop();
    await chooseState(page, "accepted here");
    await page.getByRole("alert").getByText("The gateway does not answer").waitFor();

    await gateway.start();
    await page.getByRole("button", { name: "Try again" }).click();
    await signInAgain(page, "Mira");
    await page.getByText("Nothing matches these filters").waitFor();
    expect(await page.locator(".notice[role=alert]").count()).toBe(0);
  });

  it.for([
    { when: "before it has the message", isReceived: false, isKept: false },
    { when: "after it has taken the message", isReceived: true, isKept: false },
    {
      when: "after it has taken a message that was kept as a draft",
      isReceived: true,
      isKept: true,
    },
  ])("$when, sends once what was written", async ({ isReceived, isKept }, { desk }) => {
    const before = await sentBy(STOPPED);
    const page = await desk.signIn(STOPPED, "mira", { path: "/compose" });
    await allowRestart(desk);
    const typed = await compose(page);
    if (isKept) {
      const keeping = page.waitForResponse(
        (one) => one.request().method() === "POST" && one.url().endsWith("/v1/drafts"),
      );
      await page.getByRole("button", { name: "Keep as draft" }).click();
      await keeping;
    }
    await page.route(
      /\/v1\/(messages|drafts\/[^/]+\/submission)(\?.*)?$/,
      async (route) => {
        if (isReceived) await route.fetch();
        await gateway.stop();
        await route.continue();
      },
      { times: 1 },
    );
    const send = page.getByRole("button", { name: "Send", exact: true });
    await send.click();
    const alert = page.getByRole("alert").filter({ hasText: "The gateway does not answer" });
    await alert.waitFor();
    expect(await alert.textContent()).toContain("this page does not know whether it was done");
    expect(await alert.textContent()).not.toContain("nothing was sent");

    await gateway.start();
    await send.click();
    await signInAgain(page, "Mira");
    expect(await typed.inputValue()).toBe(TYPED);
    await page.getByText("Your session had ended. Press Send again").waitFor();
    await send.click();
    await page.getByRole("heading", { name: "Sent", exact: true }).waitFor();
    const href = await page.getByRole("link", { name: "Show the message" }).getAttribute("href");
    const after = await sentBy(STOPPED);
    expect(after.filter((digest) => !before.includes(digest))).toEqual([href?.split("/").at(-1)]);
  });
});

/** Narrows a list, for which the page has to ask the gateway. */
async function chooseState(page: Page, name: string): Promise<void> {
  await page.getByLabel("State").selectOption({ label: name });
}

/** No other test looks at its pages. */
const STOPPED = "Prosecutor-B";

/** Opens an order for evidence out of a file, and changes a value in it. */
async function compose(page: Page): Promise<Locator> {
  const { officer: _, ...draft } = prepareDraft("s20-1", new Date()).draft;
  const buffer = Buffer.from(JSON.stringify(draft));
  const [chooser] = await Promise.all([
    page.waitForEvent("filechooser"),
    page.getByRole("button", { name: "Open a case from a file" }).click(),
  ]);
  await chooser.setFiles({ name: "case.json", mimeType: "application/json", buffer });
  await page.getByText("The recipient's gateway will accept this").waitFor();
  const row = page.getByRole("group", { name: "Identifier asked about" });
  await row.getByRole("button", { name: "Change: Identifier asked about" }).click();
  const typed = row.getByRole("textbox", { name: "User name" });
  await typed.fill(TYPED);
  await page.getByText(TYPED).waitFor();
  return typed;
}

/** Digests of all messages that an agency has sent. */
async function sentBy(agency: typeof STOPPED): Promise<readonly string[]> {
  const mira = await clientOf(await useRun(), agency, "mira");
  const { entries } = await answerOf(mira.v1.outbox.$get({ query: { limit: 100 } }));
  return entries.map(({ digest }) => digest);
}

const TYPED = "typed_by_mira";
