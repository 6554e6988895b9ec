import { answerOf } from "@safepassage/client";
import { findAxeFaults } from "@safepassage/testing/page-checks";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { it } from "./harness.ts";
import { choose, openTab, readFor, textOf } from "./message-desk.ts";
import { clientOf, seedAccepted } from "./seeds.ts";
import { useRun } from "./use-run.ts";

it("corrects a value, and both agencies show the message as corrected", async ({ desk }) => {
  const run = await useRun();
  const { digest } = await seedAccepted(run);
  const page = await desk.signIn("NGO-B", "mira", { path: `/messages/${digest}` });
  await page.getByRole("button", { name: "Correct", exact: true }).click();
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe(
    "Correct this message",
  );
  await readToCorrect(page);
  await fillIn(page, "High");
  expect(await findAxeFaults(page)).toEqual([]);
  await page.getByRole("button", { name: "Send the correction" }).click();
  await page.getByText("The correction is on its way").waitFor();

  const there = await desk.signIn("NGO-C", "mira", { path: `/messages/${digest}` });
  await there.getByRole("link", { name: /^Correction/ }).waitFor();
  await readFor(there, "I work on this case");
  const row = await there.locator("table", { hasText: "Before" }).locator("tbody").textContent();
  expect(row).toContain("Level of risk");
  expect(row).toContain("Medium");
  expect(row).toContain("High");
});

it("says at the value what cannot be read in it, until it is changed", async ({ desk }) => {
  const { digest } = await seedAccepted(await useRun());
  desk.allow({ answers: [{ status: 422, path: `/v1/messages/${digest}/corrections` }] });
  const page = await desk.signIn("NGO-B", "mira", { path: `/messages/${digest}` });
  await openTab(page, "Correction");
  await readToCorrect(page);
  await choose(page, "What the recipient shall do", "Replace the value");
  await choose(page, "Why", "Inaccurate");
  await page.getByText("Pseudonym", { exact: true }).click();
  await page.getByRole("textbox", { name: "Right value" }).fill("Oksana");
  await page.getByRole("button", { name: "Send the correction" }).click();
  const told = page.getByText("1 value is not written as its field asks");
  await told.waitFor();
  const place = page.locator(".correction-place", { hasText: "Pseudonym" });
  expect(await place.locator(".field-error").textContent()).not.toBe("");
  await page.getByRole("textbox", { name: "Right value" }).fill("Oksan");
  await told.waitFor({ state: "detached" });
});

it("keeps what was filled in when the screen was covered, and reads again first", async ({
  desk,
}) => {
  const { digest } = await seedAccepted(await useRun());
  const page = await desk.signIn("NGO-B", "mira", { path: `/messages/${digest}` });
  await openTab(page, "Correction");
  await readToCorrect(page);
  await fillIn(page, "High");
  await openTab(page, "Content");
  await page.getByRole("button", { name: "Take it off the screen" }).click();
  await openTab(page, "Correction");
  expect(await textOf(page)).not.toContain("Stands there now");
  await readToCorrect(page);
  expect(await page.getByRole("button", { name: "Right value" }).textContent()).toContain("High");
});

it("restricts a value, and who reads the message on either side sees that it is not used", async ({
  desk,
}) => {
  const run = await useRun();
  const { digest, message } = await seedAccepted(run);
  const [gid = ""] = Object.entries(message.body).find(([, { kind }]) => kind === "need") ?? [];
  const mira = await clientOf(run, "NGO-B", "mira");
  const json = {
    ...{ action: "restrict" as const, reason: "contested" },
    changes: [{ path: `${gid}/need.riskLevel` }],
  };
  await answerOf(mira.v1.messages[":digest"].corrections.$post({ param: { digest }, json }));
  for (const agency of ["NGO-B", "NGO-C"] as const) {
    const page = await desk.signIn(agency, "mira", { path: `/messages/${digest}` });
    await page.getByRole("link", { name: /^Correction/ }).waitFor();
    await readFor(page, "I work on this case");
    const notice = page.locator(".notice", {
      hasText: "Its sender has restricted the use of values",
    });
    expect(await notice.locator("li").textContent()).toBe("Need Level of risk: Contested");
    const marked = page.locator("dd", { hasText: "not to be used" });
    expect(await marked.allTextContents()).toEqual([expect.stringContaining("Medium")]);
    expect(await findAxeFaults(page)).toEqual([]);
  }
});

it("says that another officer has corrected it meanwhile", async ({ desk }) => {
  const run = await useRun();
  const { digest, message } = await seedAccepted(run);
  const page = await desk.signIn("NGO-B", "mira", { path: `/messages/${digest}` });
  await openTab(page, "Correction");
  await readToCorrect(page);

  const [gid = ""] = Object.entries(message.body).find(([, { kind }]) => kind === "need") ?? [];
  const tomas = await clientOf(run, "NGO-B", "tomas");
  const json = {
    ...{ action: "rectify" as const, reason: "inaccurate" },
    changes: [{ path: `${gid}/need.riskLevel`, values: ["high"] }],
  };
  const param = { digest };
  await answerOf(tomas.v1.messages[":digest"].corrections.$post({ param, json }));

  await fillIn(page, "Low");
  await page.getByRole("button", { name: "Send the correction" }).click();
  await page
    .getByText("Somebody has sent something about this message since you read it")
    .waitFor();
  expect(await page.getByText("The correction is on its way").count()).toBe(0);
});

/** Reads the message in the part where it is corrected. */
async function readToCorrect(page: Page): Promise<void> {
  const panel = page.getByRole("tabpanel", { name: "Correction" });
  await panel.getByRole("button", { name: "Reason" }).click();
  await page.getByRole("option", { name: "To correct or to withdraw it" }).click();
  await panel.getByRole("button", { name: "Read", exact: true }).click();
  await panel.getByRole("button", { name: "What the recipient shall do" }).waitFor();
}

async function fillIn(page: Page, value: string): Promise<void> {
  await choose(page, "What the recipient shall do", "Replace the value");
  await choose(page, "Why", "Inaccurate");
  await page.getByText("Level of risk").click();
  await choose(page, "Right value", value);
}
