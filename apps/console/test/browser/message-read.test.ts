import { findAxeFaults, findOverflow } from "@safepassage/testing/page-checks";
import { expect } from "vitest";
import { it, PHONE, untilShown } from "./harness.ts";
import { isInSight } from "./in-sight.ts";
import { openTab, readFor, textOf } from "./message-desk.ts";
import { seedAccepted } from "./seeds.ts";
import { useRun } from "./use-run.ts";
import { useWorld } from "./use-world.ts";

it("shows what a message says for a reason, and records who read it and why", async ({ desk }) => {
  const { digest } = await seedAccepted(await useRun());
  const page = await desk.signIn("NGO-C", "mira", { path: `/messages/${digest}` });
  expect(await textOf(page)).not.toContain("Counselling");
  // The commonest reason is chosen, and nothing is read before it is confirmed.
  const chosen = page.getByRole("button", { name: "Reason" });
  expect(await chosen.textContent()).toContain("I work on this case");
  expect(await page.getByRole("button", { name: "Read", exact: true }).isEnabled()).toBe(true);

  await readFor(page, "To answer the message");
  const heading = page.getByRole("heading", { name: "Persons and entries" });
  expect(await heading.evaluate((one) => one === document.activeElement)).toBe(true);
  await expect.poll(() => isInSight(page.locator(".body-group").first())).toBe(true);
  expect(await textOf(page)).toContain("Counselling");
  expect(await findAxeFaults(page)).toEqual([]);

  await openTab(page, "Judgement");
  expect(await textOf(page)).toContain("No rule was broken.");
  expect(await textOf(page)).toContain("what is known of the person from other messages");
  await openTab(page, "Custody");
  const [newest = ""] = await page.locator(".custody tbody tr").allTextContents();
  expect(newest).toContain("Read");
  expect(newest).toContain("mira");
  expect(newest).toContain("To answer the message");
  // On a phone nothing of a row is out of sight at the side.
  await page.setViewportSize(PHONE);
  const table = page.locator(".custody");
  const width = (await table.boundingBox())?.width ?? 0;
  expect(width).toBeGreaterThan(0);
  expect(width).toBeLessThan(PHONE.width);
});

it("says by the clock of the gateway when a message was read, whatever the clock of the machine shows", async ({
  desk,
}) => {
  const { standing } = await useWorld();
  const page = await desk.signIn("NGO-C", "mira", {
    path: `/messages/${standing.accepted}`,
    prepare: ({ clock }) => clock.setFixedTime(Date.parse("2019-05-06T12:00:00Z")),
  });
  await readFor(page, "I work on this case");
  expect(await page.locator(".read-bar").textContent()).not.toContain("2019");
});

it("separates values as the language does", async ({ desk }) => {
  const { standing } = await useWorld();
  const path = `/messages/${standing.accepted}`;
  const page = await desk.signIn("NGO-C", "mira", { path, locale: "ar" });
  await page.locator(".read-form .button-main").click();
  await page.getByText("الإنجليزية، الروسية").waitFor();
  const warning = { path: `/messages/${standing.quarantined}`, locale: "ar" };
  const other = await desk.signIn("Police-C", "dara", warning);
  await other.locator(".read-form .button-main").click();
  await other.getByText("مكان، مكان الشخص الآن:").waitFor();
});

it("offers to read it before anything else, in sight on a phone", async ({ desk }) => {
  const { standing } = await useWorld();
  const path = `/messages/${standing.accepted}`;
  const page = await desk.signIn("NGO-C", "mira", { path });
  await page.setViewportSize(PHONE);
  const read = page.getByRole("button", { name: "Read", exact: true });
  await read.waitFor();
  expect(await isInSight(read)).toBe(true);
  const details = page.locator(".message-details");
  expect(await details.getByText(standing.accepted).isVisible()).toBe(false);
  await details.getByRole("button", { name: "Details" }).click();
  await details.getByText(standing.accepted).waitFor();
  expect(await findOverflow(page)).toEqual([]);
});

it("says what a legal basis of the message is about", async ({ desk }) => {
  const { standing } = await useWorld();
  const path = `/messages/${standing.owed}`;
  const page = await desk.signIn("Police-C", "mira", { path, size: PHONE });
  const details = page.locator(".message-details");
  await details.getByRole("button", { name: "Details" }).click();
  const basis = details.locator(".basis").filter({ hasText: "DIR2023/977#4" });
  expect(await basis.textContent()).toBe(
    "DIR2023/977#4 (Police Information Exchange Directive): what a request for information to another Member State must meet",
  );
  expect(await findOverflow(page)).toEqual([]);
});

it("says first what a request asks, and by when", async ({ desk }) => {
  const { standing } = await useWorld();
  const page = await desk.signIn("Police-C", "mira", { path: `/messages/${standing.owed}` });
  await readFor(page, "To answer the message");
  const asked = await page.locator(".asked").textContent();
  expect(asked).toMatch(
    /^police-b\.test asks you for information about Person \(Suspect\), by .* UTC\./,
  );
  expect(asked).toContain("The request has no list of what is wanted.");

  // What its entries share is said once, and so is a date that stands there in several forms.
  const person = page.locator(".body-person").first();
  expect(await person.getByText("Source: Reliable in most instances.").count()).toBe(1);
  expect(await person.locator("dt", { hasText: /^About$/ }).count()).toBe(0);
  const born = await person.locator("dt", { hasText: "Date of birth" }).evaluate(nextText);
  expect(born).toBe("Basis Shown by a documentDate 12 Apr 1988 also as year, month");
});

it("draws who and what belong together, and says the same in a table", async ({ desk }) => {
  const { digest, message } = await seedAccepted(await useRun());
  const page = await desk.signIn("NGO-C", "mira", { path: `/messages/${digest}` });
  await readFor(page, "I work on this case");
  const entries = Object.values(message.body);
  const links = entries.flatMap((entry) => entry.links);
  expect(links.length).toBeGreaterThan(0);
  expect(await page.locator(".links-drawing .links-node").count()).toBe(entries.length);
  expect(await page.locator(".links-drawing path").count()).toBe(links.length);
  expect(await page.locator(".links-view tbody tr").count()).toBe(entries.length);
});

it("takes the content off the screen at a press, on another page, and with the cover", async ({
  desk,
}) => {
  const { digest } = await seedAccepted(await useRun());
  const page = await desk.signIn("NGO-C", "mira", { path: `/messages/${digest}` });
  await readFor(page, "I work on this case");
  const hide = page.getByRole("button", { name: "Take it off the screen" });
  await hide.click();
  await hide.waitFor({ state: "detached" });
  expect(await page.content()).not.toContain("Counselling");

  await readFor(page, "I work on this case");
  await page.getByRole("link", { name: "Inbox" }).click();
  await page.waitForURL("**/inbox");
  await page.goBack();
  await untilShown(page);
  expect(await page.content()).not.toContain("Counselling");

  await readFor(page, "I work on this case");
  desk.allow({ answers: [{ status: 401, path: "/v1/" }] });
  await page.getByRole("button", { name: "Cover the screen" }).click();
  await page.getByRole("alertdialog").waitFor();
  expect(await page.content()).not.toContain("Counselling");
});

it("leads on from a link that belongs to another agency", async ({ desk }) => {
  const { standing } = await useWorld();
  desk.allow({ answers: [{ status: 404, path: "/v1/messages/" }] });
  const page = await desk.signIn("Provider-C", "mira", { path: `/messages/${standing.accepted}` });
  expect(await page.locator("h1").textContent()).toBe("No message of this address is held here");
  expect(await page.getByRole("link", { name: "Go to the inbox" }).isVisible()).toBe(true);
});

it("shows an auditor what was done, and nothing of what is said", async ({ desk }) => {
  const { standing } = await useWorld();
  const page = await desk.signIn("NGO-C", "ines", { path: `/messages/${standing.accepted}` });
  expect(await textOf(page)).toContain("What it says is for caseworkers and approvers.");
  expect(await page.getByRole("button", { name: "Read", exact: true }).count()).toBe(0);
  await openTab(page, "Judgement");
  expect(await textOf(page)).toContain("Read the content first.");
});

const nextText = ({ nextElementSibling }: Element): string | null | undefined =>
  nextElementSibling?.textContent;
