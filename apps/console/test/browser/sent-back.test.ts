import { answerOf } from "@safepassage/client";
import { findAxeFaults, findOverflow } from "@safepassage/testing/page-checks";
import { describe, expect } from "vitest";
import { DEAF, goTo, it, PHONE } from "./harness.ts";
import { clientOf, seedWaiting } from "./seeds.ts";
import { useRun } from "./use-run.ts";

describe("a draft that an approver sends back", () => {
  it("tells its composer at once why, and comes back once it is changed", async ({ desk }) => {
    const id = await seedWaiting(await useRun());
    const mira = await desk.signIn("NGO-B", "mira", { path: `/drafts/${id}` });
    await mira.getByText("A second officer has to approve it before it goes").waitFor();

    const tomas = await desk.signIn("NGO-B", "tomas", { path: `/approvals/${id}` });
    await tomas.getByRole("button", { name: "Read the draft" }).click();
    await tomas.getByRole("button", { name: "Send it back" }).click();
    const dialog = tomas.getByRole("dialog");
    const sendBack = dialog.getByRole("button", { name: "Send it back" });
    expect(await sendBack.isDisabled()).toBe(true);
    await dialog.getByRole("button", { name: /Reason/ }).click();
    await tomas.getByRole("option", { name: "A value is wrong, or in doubt." }).click();
    expect(await findAxeFaults(tomas)).toEqual([]);
    await sendBack.click();
    await tomas.getByText("mira has the draft again").waitFor();
    await tomas.getByRole("link", { name: "To the approvals" }).click();
    const back = tomas.locator("section").filter({ hasText: "with their composers again" });
    const inBack = back.locator(`a[href="/approvals/${id}"]`);
    await inBack.waitFor();

    await mira.getByText("A value is wrong, or in doubt.").waitFor();
    await mira.getByText("Sent back by tomas").first().waitFor();
    const ask = mira.getByRole("button", { name: "Ask for approval" });
    expect(await ask.isDisabled()).toBe(true);
    await mira.setViewportSize(PHONE);
    expect(await findOverflow(mira)).toEqual([]);
    await goTo(mira, "/drafts");
    const row = mira.getByRole("listitem").filter({ has: mira.locator(`a[href="/drafts/${id}"]`) });
    await row.getByText("Sent back by tomas").waitFor();

    const client = await clientOf(await useRun(), "NGO-B", "mira");
    const param = { id };
    const headers = { "safepassage-reason": "CASE_WORK" };
    const { draft, revision } = await answerOf(
      client.v1.drafts[":id"].$get({ param }, { headers }),
    );
    const json = { revision, draft: { ...draft, case: "case-18" } };
    await answerOf(client.v1.drafts[":id"].$put({ param, json }));
    await row.getByText("Waits for a second officer").waitFor();
    await inBack.waitFor({ state: "detached" });
    await tomas.locator(`a[href="/approvals/${id}"]`).click();
    await tomas.getByText("A value is wrong, or in doubt.").waitFor();
  });

  it("loses its approval when the approver takes it back", async ({ desk }) => {
    const id = await seedWaiting(await useRun());
    const tomas = await desk.signIn("NGO-B", "tomas", { path: `/approvals/${id}` });
    await tomas.getByRole("button", { name: "Read the draft" }).click();
    await tomas.getByRole("button", { name: "Approve exactly this" }).click();
    await tomas.getByText("You have approved exactly what you saw").waitFor();
    const mira = await desk.signIn("NGO-B", "mira", { path: `/drafts/${id}` });
    const send = mira.getByRole("button", { name: "Send", exact: true });
    await expect.poll(() => send.isEnabled()).toBe(true);

    await goTo(tomas, `/approvals/${id}`);
    await tomas.getByRole("button", { name: "Read the draft" }).click();
    await tomas.getByRole("button", { name: "Take the approval back" }).click();
    const dialog = tomas.getByRole("dialog");
    await dialog.getByRole("button", { name: /Reason/ }).click();
    await tomas.getByRole("option", { name: "It could put somebody in danger." }).click();
    await dialog.getByRole("button", { name: "Send it back" }).click();
    await tomas.getByText("mira has the draft again").waitFor();
    await mira.getByText("It could put somebody in danger.").waitFor();
    expect(await send.count()).toBe(0);
  });

  it("was changed meanwhile is not sent back unseen", async ({ desk }) => {
    const run = await useRun();
    const id = await seedWaiting(run);
    const tomas = await desk.signIn("NGO-B", "tomas", { path: `/approvals/${id}`, ...DEAF });
    desk.allow({ away: true, answers: [{ status: 409, path: `/v1/drafts/${id}/return` }] });
    await tomas.getByRole("button", { name: "Read the draft" }).click();
    await tomas.getByRole("button", { name: "Send it back" }).click();
    const dialog = tomas.getByRole("dialog");
    await dialog.getByRole("button", { name: /Reason/ }).click();
    await tomas.getByRole("option", { name: "Something else has to change." }).click();
    const client = await clientOf(run, "NGO-B", "mira");
    const headers = { "safepassage-reason": "CASE_WORK" };
    const read = await answerOf(client.v1.drafts[":id"].$get({ param: { id } }, { headers }));
    const json = { revision: read.revision, draft: { ...read.draft, case: "case-19" } };
    await answerOf(client.v1.drafts[":id"].$put({ param: { id }, json }));
    await dialog.getByRole("button", { name: "Send it back" }).click();
    const told = tomas.getByRole("alert").filter({ hasText: "mira has changed this draft" });
    await told.waitFor();
    expect(await told.textContent()).toContain("The draft was not sent back.");
  });
});
