import { expect } from "vitest";
import { it } from "./harness.ts";

it("opens the inbox of whoever has signed in", async ({ desk }) => {
  const page = await desk.signIn("NGO-C", "mira");
  expect(await page.locator("h1").textContent()).toBe("Inbox");
  expect(await page.locator(".long-list-row").count()).toBeGreaterThan(0);
});
