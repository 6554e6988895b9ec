import { findAxeFaults, findOverflow } from "@safepassage/testing/page-checks";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { goTo, it, PHONE } from "./harness.ts";
import { isInSight } from "./in-sight.ts";
import { choose, readFor, textOf } from "./message-desk.ts";
import { seedAccepted, seedConsented } from "./seeds.ts";
import { useRun } from "./use-run.ts";
import { useWorld } from "./use-world.ts";

it("withdraws a consent, and shows the content destroyed on both sides", async ({ desk }) => {
  const { digest } = await seedAccepted(await useRun());
  const path = `/messages/${digest}`;
  const there = await desk.signIn("NGO-C", "mira", { path });
  await readFor(there, "I work on this case");
  expect(await textOf(there)).toContain("Counselling");

  const here = await desk.signIn("NGO-B", "mira", { path });
  await here.getByRole("button", { name: "Withdraw the consent" }).click();
  const dialog = here.getByRole("dialog");
  await dialog.getByText("ngo-c.test must destroy the message").waitFor();
  const reference = dialog.getByRole("textbox", { name: "Reference of the consent" });
  expect(await reference.isVisible()).toBe(false);
  expect(await findAxeFaults(here)).toEqual([]);
  await here.evaluate(watchContradiction);
  await dialog.getByRole("button", { name: "Withdraw and have it erased" }).click();

  const outcome = here.locator("[data-outcome=withdrawal]");
  await outcome.getByRole("link", { name: /^Erasure certificate/ }).waitFor();
  await here.getByText("The recipient has certified that it destroyed the content").waitFor();
  expect(await here.evaluate(() => document.documentElement.dataset["contradicts"])).toBe("no");
  expect(await outcome.getByRole("link", { name: /^Withdrawal of consent/ }).count()).toBe(1);
  const related = here.locator(".related");
  await related.getByRole("link", { name: /^Withdrawal of consent/ }).waitFor();
  expect(await related.getByRole("link", { name: /^Correction/ }).count()).toBe(0);
  await here.setViewportSize(PHONE);
  expect(await findOverflow(here)).toEqual([]);
  const [recipient, request] = await outcome.locator("tbody td").all();
  expect((await recipient?.boundingBox())?.width).toBe((await request?.boundingBox())?.width);
  expect(await textOf(here)).toContain("The content is erased");
  expect(await here.getByRole("button", { name: "Withdraw the consent" }).count()).toBe(0);

  // The recipient had it on the screen: it goes from there too.
  await there.getByText("The content was erased while you read it").waitFor();
  expect(await there.content()).not.toContain("Counselling");
  const cause = there.getByText("It was erased because its sender asked for that.");
  await cause.getByRole("link", { name: /^Withdrawal of consent/ }).waitFor();
  const received = await cause.getByRole("link").getAttribute("href");
  await goTo(there, "/inbox");
  expect(await kindIn(there, received)).toBe("Withdrawal of consent");
  await goTo(here, "/outbox");
  expect(await kindIn(here, received)).toBe("Withdrawal of consent");
});

it("asks for a consent only where there is a choice, and confirms in sight on a phone", async ({
  desk,
}) => {
  const { standing } = await useWorld();
  const path = `/messages/${standing.accepted}`;
  const page = await desk.signIn("NGO-B", "mira", { path });
  await page.setViewportSize(PHONE);
  const { promise: shown, resolve: show } = Promise.withResolvers<void>();
  await page.route("**/v1/withdrawals/preview", async (route) => {
    await shown;
    await route.continue();
  });
  await page.getByRole("button", { name: "Withdraw the consent" }).click();
  const dialog = page.getByRole("dialog");
  const confirm = dialog.getByRole("button", { name: "Withdraw and have it erased" });
  await confirm.waitFor();
  expect(await isInSight(confirm)).toBe(true);
  // What it destroys is seen first.
  expect(await confirm.isEnabled()).toBe(false);
  show();
  await dialog.getByText("1 message at ngo-c.test").waitFor();
  expect(await confirm.isEnabled()).toBe(true);
  expect(await isInSight(dialog.getByRole("button", { name: "Cancel" }))).toBe(true);

  // Not read yet: nothing tells how many consents it rests on.
  const reference = dialog.getByRole("textbox", { name: "Reference of the consent" });
  const several = dialog.getByRole("button", { name: "If the message rests on several consents" });
  await several.click();
  await reference.waitFor();
  // Each look-up is recorded: the letters of a reference are not.
  desk.allow({ answers: [{ status: 409, path: "/v1/withdrawals/preview" }] });
  const lookedUp: (string | undefined)[] = [];
  page.on("request", (request) => {
    if (request.url().endsWith("/preview")) lookedUp.push(request.postDataJSON().consentRef);
  });
  await reference.pressSequentially("consent-17", { delay: 40 });
  expect(await confirm.isEnabled()).toBe(false);
  // Tab reaches the button, though it cannot be pressed yet.
  await page.keyboard.press("Tab");
  expect(await confirm.evaluate((button) => button === document.activeElement)).toBe(true);
  await page.keyboard.press("Enter");
  await dialog.getByRole("alert").waitFor();
  await reference.clear();
  await expect.poll(() => confirm.isEnabled()).toBe(true);
  expect(lookedUp).toEqual(["consent-17", undefined]);
  await several.click();
  expect(await reference.isVisible()).toBe(false);
  await dialog.getByRole("button", { name: "Cancel" }).click();

  // It was read, and rests on one.
  await readFor(page, "I work on this case");
  await page.getByRole("button", { name: "Withdraw the consent" }).click();
  await confirm.waitFor();
  expect(await reference.count()).toBe(0);
});

it("withdraws a consent from all that was sent on it", async ({ desk }) => {
  const run = await useRun();
  const seed = () => seedConsented(run, "2026-01-02T03:04:05Z");
  const [first, second] = [await seed(), await seed()];
  const page = await desk.signIn("NGO-B", "mira", { path: `/messages/${first.digest}` });
  await page.getByRole("button", { name: "Withdraw the consent" }).click();
  const dialog = page.getByRole("dialog");
  const everything = "Everything that was sent on the same consent, to whomever";
  await page.evaluate(watchSaid);
  await choose(page, "What is withdrawn", everything);
  await dialog.getByText("Every agency that got something on this consent").waitFor();
  await dialog.getByText("2 messages are destroyed.").waitFor();
  await dialog.getByText("2 messages at ngo-c.test").waitFor();
  // A screen reader says it.
  const said = await page.evaluate(() => document.documentElement.dataset["said"]);
  expect(said).toContain("2 messages are destroyed.");
  await dialog.getByRole("button", { name: "Withdraw and have it erased" }).click();
  const outcome = page.locator("[data-outcome=withdrawal]");
  await outcome
    .getByRole("link", { name: /^Withdrawal of consent/ })
    .first()
    .waitFor();
  await goTo(page, `/messages/${second.digest}`);
  await page.getByText("The recipient has certified that it destroyed the content").waitFor();
});

it("says of an agency that cannot be asked that a person has to tell it", async ({ desk }) => {
  const { standing } = await useWorld();
  // The demo has one registry for all tests, so the answer of the gateway is changed on its way.
  const page = await desk.signIn("NGO-B", "mira", { path: `/messages/${standing.accepted}` });
  await page.route("**/v1/withdrawals/preview", async (route) => {
    const answer = await route.fetch();
    const { recipients, ...rest } = await answer.json();
    const json = { ...rest, recipients: [], untold: recipients };
    await route.fulfill({ response: answer, json });
  });
  await page.getByRole("button", { name: "Withdraw the consent" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("ngo-c.test may hold 1 message, and cannot be asked").waitFor();
  expect(await dialog.textContent()).not.toContain("ngo-c.test must destroy the message");
  expect(await findAxeFaults(page)).toEqual([]);
  await page.setViewportSize(PHONE);
  expect(await findOverflow(page)).toEqual([]);
});

/** What a list calls a message. */
const kindIn = (page: Page, href: string | null): Promise<string | null> =>
  page.locator(`a[href="${href}"] strong`).textContent();

/** Notes whether the page ever says at once that a certificate has come and that none has. */
function watchContradiction(): void {
  const { dataset } = document.documentElement;
  dataset["contradicts"] = "no";
  new MutationObserver(() => {
    const text = document.querySelector("main")?.textContent ?? "";
    const hasCome = text.includes("has certified that it destroyed");
    if (hasCome && text.includes("not yet certified")) dataset["contradicts"] = "yes";
  }).observe(document.body, { childList: true, characterData: true, subtree: true });
}

/** Notes what is put into a part of the page whose news screen readers say. */
function watchSaid(): void {
  const { dataset } = document.documentElement;
  dataset["said"] = "";
  new MutationObserver((changes) => {
    for (const { target, addedNodes } of changes) {
      const { parentElement } = target;
      const element = target instanceof Element ? target : parentElement;
      if (element?.closest("[aria-live=polite], [role=status]") == null) continue;
      for (const { textContent } of addedNodes) dataset["said"] += `${textContent} `;
    }
  }).observe(document.body, { childList: true, subtree: true });
}
