import type { Draft } from "@safepassage/api";
import { answerOf } from "@safepassage/client";
import { prepareCase, prepareDraft } from "@safepassage/exchange/play/prepared";
import type { Page, Route } from "playwright-core";
import { describe, expect } from "vitest";
import { openCase } from "./compose-case.ts";
import { DEAF, it } from "./harness.ts";
import { clientOf, seedOwed } from "./seeds.ts";
import { useRun } from "./use-run.ts";

describe("what is sent", () => {
  it("is what the page shows, and not what somebody else has written since", async ({ desk }) => {
    const { id, draft } = await keepDraft();
    desk.allow({ away: true, answers: [{ status: 409, path: `/v1/drafts/${id}` }] });
    const page = await desk.signIn("NGO-B", "mira", { path: `/drafts/${id}`, ...DEAF });
    await sendable(page);
    const tomas = await clientOf(await useRun(), "NGO-B", "tomas");
    const json = { revision: 1, draft: { ...draft, case: "case-of-tomas" } };
    await answerOf(tomas.v1.drafts[":id"].$put({ param: { id }, json }));
    await page.getByRole("button", { name: "Send", exact: true }).click();
    const told = page
      .getByRole("alert")
      .filter({ hasText: "Somebody else has changed this draft" });
    await told.waitFor();
    const { entries } = await answerOf(tomas.v1.drafts.$get({ query: {} }));
    expect(entries.find((one) => one.id === id)?.state).toBe("open");
    await told.getByRole("button", { name: "Keep mine as a draft of its own" }).click();
    await told.waitFor({ state: "detached" });
  });

  it("goes once, though somebody presses twice while the page still asks whether it was answered", async ({
    desk,
  }) => {
    const run = await useRun();
    const { digest } = await seedOwed(run);
    const page = await desk.signIn("Police-C", "mira", {
      path: `/compose?reply=${digest}&type=response`,
    });
    desk.allow({ answers: [{ status: 422, path: "/v1/preview" }] });
    const { draft } = prepareDraft("s04-2", run.now);
    const { recipient: _, purpose: _1, agreement: _2, officer: _3, ...own } = draft;
    await chooseFile(page, { ...own, inReplyTo: digest });
    await sendable(page);
    const keeping = page.waitForResponse((one) => one.status() === 201);
    await page.getByRole("button", { name: "Keep as draft" }).click();
    await keeping;
    const asked = await holdBack(page, `**/v1/messages/${digest}`);
    const submissions = countRequests(page, /\/submission/);
    const send = page.getByRole("button", { name: "Send", exact: true });
    await send.click();
    await asked.held();
    await send.click({ force: true });
    await asked.release();
    await page.getByRole("heading", { name: "Sent", exact: true }).waitFor();
    expect(submissions()).toBe(1);
  });

  it("is the draft, where its first keeping is still under way", async ({ desk }) => {
    const page = await desk.signIn("NGO-B", "mira", { path: "/compose" });
    await openCase(page);
    await sendable(page);
    const keeping = await holdBack(page, "**/v1/drafts");
    const direct = countRequests(page, /\/v1\/messages$/);
    const submissions = countRequests(page, /\/submission/);
    await page.getByRole("button", { name: "Keep as draft" }).click();
    await keeping.held();
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await keeping.release();
    await page.getByRole("heading", { name: "Sent", exact: true }).waitFor();
    expect([direct(), submissions()]).toEqual([0, 1]);
  });

  it("does not go again with what was typed since, before the page shows what would leave of it", async ({
    desk,
  }) => {
    const page = await desk.signIn("NGO-B", "mira", { path: "/compose" });
    desk.allow({ away: true });
    await openCase(page);
    await sendable(page);
    await page.route("**/v1/messages", (route) => route.abort("connectionfailed"));
    await page.getByRole("button", { name: "Send", exact: true }).click();
    const told = page.getByRole("alert").filter({ hasText: "The gateway does not answer" });
    await told.getByRole("button", { name: "Try again" }).waitFor();
    const preview = await holdBack(page, "**/v1/preview");
    await page.getByRole("button", { name: "Remove this value: Interpreter needed" }).click();
    await preview.held();
    expect(await told.count()).toBe(1);
    expect(await told.getByRole("button", { name: "Try again" }).count()).toBe(0);
    await preview.release();
    await told.getByRole("button", { name: "Try again" }).waitFor();
  });
});

describe("what was typed in a draft", () => {
  it("stays where events were missed and the gateway does not answer, and nothing is read again", async ({
    desk,
  }) => {
    const { id } = await keepDraft();
    const events: { answer: (route: Route) => Promise<void> } = {
      answer: (route) => route.abort("connectionfailed"),
    };
    desk.allow({ away: true, answers: [{ status: 410, path: "/v1/events" }] });
    desk.allow({ answers: [{ status: 503, path: "/v1/" }] });
    const page = await desk.signIn("NGO-B", "mira", {
      path: `/drafts/${id}`,
      async prepare(page) {
        await page.clock.install();
        await page.route("**/v1/events*", (route) => events.answer(route));
      },
    });
    await sendable(page);
    await page.route(`**/v1/drafts/${id}`, (route) => route.fulfill(AWAY));
    await page.getByRole("button", { name: "Remove this entry" }).last().click();
    const reads = countRequests(page, new RegExp(`/v1/drafts/${id}$`), "GET");
    // The others are asked for again, and so it is known when the page has heard.
    events.answer = (route) =>
      route.request().url().includes("after=")
        ? route.fulfill({ status: 410, json: { code: "API_EVENTS_GONE" } })
        : route.fulfill({ contentType: "text/event-stream", body: "id: 1\n\n" });
    const again = page.waitForRequest((one) => one.url().includes("/v1/partners"));
    await page.clock.fastForward(5_100);
    await again;
    await page.clock.fastForward(10_000);
    expect(await page.getByRole("region", { name: "Contact" }).count()).toBe(1);
    expect(reads()).toBe(0);
  });

  it("is asked about as it is kept, as long as nobody has changed it, in whatever language", async ({
    desk,
  }) => {
    const { id } = await keepDraft();
    const page = await desk.signIn("NGO-B", "mira", { path: `/drafts/${id}` });
    await sendable(page);
    const anew = countRequests(page, /\/v1\/preview$/);
    const asked = countRequests(page, new RegExp(`/v1/drafts/${id}/preview$`));
    await page.locator(".settings select").first().selectOption("fr");
    await page.getByRole("button", { name: "Envoyer", exact: true }).waitFor();
    await page.getByRole("button", { name: "Envoyer", exact: true, disabled: false }).waitFor();
    expect([anew(), asked()]).toEqual([0, 0]);
  });
});

/** Has mira keep a draft that needs no second officer. */
async function keepDraft(): Promise<{ readonly id: string; readonly draft: Draft }> {
  const run = await useRun();
  const { officer: _, ...own } = (await prepareCase("ngo-b", "s01-1", run.now)).draft;
  const draft = own as Draft;
  const mira = await clientOf(run, "NGO-B", "mira");
  const { id } = await answerOf(mira.v1.drafts.$post({ json: { draft } }));
  return { id, draft };
}

const sendable = (page: Page): Promise<void> =>
  page.getByRole("button", { name: "Send", exact: true, disabled: false }).waitFor();

async function chooseFile(page: Page, draft: object): Promise<void> {
  const [chooser] = await Promise.all([
    page.waitForEvent("filechooser"),
    page.getByRole("button", { name: "Open a case from a file" }).click(),
  ]);
  const buffer = Buffer.from(JSON.stringify(draft));
  await chooser.setFiles({ name: "case.json", mimeType: "application/json", buffer });
}

/** Holds requests back until they are released. */
async function holdBack(page: Page, url: string) {
  const held: Route[] = [];
  let isReleased = false;
  await page.route(url, async (route) => {
    if (isReleased) await route.continue();
    else held.push(route);
  });
  return {
    held: () => expect.poll(() => held.length).toBeGreaterThan(0),
    async release(): Promise<void> {
      isReleased = true;
      // What the page has given up meanwhile is gone.
      await Promise.all(held.map((route) => route.continue().catch(() => undefined)));
    },
  };
}

/** Counts requests from now on. */
function countRequests(page: Page, url: RegExp, method = "POST"): () => number {
  let count = 0;
  page.on("request", (one) => {
    if (one.method() === method && url.test(one.url())) count += 1;
  });
  return () => count;
}

const AWAY = { status: 503, json: { title: "away" } };
