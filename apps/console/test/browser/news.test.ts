import { prepareCase } from "@safepassage/exchange/play/prepared";
import { expect } from "vitest";
import { it } from "./harness.ts";
import { useRun } from "./use-run.ts";

it("shows what arrives without being loaded again, and counts in the title what nobody has seen", async ({
  desk,
}) => {
  const run = await useRun();
  const page = await desk.signIn("NRM-D", "mira", { path: "/inbox" });
  const other = await page.context().newPage();
  await other.goto("/inbox");
  await other.getByText("Nothing here yet").waitFor();
  // Chromium without a screen shows all its tabs: this one is told that it is hidden.
  await page.evaluate(() => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => true });
    document.dispatchEvent(new Event("visibilitychange"));
  });
  const { draft } = await prepareCase("police-d", "s02-1", run.now);
  await run.submit("Police-D", draft);

  // One tab follows the gateway, and tells the other.
  await page.locator(".long-list-row").waitFor();
  await other.locator(".long-list-row").waitFor();
  await expect.poll(() => page.title()).toBe("(1) Inbox · Safepassage");
  expect(await other.title()).toBe("Inbox · Safepassage");
  await page.evaluate(() => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => false });
    document.dispatchEvent(new Event("visibilitychange"));
  });
  await expect.poll(() => page.title()).toBe("Inbox · Safepassage");
});
