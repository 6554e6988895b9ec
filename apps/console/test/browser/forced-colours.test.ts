import { expect } from "vitest";
import { it } from "./harness.ts";
import { useWorld } from "./use-world.ts";

it("shows in forced colours which tab is chosen", async ({ desk }) => {
  const { standing } = await useWorld();
  const page = await desk.signIn("NGO-C", "mira", { path: `/messages/${standing.accepted}` });
  await page.emulateMedia({ forcedColors: "active" });
  const tabs = page.getByRole("tab");
  await tabs.first().waitFor();
  const lines = await tabs.evaluateAll((all) =>
    all.map((tab) => [tab.ariaSelected, getComputedStyle(tab).borderBlockEndColor] as const),
  );
  const chosen = lines.flatMap(([isSelected, colour]) => (isSelected === "true" ? [colour] : []));
  const others = lines.flatMap(([isSelected, colour]) => (isSelected === "true" ? [] : [colour]));
  expect([chosen.length, new Set(others).size]).toEqual([1, 1]);
  expect(others).not.toContain(chosen[0]);
});

it("shows in forced colours which part of a date is being typed", async ({ desk }) => {
  const page = await desk.signIn("NGO-B", "ines", { path: "/acts" });
  await page.emulateMedia({ forcedColors: "active" });
  const day = page.getByRole("group", { name: "From this day" }).getByRole("spinbutton").first();
  await day.focus();
  expect(await day.evaluate((part) => getComputedStyle(part).outlineStyle)).toBe("solid");
});
