import { readFile } from "node:fs/promises";
import { answerOf } from "@safepassage/client";
import english from "@safepassage/words/en/findings.json" with { type: "json" };
import fr from "@safepassage/words/fr/findings.json" with { type: "json" };
import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { it, PHONE } from "./harness.ts";
import { openTab } from "./message-desk.ts";
import { clientOf, seedRefused, seedWaiting, submitApproved } from "./seeds.ts";
import { useRun } from "./use-run.ts";
import { useWorld } from "./use-world.ts";

it("the drawing of what ends says the same as the table beside it", async ({ desk }) => {
  const page = await desk.signIn("NGO-B", "mira", { path: "/agencies" });
  // What ends comes with two answers of the gateway, in either order.
  for (const name of ["The registry, unless it is renewed", "AGR-ASSIST"]) {
    await page.locator(".time-line [data-tone] text").getByText(name, { exact: true }).waitFor();
  }
  const { drawn, listed } = await page.evaluate(() => {
    const textsOf = (selector: string) =>
      [...document.querySelectorAll(selector)].map(({ textContent }) => textContent);
    return {
      drawn: textsOf(".time-line [data-tone] text"),
      listed: textsOf(".drawn tbody th"),
    };
  });
  expect(drawn.length).toBeGreaterThan(2);
  expect(drawn).toEqual(listed);
});

it("the bars of the messages sent have the numbers beside them, and lead to the messages", async ({
  desk,
}) => {
  const page = await desk.signIn("NGO-B", "olek", { path: "/operations" });
  await page.getByText("The gateway is ready").waitFor();
  const row = page.locator(".bars tr", { hasText: "decided" });
  const count = Number(await row.locator("td.number").textContent());
  expect(count).toBeGreaterThan(0);
  expect(await row.locator("rect").getAttribute("width")).toMatch(/^[1-9]/);
  await row.getByRole("link").click();
  await page.waitForURL("**/outbox?state=decided");
});

it("says by the clock of the gateway when it looked, whatever the clock of the machine shows", async ({
  desk,
}) => {
  const page = await desk.signIn("NGO-B", "olek", {
    path: "/operations",
    prepare: ({ clock }) => clock.setFixedTime(Date.parse("2019-05-06T12:00:00Z")),
  });
  const looked = page.getByText(/^As of /);
  await looked.waitFor();
  expect(await looked.textContent()).not.toContain("2019");
});

it("what the gateway finds is said in the language of the page, and what it has no words for in English", async ({
  desk,
}) => {
  const later = { code: "LATER", file: "agency.json", sentence: "A later gateway says so." };
  // As another version of the gateway says it: the translation is not of that.
  const other = { ...english.findings.KEY_ENDS, code: "KEY_ENDS", file: "key.json" };
  const page = await desk.signIn("NGO-B", "olek", {
    ...{ path: "/operations", locale: "fr" },
    async prepare(page) {
      await page.route("**/v1/health", async (route) => {
        const response = await route.fetch();
        const warnings = [
          { ...english.findings.WEBHOOK_LATE, code: "WEBHOOK_LATE", file: "agency.json" },
          { ...other, fix: "Ask somebody." },
          { ...later, fix: "Do what it says." },
        ];
        const health = { ...(await response.json()), warnings };
        await route.fulfill({ response, json: health });
      });
    },
  });
  const findings = page.locator(".findings");
  const { sentence, fix } = fr.findings.WEBHOOK_LATE;
  await findings.getByText(sentence, { exact: true }).waitFor();
  await findings.getByText(fix, { exact: true }).waitFor();
  expect(await findings.locator("[lang=en][dir=ltr]").allTextContents()).toEqual([
    ...[other.sentence, "Ask somebody."],
    ...[later.sentence, "Do what it says."],
  ]);
});

describe("what may be sent", () => {
  it("is gone through by arrow keys, with the details of each cell beside", async ({ desk }) => {
    const page = await desk.signIn("NGO-B", "mira", { path: SENDABLE });
    await page.locator(".matrix-cell").first().waitFor();
    const details = page.locator(".matrix-details");
    await page.getByRole("button", { name: "All entries" }).focus();
    await press(page, "Tab", "ArrowDown", "ArrowRight", "ArrowRight");
    const pseudonym = page.getByRole("button", {
      name: /^Pseudonym, Referral to assistance: goes/,
    });
    await expect.poll(() => isFocused(pseudonym)).toBe(true);
    await press(page, "ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown");
    await details.getByRole("heading", { name: "Age assessment" }).waitFor();
    await details.getByText("Only if each person it concerns is a child").waitFor();
    await press(page, "ArrowRight");
    await details.getByText("Rights of a person over her data").waitFor();
    await press(page, "Tab");
    await expect.poll(() => page.locator(".matrix-table :focus").count()).toBe(0);
    expect(await details.getByRole("heading").textContent()).toBe("Age assessment");
  });

  it("is shown for one purpose at a time on a phone, in words", async ({ desk }) => {
    const page = await desk.signIn("NGO-B", "mira", { path: SENDABLE, size: PHONE });
    const field = page.locator("summary", { hasText: "Age assessment" });
    await field.click();
    await page.getByText("Only if each person it concerns is a child").first().waitFor();
    expect(await page.locator(".matrix-grid").count()).toBe(0);
    await page.getByRole("button", { name: /Show$/ }).click();
    await page.getByRole("option", { name: "Rights of a person over her data" }).click();
    await page.getByText("Request about a person's rights").first().waitFor();
  });

  it("is another with another partner, and the address says with whom", async ({ desk }) => {
    const page = await desk.signIn("NGO-B", "mira", { path: "/agencies" });
    await page.getByLabel("Find an agency by its name").fill("police-c");
    await page.getByText("1 agency").waitFor();
    await page.getByRole("link", { name: "What may be sent" }).click();
    await page.getByRole("columnheader", { name: "Warning of immediate danger" }).waitFor();
    expect(new URL(page.url()).searchParams.get("partner")).toBe("https://police-c.test");
  });
});

it("an alarm says what happened and what to do, is counted in the menu and leads to its message", async ({
  desk,
}) => {
  const { standing } = await useWorld();
  const page = await desk.signIn("Police-C", "dara", { path: "/alarms" });
  await page.getByText("A life may be in danger: a message is in quarantine.").first().waitFor();
  await page.getByText("A duty officer or protection officer reads it now.").first().waitFor();
  await page.locator(`tbody a[href="/messages/${standing.quarantined}"]`).first().waitFor();
  await page.getByRole("link", { name: /^Alarms \d+ in 24 hours$/ }).waitFor();
});

it("a refusal says why in words, and the list is narrowed to one reason", async ({ desk }) => {
  await seedRefused(await useRun());
  const page = await desk.signIn("NGO-C", "olek", { path: "/refusals" });
  await page.getByText("A rule forbids what it says.").first().waitFor();
  await page.getByText("Its sender has to do this:").first().waitFor();
  await page.getByRole("combobox", { name: "Why it was refused" }).fill("had come before");
  // By its name: before the list is narrowed, others come first.
  await page
    .getByRole("option", { name: /had come before/ })
    .first()
    .click();
  await page.getByText("Nothing fits").waitFor();
});

it("what is clicked in a list is chosen, even while the list still moves", async ({ desk }) => {
  const page = await desk.signIn("NGO-C", "olek", { path: "/refusals" });
  const why = page.getByRole("combobox", { name: "Why it was refused" });
  await why.click();
  const reason = page.getByRole("option", { name: /^An authorisation in it/ });
  await reason.waitFor();
  await page.getByRole("listbox").evaluate((list) => list.scrollBy(0, 20));
  // Not `click` of the option, which tries again until it is taken.
  const box = await reason.boundingBox();
  await page.mouse.click((box?.x ?? 0) + 20, (box?.y ?? 0) + 10);
  await page.getByText("Nothing fits").waitFor();
  expect(await why.inputValue()).toMatch(/^An authorisation in it/);
});

it("a list narrowed to nothing says so", async ({ desk }) => {
  const page = await desk.signIn("NGO-C", "olek", { path: "/refusals" });
  await page.getByRole("combobox", { name: "Why it was refused" }).fill("zzz");
  await page.getByText("Nothing here has that name. Type a shorter part of it.").waitFor();
});

it("an auditor sees who did what, and one kind of act alone", async ({ desk }) => {
  const page = await desk.signIn("NGO-B", "ines", { path: "/acts" });
  const kept = page.locator("tbody tr", { hasText: "Kept a draft" }).first();
  expect(await kept.textContent()).toContain("mira");
  await page.getByRole("button", { name: /Kind$/ }).click();
  await page.getByRole("option", { name: "Sent a message" }).click();
  await expect.poll(() => page.locator("tbody tr").count()).toBeGreaterThan(0);
  await expect
    .poll(
      async () =>
        new Set(await page.locator("tbody td:nth-child(3) p:first-child").allTextContents()),
    )
    .toEqual(new Set(["Sent a message"]));
});

it("an auditor goes from a message to all that was done with its draft, and asks for one officer and some days", async ({
  desk,
}) => {
  const run = await useRun();
  const id = await seedWaiting(run);
  const tomas = await clientOf(run, "NGO-B", "tomas");
  const of = { param: { id } };
  const headers = { "safepassage-reason": "APPROVAL" };
  await answerOf(tomas.v1.drafts[":id"].preview.$post(of, { headers }));
  const json = { revision: 1, reason: "NO_GROUND" as const };
  await answerOf(tomas.v1.drafts[":id"].return.$post({ ...of, json }));
  const { digest } = await submitApproved(run, "NGO-B", id);
  const page = await desk.signIn("NGO-B", "ines", { path: `/messages/${digest}` });
  await openTab(page, "Custody");
  await page.getByRole("tabpanel").getByRole("link", { name: id }).click();
  await page.getByText("Only what was done with this draft:").waitFor();
  const done = page.locator("tbody td:nth-child(3) div > p:first-child");
  await expect
    .poll(() => done.allTextContents())
    .toEqual([
      ...["Had a draft sent", "Approved a draft as second officer"],
      ...["Read what a message or a draft says", "Sent a draft back to who composed it"],
      ...["Read what a message or a draft says", "Kept a draft"],
    ]);
  await page.getByLabel("Staff id").fill("TOMAS");
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await expect.poll(() => done.count()).toBe(4);
  // A printed page has no filters, and says what it is narrowed to.
  await page.emulateMedia({ media: "print" });
  await page.getByText("Only: TOMAS", { exact: true }).waitFor();
  await page.emulateMedia({ media: "screen" });
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Save as a file" }).click(),
  ]);
  await page.getByText("Saved: 4 entries.").waitFor();
  expect(file.suggestedFilename()).toMatch(/^acts-\d{8}T\d{6}Z\.csv$/);
  const lines = (await readFile(await file.path(), "utf8")).split("\r\n");
  expect(lines).toContain(`"Narrowed to","officer: TOMAS; ref: ${id}"`);
  expect(lines.filter((line) => line.includes('Z","tomas",'))).toHaveLength(4);
  // Days of the machine, which are those of the times that the page says.
  const day = page.getByRole("group", { name: "Up to the end of this day" });
  await day.getByRole("spinbutton").first().click();
  await page.keyboard.type("01012026");
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await page.getByText("Nothing fits").waitFor();
  await page.getByRole("link", { name: "Show all" }).click();
  await page.getByText("Only what was done with this draft:").waitFor({ state: "detached" });
});

describe("locking an officer out", () => {
  it("asks first, says what it causes, and can be undone", async ({ desk }) => {
    const page = await desk.signIn("Provider-C", "olek", { path: "/locks" });
    const lock = page.getByRole("button", { name: "Lock out", exact: true });
    await page.getByLabel("Staff id").fill("has spaces");
    await lock.click();
    await page.getByText("A staff id has 1 to 32").waitFor();
    await page.getByLabel("Staff id").fill("left-1");
    await lock.click();
    const asked = page.getByRole("alertdialog", { name: "Lock left-1 out?" });
    await asked.getByText("stops working at once").waitFor();
    await page.keyboard.press("Escape");
    await asked.waitFor({ state: "detached" });
    await page.getByText("Nobody is locked out").waitFor();

    await lock.click();
    await asked.getByRole("button", { name: "Lock out now" }).click();
    await page.getByText("left-1 is locked out.").waitFor();
    await page.getByRole("button", { name: "Let left-1 in again" }).click();
    await page.getByText("left-1 may sign in again.").waitFor();
    await page.getByText("Nobody is locked out").waitFor();
  });

  it("is not for an auditor, who sees who is locked out", async ({ desk }) => {
    const page = await desk.signIn("Provider-C", "ines", { path: "/locks" });
    await page.getByRole("heading", { name: "Locked out" }).waitFor();
    expect(await page.getByLabel("Staff id").count()).toBe(0);
  });

  it("warns an operator who would lock out nobody but herself", async ({ desk }) => {
    const page = await desk.signIn("Provider-C", "olek", { path: "/locks" });
    await page.getByLabel("Staff id").fill("OLEK");
    await page.getByRole("button", { name: "Lock out", exact: true }).click();
    const asked = page.getByRole("alertdialog");
    await asked.getByText("This is you.").waitFor();
    await asked.getByRole("button", { name: "Cancel" }).click();
    await asked.waitFor({ state: "detached" });
  });
});

async function press(page: Page, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

const isFocused = (one: ReturnType<Page["locator"]>): Promise<boolean> =>
  one.evaluate((element) => element === document.activeElement);

const SENDABLE = `/agreements?${new URLSearchParams({
  partner: "https://ngo-c.test",
  agreement: "AGR-ASSIST",
}).toString()}`;
