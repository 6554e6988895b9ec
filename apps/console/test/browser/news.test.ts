import { prepareCase } from "@safepassage/exchange/play/prepared";
import { expect } from "vitest";
import { DEAF, goTo, it } from "./harness.ts";
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

it("what a recipient has decided is asked for, where news of it has not come", async ({ desk }) => {
  const { digest } = await seedAccepted(await useRun());
  desk.allow({ away: true });
  let asked = 0;
  const page = await desk.signIn("NGO-B", "mira", {
    path: `/sent/${digest}`,
    async prepare(empty) {
      await DEAF.prepare?.(empty);
      await empty.route(`**/v1/messages/${digest}`, async (route) => {
        asked += 1;
        const response = await route.fetch();
        const { verdict: _, ...message } = (await response.json()) as { readonly verdict: string };
        if (asked > 1) await route.fulfill({ response });
        else await route.fulfill({ json: { ...message, state: "delivered" } });
      });
    },
  });
  await page.getByText("ngo-c.test has not decided yet").waitFor();
  await page.getByText("ngo-c.test has accepted it and signed a receipt").waitFor();
});
