import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { answerOf } from "@safepassage/client";
import type { Download, Page } from "playwright-core";
import { expect, inject } from "vitest";
import { it } from "./harness.ts";
import { openTab } from "./message-desk.ts";
import { clientOf } from "./seeds.ts";
import { useRun } from "./use-run.ts";
import { useWorld } from "./use-world.ts";

it("downloads evidence of an erased message and of its erasure, which the command verifies", async ({
  desk,
}) => {
  const { world, standing } = await useWorld();
  const page = await desk.signIn("NGO-B", "ines", { path: `/messages/${standing.withdrawn}` });
  const message = await downloadEvidence(page);
  expect(message.suggestedFilename()).toBe(`evidence-${standing.withdrawn}.json`);
  await page
    .getByRole("tabpanel")
    .getByRole("link", { name: /^Erasure certificate, / })
    .click();
  await page.getByRole("heading", { name: "Erasure certificate from ngo-c.test" }).waitFor();
  const certificate = await downloadEvidence(page);
  const registry = join(world.folder, "registry", "registry.json");
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...[inject("programs").command, "receipt", await message.path(), await certificate.path()],
    ...["--registry", registry],
  ]);
  expect(stdout).toContain("message  good, signed by https://ngo-b.test");
  expect(stdout.match(/receipt {2}good, signed by https:\/\/ngo-c\.test/g)).toHaveLength(2);
  expect(stdout).toContain("certificate  good, signed by https://ngo-c.test");
  expect(stdout).toContain("erased     1 with a certificate that covers all of it");
});

it("shows each receipt with what was signed, and that its signature is good", async ({ desk }) => {
  const { standing } = await useWorld();
  const page = await desk.signIn("NGO-B", "mira", { path: `/messages/${standing.accepted}` });
  await openTab(page, "Receipts and evidence");
  const receipts = page.getByRole("tabpanel").locator("section section");
  expect(await receipts.locator("h3").allTextContents()).toEqual([
    "ngo-c.test signed that the message arrived and is kept",
    "ngo-c.test signed its decision: accepted",
  ]);
  const mira = await clientOf(await useRun(), "NGO-B", "mira");
  const param = { digest: standing.accepted };
  const { receipts: held } = await answerOf(mira.v1.messages[":digest"].evidence.$get({ param }));
  expect(await receipts.getByText("The signature is good").count()).toBe(held.length);
});

async function downloadEvidence(page: Page): Promise<Download> {
  await openTab(page, "Receipts and evidence");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Download the evidence" }).click(),
  ]);
  return download;
}
