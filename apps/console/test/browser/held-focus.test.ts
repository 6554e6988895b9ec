import { answerOf } from "@safepassage/client";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { DEAF, it } from "./harness.ts";
import { readFor } from "./message-desk.ts";
import { clientOf, seedWaiting } from "./seeds.ts";
import { useRun } from "./use-run.ts";
import { useWorld } from "./use-world.ts";

it("leaves the focus at the part of a message whose words are loaded first", async ({ desk }) => {
  const { standing } = await useWorld();
  const page = await desk.signIn("NGO-C", "mira", { path: `/messages/${standing.accepted}` });
  await page.getByRole("tab", { name: "Content" }).focus();
  for (let times = 0; times < 3; times++) await page.keyboard.press("ArrowRight");
  await page.getByRole("heading", { name: "What was done with it" }).waitFor();
  await expect.poll(() => focusedText(page)).toBe("Custody");
});

it("takes the focus to the heading of the list once a draft is deleted", async ({ desk }) => {
  desk.allow({ away: true });
  const run = await useRun();
  const id = await seedWaiting(run);
  const page = await desk.signIn("NGO-B", "mira", { path: "/drafts", ...DEAF });
  const row = page.getByRole("listitem").filter({ has: page.locator(`a[href="/drafts/${id}"]`) });
  await row.getByRole("button").press("Enter");
  await page.getByRole("button", { name: "Delete and destroy" }).press("Enter");
  await row.waitFor({ state: "detached" });
  await expect.poll(() => focusedText(page)).toBe("Drafts");
});

it("keeps the focus at the heading where somebody else deletes what has it", async ({ desk }) => {
  const run = await useRun();
  const id = await seedWaiting(run);
  const page = await desk.signIn("NGO-B", "tomas", { path: "/drafts" });
  const link = page.locator(`a[href="/drafts/${id}"]`);
  await link.focus();
  const mira = await clientOf(run, "NGO-B", "mira");
  await answerOf(mira.v1.drafts[":id"].$delete({ param: { id } }));
  await link.waitFor({ state: "detached" });
  await expect.poll(() => focusedText(page)).toBe("Drafts");
});

it("takes the focus to the heading once the button that clears the filters is gone", async ({
  desk,
}) => {
  const page = await desk.signIn("NGO-C", "mira", { path: "/inbox?state=accepted" });
  const clear = page.getByRole("button", { name: "Show all" });
  await clear.press("Enter");
  await clear.waitFor({ state: "detached" });
  await expect.poll(() => focusedText(page)).toBe("Inbox");
});

it("leaves the focus alone where somebody has left what is taken off the page", async ({
  desk,
}) => {
  const run = await useRun();
  const id = await seedWaiting(run);
  const page = await desk.signIn("NGO-B", "tomas", { path: "/drafts" });
  const link = page.locator(`a[href="/drafts/${id}"]`);
  await link.focus();
  await link.blur();
  const mira = await clientOf(run, "NGO-B", "mira");
  await answerOf(mira.v1.drafts[":id"].$delete({ param: { id } }));
  await link.waitFor({ state: "detached" });
  // As many frames as the heading would need.
  for (let frames = 0; frames < 4; frames++)
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
  expect(await page.evaluate(() => document.activeElement === document.body)).toBe(true);
});

it("tells a notice as one text, with a space after each of its parts", async ({ desk }) => {
  const { standing } = await useWorld();
  const page = await desk.signIn("NGO-C", "mira", { path: `/messages/${standing.accepted}` });
  await page.getByRole("button", { name: "Keep or erase" }).click();
  await page.getByRole("button", { name: "Decision", exact: true }).click();
  await page.getByRole("option", { name: "Erase it now" }).click();
  const notice = page.getByRole("dialog").getByRole("status");
  await notice.waitFor();
  expect(await toldParts(page)).toEqual([
    "This cannot be undone.",
    expect.stringMatching(/^ +$/),
    expect.stringMatching(/^The content is destroyed here at once/),
    expect.stringMatching(/^ +$/),
  ]);
});

it("says what a value is apart from its nature", async ({ desk }) => {
  const { standing } = await useWorld();
  const page = await desk.signIn("NGO-C", "mira", { path: `/messages/${standing.accepted}` });
  await readFor(page, "I work on this case");
  const risk = page.getByRole("definition").filter({ hasText: "Personal assessment" });
  expect(await risk.first().textContent()).toBe("Medium Personal assessment");
});

const focusedText = (page: Page): Promise<string> =>
  page.evaluate(() => document.activeElement?.textContent ?? "");

/** The parts of the notice in a dialog, as Chromium has them for screen readers: only texts, or also roles of elements around texts. */
async function toldParts(page: Page): Promise<readonly string[]> {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send("Accessibility.getFullAXTree");
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const notice = nodes.find(({ role, ignored }) => !ignored && role?.value === "status");
  const partsOf = (ids: readonly string[] = []): readonly string[] =>
    ids.flatMap((id) => {
      const node = byId.get(id);
      if (node === undefined) return [];
      if (node.ignored) return partsOf(node.childIds);
      const role = String(node.role?.value);
      if (role === "StaticText") return [String(node.name?.value)];
      return [role, ...partsOf(node.childIds)];
    });
  return partsOf(notice?.childIds);
}
