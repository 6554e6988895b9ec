import type { Draft } from "@safepassage/api";
import { answerOf } from "@safepassage/client";
import { prepareCase, prepareDraft } from "@safepassage/exchange/play/prepared";
import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { DEAF, goTo, it } from "./harness.ts";
import { clientOf, seedOwed, seedWaiting } from "./seeds.ts";
import { useRun } from "./use-run.ts";

describe("a draft before two approvers", () => {
  it("is approved once, and each sees what the other has done", async ({ desk }) => {
    const run = await useRun();
    const id = await seedWaiting(run);
    const path = `/approvals/${id}`;
    const first = await desk.signIn("NGO-B", "tomas", { path });
    const second = await desk.signIn("NGO-B", "tomas", {
      path,
      prepare: ({ clock }) => clock.install(),
    });
    for (const page of [first, second]) await read(page);
    await approve(first);
    await first.getByText("You have approved exactly what you saw").waitFor();
    await second.clock.fastForward("00:21");
    await second.getByText("Exactly this is approved already.").waitFor();
    expect(await second.getByRole("button", { name: "Approve exactly this" }).isDisabled()).toBe(
      true,
    );

    const mira = await clientOf(run, "NGO-B", "mira");
    await answerOf(mira.v1.drafts[":id"].submission.$post({ param: { id }, query: {} }));
    await second.getByText("This draft is not open any more").waitFor();
    await second
      .getByText("It was sent or deleted meanwhile. There is nothing left to approve.")
      .waitFor();
    expect(await second.getByRole("link", { name: "To the approvals" }).first().isVisible()).toBe(
      true,
    );
  });

  it("is not approved after it was sent, and nobody is told that nothing was sent", async ({
    desk,
  }) => {
    const run = await useRun();
    const id = await seedWaiting(run);
    const page = await desk.signIn("NGO-B", "tomas", { path: `/approvals/${id}`, ...DEAF });
    desk.allow({ away: true, answers: [{ status: 410, path: `/v1/drafts/${id}/approval` }] });
    await read(page);
    const tomas = await clientOf(run, "NGO-B", "tomas");
    const seen = await answerOf(
      tomas.v1.drafts[":id"].preview.$post(
        { param: { id } },
        { headers: { "safepassage-reason": "APPROVAL" } },
      ),
    );
    await answerOf(
      tomas.v1.drafts[":id"].approval.$post({
        param: { id },
        json: { digest: seen.approval?.digest ?? "" },
      }),
    );
    const mira = await clientOf(run, "NGO-B", "mira");
    await answerOf(mira.v1.drafts[":id"].submission.$post({ param: { id }, query: {} }));
    await approve(page);
    const told = page.getByRole("alert").filter({ hasText: "This draft is not open any more" });
    await told.waitFor();
    expect(await told.textContent()).toContain("You have approved nothing.");
    expect(await told.textContent()).toContain("It was sent or deleted meanwhile.");
  });
});

describe("a draft before two caseworkers", () => {
  it("that one has sent is not sent again with what the other has typed, which can go on", async ({
    desk,
  }) => {
    const run = await useRun();
    const id = await keepDraft();
    desk.allow({ answers: [{ status: 410, path: `/v1/drafts/${id}` }] });
    const page = await desk.signIn("NGO-B", "mira", { path: `/drafts/${id}` });
    await page.locator(".case-leaves .tag").first().waitFor();
    const tomas = await clientOf(run, "NGO-B", "tomas");
    await answerOf(tomas.v1.drafts[":id"].submission.$post({ param: { id }, query: {} }));
    await page.getByRole("button", { name: "Remove this entry" }).last().click();
    const told = page.getByRole("alert").filter({ hasText: "This draft is not open any more" });
    await told.waitFor();
    expect(await told.textContent()).toContain("Your text is still here");
    expect(await told.getByRole("link", { name: "Outbox" }).getAttribute("target")).toBe("_blank");
    await page.getByRole("button", { name: "Keep mine as a draft of its own" }).click();
    await told.waitFor({ state: "detached" });
    // Whoever comes by a link afterwards is led on.
    await goTo(page, `/drafts/${id}`);
    await page
      .getByRole("heading", { level: 1, name: "This draft is not open any more" })
      .waitFor();
    expect(await page.locator("main").getByRole("link", { name: "Outbox" }).count()).toBe(1);
  });
});

describe("a request before two officers", () => {
  it("is answered by both only if the second has seen that it is answered", async ({ desk }) => {
    const run = await useRun();
    const { digest } = await seedOwed(run);
    const { draft } = prepareDraft("s04-2", run.now);
    const { recipient: _, purpose: _1, agreement: _2, officer: _3, ...own } = draft;
    const answer = { ...own, inReplyTo: digest } as never;
    const path = `/compose?reply=${digest}&type=response`;
    const page = await desk.signIn("Police-C", "mira", { path, ...DEAF });
    desk.allow({ away: true, answers: [{ status: 422, path: "/v1/preview" }] });
    const [chooser] = await Promise.all([
      page.waitForEvent("filechooser"),
      page.getByRole("button", { name: "Open a case from a file" }).click(),
    ]);
    const buffer = Buffer.from(JSON.stringify(answer));
    await chooser.setFiles({ name: "answer.json", mimeType: "application/json", buffer });
    await page.getByText("The recipient's gateway will accept this").waitFor();

    const tomas = await clientOf(run, "Police-C", "tomas");
    await answerOf(
      tomas.v1.messages.$post(
        { json: { draft: answer, mode: "minimise" } },
        { headers: { "idempotency-key": digest } },
      ),
    );
    const send = page.getByRole("button", { name: "Send", exact: true });
    await send.click();
    const told = page
      .getByRole("alert")
      .filter({ hasText: "Something was sent about this message already" });
    await told.waitFor();
    expect(await told.textContent()).toContain("somebody else may have answered");
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe("Answer");
    const request = page.getByRole("link", { name: "Show the message" });
    expect(await request.getAttribute("href")).toBe(`/messages/${digest}`);
    await send.click();
    await page.getByRole("heading", { name: "Sent", exact: true }).waitFor();
  });
});

async function read(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Read the draft" }).click();
  await page.getByRole("button", { name: "Approve exactly this" }).waitFor();
}

const approve = (page: Page): Promise<void> =>
  page.getByRole("button", { name: "Approve exactly this" }).click();

/** Has mira keep a draft that needs no second officer. Returns its id. */
async function keepDraft(): Promise<string> {
  const run = await useRun();
  const { draft } = await prepareCase("ngo-b", "s01-1", run.now);
  const { officer: _, ...own } = draft;
  const mira = await clientOf(run, "NGO-B", "mira");
  const { id } = await answerOf(mira.v1.drafts.$post({ json: { draft: own as Draft } }));
  return id;
}
