import { findAxeFaults } from "@safepassage/testing/page-checks";
import { expect } from "vitest";
import { it, PHONE } from "./harness.ts";
import { seedAccepted } from "./seeds.ts";
import { useRun } from "./use-run.ts";

it("a message that came while others had its key says so, before it is read", async ({ desk }) => {
  const { digest } = await seedAccepted(await useRun());
  // The demo has one registry for all tests, so the answer of the gateway is changed on its way.
  const page = await desk.signIn("NGO-C", "mira", { path: "/inbox", size: PHONE });
  let keyStolenSince = "2026-01-01T00:00:00Z";
  await page.route(`**/v1/messages/${digest}`, async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, json: { ...(await answer.json()), keyStolenSince } });
  });
  await page.goto(new URL(`/messages/${digest}`, page.url()).href);
  const notice = page.locator(".notice", { hasText: "Somebody else may have written this" });
  await notice.waitFor();
  expect(await notice.textContent()).toContain("Call ngo-b.test by a number that you know");
  expect(await findAxeFaults(page)).toEqual([]);
  keyStolenSince = "2999-01-01T00:00:00Z";
  await page.reload();
  await page.getByText("The key that signed this was stolen after it came").waitFor();
  expect(await findAxeFaults(page)).toEqual([]);
});
