import { answerOf } from "@safepassage/client";
import { expect } from "vitest";
import { it } from "./harness.ts";
import { choose } from "./message-desk.ts";
import { clientOf, seedAccepted, seedOwed, seedTwoAnswers } from "./seeds.ts";
import { useRun } from "./use-run.ts";

it("a form that is closed while its request is under way opens again where that fails", async ({
  desk,
}) => {
  const { digest } = await seedAccepted(await useRun());
  const page = await desk.signIn("NGO-B", "mira", { path: `/messages/${digest}` });
  desk.allow({ away: true });
  const { promise: closed, resolve: close } = Promise.withResolvers<void>();
  await page.route("**/v1/messages", async (route) => {
    await closed;
    await route.abort("connectionfailed");
  });
  await page.getByRole("button", { name: "Recall", exact: true }).click();
  await choose(page, "Why", "Sent to the wrong recipient");
  const dialog = page.getByRole("dialog");
  const asking = page.waitForRequest("**/v1/messages");
  await dialog.getByRole("button", { name: "Recall and have it erased" }).click();
  await asking;
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  close();
  await dialog.getByRole("alert").getByText("The gateway does not answer").waitFor();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await dialog.waitFor({ state: "detached" });
  // Opened anew it says nothing of that.
  await page.getByRole("button", { name: "Recall", exact: true }).click();
  await dialog.waitFor();
  expect(await dialog.getByRole("alert").count()).toBe(0);
});

it("the time that is left for an answer is that of the gateway, and not of a machine whose clock is wrong", async ({
  desk,
}) => {
  const run = await useRun();
  const { digest } = await seedOwed(run);
  const mira = await clientOf(run, "Police-C", "mira");
  const { answerClock } = await answerOf(mira.v1.messages[":digest"].$get({ param: { digest } }));
  const hours = Math.floor(((answerClock?.secondsLeft ?? 0) - 120) / 3600);
  expect(hours).toBeGreaterThan(3);
  const page = await desk.signIn("Police-C", "mira", {
    path: `/messages/${digest}`,
    prepare: ({ clock }) => clock.setFixedTime(Date.now() + 3 * 3_600_000),
  });
  const timer = page.locator(".key-facts [role=timer]").first();
  await expect.poll(() => timer.textContent()).toContain(`${hours} hr`);
  await page.getByRole("link", { name: "Requests" }).click();
  const card = page.getByRole("listitem").filter({ has: page.locator(`a[href$="${digest}"]`) });
  await expect.poll(() => card.getByRole("timer").textContent()).toContain(`${hours} hr`);
});

it("an approver who presses twice approves once", async ({ desk }) => {
  const run = await useRun();
  const [id] = await seedTwoAnswers(run);
  const page = await desk.signIn("NGO-C", "tomas", { path: `/approvals/${id}` });
  await page.getByRole("button", { name: "Read the draft" }).click();
  const approve = page.getByRole("button", { name: "Approve exactly this" });
  await approve.waitFor();
  const { promise: pressed, resolve: press } = Promise.withResolvers<void>();
  let approvals = 0;
  page.on("request", (one) => {
    if (one.url().endsWith(`/v1/drafts/${id}/approval`)) approvals += 1;
  });
  await page.route(/\/v1\/messages\/[\w-]{43}$/, async (route) => {
    await pressed;
    await route.continue();
  });
  const asking = page.waitForRequest(/\/v1\/messages\/[\w-]{43}$/);
  await approve.click();
  await asking;
  await approve.click({ force: true });
  press();
  await page.getByText("You have approved exactly what you saw").waitFor();
  expect(approvals).toBe(1);
});
