import { answerOf } from "@safepassage/client";
import { prepareCase } from "@safepassage/exchange/play/prepared";
import { findAxeFaults, findOverflow } from "@safepassage/testing/page-checks";
import type { Page } from "playwright-core";
import { beforeAll, expect } from "vitest";
import { DEAF, goTo, it, LAPTOP, PHONE } from "./harness.ts";
import { isInSight } from "./in-sight.ts";
import { clientOf, seedWaiting } from "./seeds.ts";
import { useRun } from "./use-run.ts";
import { START_MS, useWorld } from "./use-world.ts";

/** Three visits, and a whole case gone through by axe. */
const LONG_MS = 120_000;

// What it takes to start is not the time of the first test.
beforeAll(async () => void (await useWorld()), START_MS);

it(
  "a second officer approves exactly what the first composed, and only then it goes",
  async ({ desk }) => {
    const mira = await desk.signIn("NGO-B", "mira", { path: "/compose" });
    const id = await composeAndAsk(mira);

    await goTo(mira, `/approvals/${id}`);
    await mira.getByText("You composed this draft").waitFor();
    expect(await mira.getByRole("button", { name: "Read the draft" }).count()).toBe(0);
    expect(await mira.getByRole("button", { name: "Approve exactly this" }).count()).toBe(0);

    const tomas = await desk.signIn("NGO-B", "tomas", { path: "/approvals" });
    await tomas.getByRole("link", { name: /Approvals \d+ waiting/ }).waitFor();
    await tomas.locator(`a[href="/approvals/${id}"]`).click();
    // Nothing that the draft says is there before the reason is stated.
    expect(await tomas.locator(".seen-row").count()).toBe(0);
    await tomas.getByRole("button", { name: "Read the draft" }).click();
    await tomas.locator('.seen-leaves[data-outcome="allowed"]').first().waitFor();
    const stays = tomas.locator('.seen-leaves[data-outcome="withheld"]');
    expect(await stays.count()).toBeGreaterThan(0);
    for (const text of await stays.allTextContents()) expect(text).toContain("Law: ");
    expect(await findAxeFaults(tomas)).toEqual([]);
    await tomas.setViewportSize(PHONE);
    expect(await findOverflow(tomas)).toEqual([]);
    await tomas.evaluate(() => scrollTo(0, 0));
    const decide = tomas.getByRole("button", { name: "Approve exactly this" });
    await expect.poll(() => isInSight(decide)).toBe(true);
    await tomas.setViewportSize(LAPTOP);
    await tomas.getByRole("button", { name: "Approve exactly this" }).click();
    await tomas.getByText("You have approved exactly what you saw").waitFor();

    await goTo(mira, `/drafts/${id}`);
    await mira.getByText("Approved by tomas").waitFor();
    await mira.getByRole("button", { name: "Send", exact: true }).click();
    await mira.getByRole("heading", { name: "Sent", exact: true }).waitFor();
  },
  LONG_MS,
);

it("what changed under the approver is shown before it can be approved", async ({ desk }) => {
  const run = await useRun();
  const id = await seedWaiting(run);
  const tomas = await desk.signIn("NGO-B", "tomas", { path: `/approvals/${id}`, ...DEAF });
  desk.allow({ away: true, answers: [{ status: 409, path: `/v1/drafts/${id}/approval` }] });
  await tomas.getByRole("button", { name: "Read the draft" }).click();
  const approve = tomas.getByRole("button", { name: "Approve exactly this" });
  await approve.waitFor();

  await changeLanguage(id, "fra");
  await approve.click();
  await tomas.getByText("What would be sent is not what you saw").waitFor();
  await tomas.getByRole("button", { name: "Read it again" }).first().click();
  const changes = tomas.locator(".differences");
  await changes.getByRole("heading", { name: "What is different" }).waitFor();
  expect(await changes.textContent()).toContain("French");
  await tomas.getByRole("button", { name: "Approve exactly this" }).click();
  await tomas.getByText("You have approved exactly what you saw").waitFor();
});

it("an approver is told at once that a draft has changed, and reads it again first", async ({
  desk,
}) => {
  const id = await seedWaiting(await useRun());
  const tomas = await desk.signIn("NGO-B", "tomas", { path: `/approvals/${id}` });
  await tomas.getByRole("button", { name: "Read the draft" }).click();
  const approve = tomas.getByRole("button", { name: "Approve exactly this" });
  await approve.waitFor();
  await changeLanguage(id, "fra");
  await tomas.getByText("mira has changed this draft since you read it").waitFor();
  expect(await approve.isDisabled()).toBe(true);
  await tomas.getByRole("button", { name: "Read it again" }).first().click();
  await tomas.getByRole("heading", { name: "What is different" }).waitFor();
  expect(await approve.isDisabled()).toBe(false);
});

it("the page of one draft says nothing of another, where the history leads from one to the other", async ({
  desk,
}) => {
  const id = await seedWaiting(await useRun());
  const tomas = await desk.signIn("NGO-B", "tomas", { path: `/approvals/${id}` });
  await tomas.getByRole("button", { name: "Read the draft" }).waitFor();
  // Such a draft was decided, or deleted.
  await tomas.evaluate(() => history.pushState({}, "", "/approvals/AAAAAAAAAAAAAAAAAAAAAA"));
  await tomas.evaluate(() => dispatchEvent(new PopStateEvent("popstate")));
  await tomas.getByText("This draft is not open any more").waitFor();
  expect(await tomas.getByRole("button", { name: "Read the draft" }).count()).toBe(0);
});

it("a draft that was deleted meanwhile is not approved, and one is deleted only after a question", async ({
  desk,
}) => {
  const id = await seedWaiting(await useRun());
  const tomas = await desk.signIn("NGO-B", "tomas", { path: `/approvals/${id}`, ...DEAF });
  desk.allow({ away: true, answers: [{ status: 410, path: `/v1/drafts/${id}` }] });
  await tomas.getByRole("button", { name: "Read the draft" }).click();
  await tomas.getByRole("button", { name: "Approve exactly this" }).waitFor();

  const mira = await desk.signIn("NGO-B", "mira", { path: "/drafts" });
  const row = mira.getByRole("listitem").filter({ has: mira.locator(`a[href="/drafts/${id}"]`) });
  await row.getByRole("button", { name: /^Delete/ }).click();
  const dialog = mira.getByRole("alertdialog");
  expect(await dialog.textContent()).toContain("is destroyed");
  await dialog.getByRole("button", { name: "Keep it" }).click();
  expect(await row.count()).toBe(1);
  await row.getByRole("button", { name: /^Delete/ }).click();
  await dialog.getByRole("button", { name: "Delete and destroy" }).click();
  await row.waitFor({ state: "detached" });

  await tomas.getByRole("button", { name: "Approve exactly this" }).click();
  await tomas.getByText("This draft is not open any more").first().waitFor();
});

/** Composes a referral from a file and asks for its approval. Returns the id of the draft. */
async function composeAndAsk(page: Page): Promise<string> {
  const prepared = await prepareCase("ngo-b", "s01-1", new Date());
  const { officer: _, ...draft } = { ...prepared.draft, agreement: "AGR-ASSIST-SECOND" };
  const choosing = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Open a case from a file" }).click();
  const buffer = Buffer.from(JSON.stringify(draft));
  await (await choosing).setFiles({ name: "case.json", mimeType: "application/json", buffer });
  const keeping = page.waitForResponse((response) => {
    const { pathname } = new URL(response.url());
    return pathname === "/v1/drafts" && response.request().method() === "POST";
  });
  await page.getByRole("button", { name: "Ask for approval" }).click();
  const { id } = (await (await keeping).json()) as { readonly id: string };
  await page.getByText("Waiting for a second officer").waitFor();
  return id;
}

/** Has mira change the first language of the person of a draft. */
async function changeLanguage(id: string, language: string): Promise<void> {
  const mira = await clientOf(await useRun(), "NGO-B", "mira");
  const headers = { "safepassage-reason": "CASE_WORK" };
  const { draft, revision } = await answerOf(
    mira.v1.drafts[":id"].$get({ param: { id } }, { headers }),
  );
  const { officer: _, ...changed } = structuredClone(draft) as typeof draft & {
    body: Record<string, { leaves: { f: string; v: unknown }[] }>;
  };
  const leaf = Object.values(changed.body)
    .flatMap(({ leaves }) => leaves)
    .find(({ f }) => f === "subject.languages");
  if (leaf === undefined) throw new TypeError("the draft names no language");
  leaf.v = language;
  await answerOf(mira.v1.drafts[":id"].$put({ param: { id }, json: { revision, draft: changed } }));
}
