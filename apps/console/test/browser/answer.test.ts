import { answerOf } from "@safepassage/client";
import { waitForDecision } from "@safepassage/exchange/local-client";
import { prepareDraft } from "@safepassage/exchange/play/prepared";
import type { Run } from "@safepassage/exchange/play/run";
import { findAxeFaults } from "@safepassage/testing/page-checks";
import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { DEAF, it } from "./harness.ts";
import { clientOf, seedOwed, seedTwoAnswers, submitApproved } from "./seeds.ts";
import { useRun } from "./use-run.ts";

const NO_GROUND = "no ground stated allows this one";
const ANSWERED = "Something was sent about this message already";

describe("a request of the police", () => {
  it("is answered whole by hand, with the reason for this channel, and the answer is accepted", async ({
    desk,
  }) => {
    const run = await useRun();
    const { digest: asked } = await seedOwed(run);
    const page = await desk.signIn("Police-C", "mira", { path: "/requests" });
    await page.locator(`a[href="/compose?reply=${asked}&type=response"]`).click();

    const channel = page.locator(".channel");
    await channel.getByText(NO_GROUND).waitFor();
    expect(await channel.textContent()).toContain("Europol's secure network (SIENA)");
    expect(await page.getByText(NO_GROUND).count()).toBe(1);
    expect(await findAxeFaults(page)).toEqual([]);
    await choose(page, "Reason for using this channel", "Urgency");
    await channel.getByText(NO_GROUND).waitFor({ state: "detached" });
    await choose(page, "Outcome of the request", "Provided");
    await choose(page, "Urgency", "Urgent");
    await choose(page, "Because of", "Threat of bodily harm");
    await page.getByText("The recipient's gateway will accept this").waitFor();
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await page.getByRole("heading", { name: "Sent", exact: true }).waitFor();

    const link = page.getByRole("link", { name: "Show the message" });
    const answer = (await link.getAttribute("href"))?.slice("/messages/".length) ?? "";
    const { verdict } = await waitForDecision(run.clients["Police-C"], answer);
    expect(verdict).toBe("accept");
    const { message, inReplyTo } = await readAnswer(run, answer);
    expect(inReplyTo).toBe(asked);
    expect(message.clear["env.channelGround"]).toBe("urgency");
  });

  it("asks for no reason under a law that prescribes no channel, and shows one that is too much", async ({
    desk,
  }) => {
    const { digest } = await seedOwed(await useRun());
    const path = `/compose?reply=${digest}&type=response`;
    const page = await desk.signIn("Police-C", "mira", { path });
    const channel = page.locator(".channel");
    await channel.waitFor();
    await page.getByRole("button", { name: "Legal basis: DIR2023/977#4" }).click();
    const [police, data] = ["DIR2023/977#4", "LED#8"].map((basis) =>
      page.getByRole("checkbox", { name: new RegExp(`^${basis} `) }),
    );
    await data?.check({ force: true });
    await police?.uncheck({ force: true });
    await channel.waitFor({ state: "detached" });
    await police?.check({ force: true });
    await choose(page, "Reason for using this channel", "Required channel is down");
    await police?.uncheck({ force: true });
    await channel.getByText("but no law cited demands one").waitFor();
    await choose(page, "Reason for using this channel", "No other channel required");
    await channel.waitFor({ state: "detached" });
  });
});

describe("a kept answer", () => {
  it("knows what it answers, whoever opens it, and says that somebody has answered", async ({
    desk,
  }) => {
    const run = await useRun();
    const { digest } = await seedOwed(run);
    const mira = await clientOf(run, "Police-C", "mira");
    const { draft } = prepareDraft("s04-2", run.now);
    const { recipient: _, purpose: _1, agreement: _2, officer: _3, ...own } = draft;
    const json = { draft: { ...own, inReplyTo: digest } as never };
    const { id } = await answerOf(mira.v1.drafts.$post({ json }));

    const asked = await desk.signIn("Police-C", "mira", { path: `/messages/${digest}` });
    const open = asked.getByRole("link", { name: "Open the kept draft of an answer" });
    expect(await open.getAttribute("href")).toBe(`/drafts/${id}`);
    expect(await open.getAttribute("class")).toContain("button-main");
    expect(await findAxeFaults(asked)).toEqual([]);
    const anew = asked.getByRole("link", { name: "Begin another answer" });
    expect(await anew.getAttribute("href")).toContain("/compose?reply=");
    expect(await asked.getByRole("link", { name: "Answer", exact: true }).count()).toBe(0);

    const list = await desk.signIn("Police-C", "mira", { path: "/requests" });
    const card = list.locator(".request", {
      has: list.locator(`a[href="/messages/${digest}"]`),
    });
    const kept = card.getByRole("link", { name: /^See the .*kept draft/ });
    expect(await kept.getAttribute("href")).toBe("/drafts");

    const page = await desk.signIn("Police-C", "tomas", { path: `/drafts/${id}`, ...DEAF });
    desk.allow({ away: true });
    await page.getByText("The recipient's gateway will accept this").waitFor();
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe("Answer");
    const request = page.getByRole("link", { name: "Show the message" });
    expect(await request.getAttribute("href")).toBe(`/messages/${digest}`);
    expect(await page.locator(".channel").textContent()).toContain("Urgency");
    expect(await page.getByText(ANSWERED).count()).toBe(0);

    const headers = { "idempotency-key": digest };
    await answerOf(mira.v1.messages.$post({ json: { ...json, mode: "minimise" } }, { headers }));
    const send = page.getByRole("button", { name: "Send", exact: true });
    await send.click();
    await page.getByText(ANSWERED).waitFor();
    const again = await desk.signIn("Police-C", "mira", { path: `/drafts/${id}` });
    await again.getByText(ANSWERED).waitFor();
    await send.click();
    await page.getByRole("heading", { name: "Sent", exact: true }).waitFor();
  });

  it("is approved only by somebody who has seen that it is answered", async ({ desk }) => {
    const run = await useRun();
    const [id, other] = await seedTwoAnswers(run);
    const page = await desk.signIn("NGO-C", "tomas", { path: `/approvals/${id}`, ...DEAF });
    desk.allow({ away: true });
    await page.getByRole("button", { name: "Read the draft" }).click();
    const approve = page.getByRole("button", { name: "Approve exactly this" });
    await approve.waitFor();
    expect(await page.getByRole("link", { name: "Show the message" }).count()).toBe(1);
    expect(await page.getByText(ANSWERED).count()).toBe(0);

    await submitApproved(run, "NGO-C", other);
    await approve.click();
    const told = page.getByRole("alert").filter({ hasText: ANSWERED });
    await told.waitFor();
    expect(await told.textContent()).toContain("If you approve this, it can go as well");
    await approve.click();
    await page.getByText("You have approved exactly what you saw").waitFor();

    const mira = await desk.signIn("NGO-C", "mira", { path: `/drafts/${id}` });
    await mira.getByText(ANSWERED).waitFor();
    await mira.getByText("Approved by tomas").waitFor();
    await mira.getByRole("button", { name: "Send", exact: true }).click();
    await mira.getByRole("heading", { name: "Sent", exact: true }).waitFor();
  });
});

/** Chooses one of the values of a list. */
async function choose(page: Page, label: string, option: string): Promise<void> {
  const named = page.getByRole("button", { name: new RegExp(`${label}$`) });
  await page.locator(".chooser").and(named).click();
  await page.getByRole("option", { name: option, exact: true }).click();
}

/** What Police-B has of an answer. */
async function readAnswer({ clients, received }: Run, digest: string) {
  const { message } = await received("Police-B", digest);
  const param = { digest };
  const { inReplyTo } = await answerOf(
    clients["Police-B"].own.v1.messages[":digest"].$get({ param }),
  );
  return { message, inReplyTo };
}
