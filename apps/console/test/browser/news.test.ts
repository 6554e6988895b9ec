import { prepareCase } from "@safepassage/exchange/play/prepared";
import { expect } from "vitest";
import { goTo, it } from "./harness.ts";
import { seedAccepted } from "./seeds.ts";
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

it("asks again for what came after the tab that followed the gateway was closed, and before another one did", async ({
  desk,
}) => {
  const run = await useRun();
  const page = await desk.signIn("NGO-C", "mira", { path: "/inbox" });
  desk.allow({ away: true });
  const other = await page.context().newPage();
  await other.route("**/v1/events*", (route) => route.abort("connectionfailed"));
  await goTo(other, "/inbox");
  await other.locator(".long-list-row").first().waitFor();
  const asked = other.waitForRequest("**/v1/events*");
  await page.close();
  await asked;
  const { digest } = await seedAccepted(run);
  const row = other.locator(`.long-list a[href="/messages/${digest}"]`);
  expect(await row.count()).toBe(0);
  await other.unroute("**/v1/events*");
  await row.waitFor();
});
