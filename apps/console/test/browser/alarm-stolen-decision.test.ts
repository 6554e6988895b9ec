import { findAxeFaults } from "@safepassage/testing/page-checks";
import { expect } from "vitest";
import { it, PHONE } from "./harness.ts";

const ENTRY = {
  event: "decisionKeyStolen",
  at: "2026-11-24T09:02:00Z",
  ref: "x".repeat(43),
  code: "https://court-b.test",
  other: "https://ngo-b.test",
  says: "said by the gateway",
  act: "said by the gateway",
};

it("an alarm about a decision under a stolen key names whose key it was", async ({ desk }) => {
  const page = await desk.signIn("NGO-C", "ines", { path: "/inbox", size: PHONE });
  // The demo has one registry for all tests, so the answer of the gateway is changed on its way.
  await page.route("**/v1/alarms?*", async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, json: { entries: [ENTRY] } });
  });
  await page.goto(new URL("/alarms", page.url()).href);
  const told = page.getByText("Others have had the signing key of court-b.test");
  await told.waitFor();
  await page.getByText("Call court-b.test by a number that you know").waitFor();
  expect(await page.getByText("Code:").count()).toBe(0);
  expect(await findAxeFaults(page)).toEqual([]);
});
