import { expect } from "vitest";
import { it, untilShown } from "./harness.ts";
import { textOf } from "./message-desk.ts";
import { seedAccepted } from "./seeds.ts";
import { useRun } from "./use-run.ts";
import { useWorld } from "./use-world.ts";

it("finds a message by the number that somebody linked it with, which stays out of the address", async ({
  desk,
}) => {
  const number = `CASE-${crypto.randomUUID()}`;
  const { digest } = await seedAccepted(await useRun());
  const page = await desk.signIn("NGO-C", "mira", { path: `/messages/${digest}` });
  await page.getByRole("button", { name: "Link with your case" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Your number of the case").fill(number);
  await dialog.getByRole("button", { name: "Link", exact: true }).click();
  await dialog.getByText("You find this message by these numbers now").waitFor();
  await dialog.getByRole("button", { name: "Close" }).click();

  await page.getByRole("link", { name: "Find" }).click();
  await untilShown(page);
  await page.getByLabel("Your number").fill(number);
  await page.keyboard.press("Enter");
  await page.getByText("1 message found").waitFor();
  expect(page.url()).not.toContain(number);
  await page.getByRole("link", { name: "Referral" }).click();
  await page.waitForURL(`**/messages/${digest}`);
});

it("says that no message carries a number", async ({ desk }) => {
  const page = await desk.signIn("NGO-C", "mira", { path: "/search" });
  await page.getByLabel("Your number").fill("no-such-number");
  await page.getByRole("button", { name: "Find", exact: true }).click();
  await page.getByText("No message carries this number").waitFor();
});

it("lists the answers that an agency owes, with the time left and the way to answer", async ({
  desk,
}) => {
  const { standing } = await useWorld();
  const page = await desk.signIn("Police-C", "mira", { path: "/requests" });
  const card = page.locator(".request", {
    has: page.locator(`a[href="/messages/${standing.owed}"]`),
  });
  expect(await card.textContent()).toContain("You owe the answer");
  expect(await card.getByRole("timer").textContent()).toMatch(/left$/);
  const answer = await card.getByRole("link", { name: "Answer", exact: true }).getAttribute("href");
  expect(answer).toBe(`/compose?reply=${standing.owed}&type=response`);
});

it("lists the answers that an agency waits for, without a way to answer", async ({ desk }) => {
  const { standing } = await useWorld();
  const page = await desk.signIn("Police-B", "mira", { path: "/requests" });
  const card = page.locator(".request", {
    has: page.locator(`a[href="/messages/${standing.owed}"]`),
  });
  expect(await card.textContent()).toContain("You wait for the answer");
  expect(await card.getByRole("link", { name: "Answer", exact: true }).count()).toBe(0);
  expect(await textOf(page)).not.toContain("overdue");
});
