import { waitForDecision } from "@safepassage/exchange/local-client";
import { prepareDraft } from "@safepassage/exchange/play/prepared";
import { findAxeFaults } from "@safepassage/testing/page-checks";
import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { goTo, it, PHONE } from "./harness.ts";
import { choose, openList, send } from "./message-desk.ts";
import { useRun } from "./use-run.ts";

describe("an alert on a missing child", () => {
  it("is answered with her being found, and its sender cancels it", async ({ desk }) => {
    const run = await useRun();
    const alert = await run.send("S03.1", "Police-B", prepareDraft("s03-1", run.now));
    const path = `/messages/${alert.digest}`;
    const page = await desk.signIn("Police-C", "mira", { path });
    await page.getByRole("link", { name: "Answer", exact: true }).click();
    await page.getByText("REG2018/1862#32").click();
    await choose(page, "Reason for using this channel", "Carried inside the required channel");
    const judged = await holdPreview(page);
    await chooseValue(page, "Outcome of the request", "Provided");
    // What is judged of that comes while a list is open, and neither closes the list nor moves it away.
    await add(page, "Add an entry", "Alert", judged);
    await add(page, "Add a value", "Located");
    await chooseValue(page, "Located", "Yes");
    const answer = await send(page);
    await waitForDecision(run.clients["Police-C"], answer.slice("/messages/".length));

    const issuer = await desk.signIn("Police-B", "mira", { path, size: PHONE });
    await issuer.getByText("The person was located: cancel this alert").waitFor();
    expect(await findAxeFaults(issuer)).toEqual([]);
    await issuer.getByRole("link", { name: "Add, hand over or close" }).click();
    await choose(issuer, "Kind of message", "Cancellation of an alert");
    await issuer.getByRole("heading", { name: "Cancellation of an alert", level: 1 }).waitFor();
    // Under the law of the alert only its closed list goes, and why it is over is not on that.
    expect(await issuer.getByText("REG2018/1862#32").count()).toBe(0);
    await issuer.getByText("LED#8").click();
    await issuer.getByText("CETS197#34(1)").click();
    await chooseValue(issuer, "Why the alert is over", "Person found");
    await send(issuer);
    await goTo(issuer, path);
    await issuer.getByRole("heading", { name: /^Alert/ }).waitFor();
    expect(await issuer.getByText("The person was located: cancel this alert").count()).toBe(0);
  });
});

/** Holds back what is judged next, until it is called for. */
async function holdPreview(page: Page): Promise<() => Promise<unknown>> {
  const { promise, resolve } = Promise.withResolvers<void>();
  await page.route("**/v1/preview", async (route) => {
    await promise;
    await route.continue();
  });
  return () => {
    const answer = page.waitForResponse((response) => response.url().endsWith("/v1/preview"));
    resolve();
    return answer;
  };
}

/** Adds something that is found in a list. */
async function add(
  page: Page,
  label: string,
  option: string,
  meanwhile: () => Promise<unknown> = async () => {},
): Promise<void> {
  const entry = page.getByRole("combobox", { name: label }).last();
  await openList(page, entry);
  await meanwhile();
  await page.getByRole("option", { name: option, exact: true }).click();
}

async function chooseValue(page: Page, field: string, option: string): Promise<void> {
  await page.getByRole("button", { name: field, exact: true }).click();
  await page.getByRole("option", { name: option, exact: true }).click();
}
