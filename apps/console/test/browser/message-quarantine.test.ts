import { answerOf } from "@safepassage/client";
import { expect } from "vitest";
import { it } from "./harness.ts";
import { openTab, readFor, textOf } from "./message-desk.ts";
import { clientOf, seedQuarantined } from "./seeds.ts";
import { useRun } from "./use-run.ts";

it("keeps what is in quarantine for its two roles, and tells a person of an emergency", async ({
  desk,
}) => {
  const run = await useRun();
  const digest = await seedQuarantined(run);
  const path = `/messages/${digest}`;
  const mira = await desk.signIn("Police-C", "mira", { path });
  expect(await textOf(mira)).toContain("The duty officer and the protection officer can read it.");
  expect(await mira.getByRole("button", { name: "Read", exact: true }).count()).toBe(0);

  const emergency = mira.getByRole("button", { name: "Read it in an emergency" });
  expect(await emergency.isDisabled()).toBe(true);
  await mira.getByText("Somebody is in danger, and nobody who may read it").click();
  await emergency.click();
  await mira.getByRole("button", { name: "Take it off the screen" }).waitFor();
  expect(await textOf(mira)).toContain("Reason: Somebody is in danger.");

  const olek = await clientOf(run, "Police-C", "olek");
  const query = { event: "glassBroken", ref: digest } as const;
  const { entries } = await answerOf(olek.v1.alarms.$get({ query }));
  expect(entries).toHaveLength(1);
});

it("shows the duty officer which rules a message in quarantine breaks", async ({ desk }) => {
  const digest = await seedQuarantined(await useRun());
  const page = await desk.signIn("Police-C", "dara", { path: `/messages/${digest}` });
  await readFor(page, "I work on this case");
  await openTab(page, "Judgement");
  expect(await page.locator(".notice[data-tone=bad]").count()).toBeGreaterThan(0);
});
