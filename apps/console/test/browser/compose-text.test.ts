import { prepareCase } from "@safepassage/exchange/play/prepared";
import { findOverflow } from "@safepassage/testing/page-checks";
import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { it, PHONE } from "./harness.ts";
import { useWorld } from "./use-world.ts";

describe("a case from a file", () => {
  it("takes the place of what was filled in only after a question", async ({ desk }) => {
    const page = await desk.signIn("NGO-B", "mira", { path: "/compose" });
    await addEntry(page, "Need");
    await openCase(page);
    const question = page.getByRole("alertdialog");
    expect(await question.textContent()).toContain("Replace what is on this page?");
    // A screen reader says what stands here with the title.
    const text = await question.getAttribute("aria-describedby");
    expect(await page.locator(`[id="${text}"]`).textContent()).toMatch(/\w+/);
    await question.getByRole("button", { name: "Stay here" }).click();
    expect(await titlesOf(page)).toEqual(["Need"]);
    await openCase(page);
    await question.getByRole("button", { name: "Replace", exact: true }).click();
    await page.getByText("The recipient's gateway will accept this").waitFor();
    expect(await titlesOf(page)).toContain("Identity");
  });
});

describe("the names of codes", () => {
  it("stand in the order of the page's language, whatever that of the browser is", async ({
    desk,
  }) => {
    // Swedish, which the console does not speak, has Å after Z.
    const page = await desk.signIn("NGO-B", "mira", { path: "/compose", locale: "sv-SE" });
    await addEntry(page, "Person");
    await choose(page, "Add a value", "Nationality");
    await page.keyboard.press("ArrowDown");
    const options = page.getByRole("listbox").getByRole("option");
    await options.nth(2).waitFor();
    const names = await options.locator("span:first-child").allTextContents();
    expect(names.slice(0, 3)).toEqual(["Afghanistan", "Åland Islands", "Albania"]);
  });
});

describe("a list of choices", () => {
  it("opens before its choices are there, and says so", async ({ desk }) => {
    const page = await desk.signIn("NGO-B", "mira", { path: "/compose" });
    const held = Promise.withResolvers<void>();
    await page.route("**/sendable**", (route) => held.promise.then(() => route.continue()));
    await page.getByRole("combobox", { name: "Recipient" }).fill("police-b");
    await page.getByRole("option", { name: "police-b.test" }).click();
    await page.getByRole("button", { name: /Purpose$/ }).click();
    await page.getByRole("listbox").getByText("Nothing to choose here yet.").waitFor();
    held.resolve();
    await page.getByRole("option", { name: "Rights of a person over her data" }).click();
    await page.getByRole("button", { name: /Rights of a person over her data/ }).waitFor();
  });
});

describe("the focus", () => {
  it("goes along with what is added and taken away", async ({ desk }) => {
    const page = await desk.signIn("NGO-B", "mira", { path: "/compose" });
    await addEntry(page, "Person");
    const person = page.locator(".case-group");
    expect(await isFocused(person.getByRole("button", { name: /Role of the person/ }))).toBe(true);
    await choose(page, "Add a value", "Nationality");
    const nationality = person.locator(".case-row").last();
    expect(await isFocused(nationality.getByRole("combobox"))).toBe(true);
    await nationality.getByRole("button", { name: /^Remove/ }).press("Enter");
    expect(await isFocused(person)).toBe(true);
    await person.getByRole("button", { name: /^Remove this entry/ }).press("Enter");
    expect(await isFocused(page.locator(".case-table"))).toBe(true);
    await addEntry(page, "Need");
    expect(await isFocused(page.locator(".case-group"))).toBe(true);
  });

  it("stays at a legal basis that is taken, although the list was to be folded before", async ({
    desk,
  }) => {
    const page = await desk.signIn("NGO-B", "mira", { path: "/compose" });
    await page.getByRole("combobox", { name: "Recipient" }).fill("police-b");
    await page.getByRole("option", { name: "police-b.test" }).click();
    await page.getByRole("button", { name: /Purpose$/ }).click();
    await page.getByRole("listbox").getByRole("option").first().click();
    const bases = page.getByRole("group", { name: "Legal basis" }).getByRole("checkbox");
    await bases.nth(1).waitFor();
    await page.getByRole("button", { name: "Choose the legal basis" }).press("Enter");
    await bases.first().press("Space");
    await page.getByRole("button", { name: /^Legal basis: / }).waitFor();
    expect(await isFocused(bases.first())).toBe(true);
    await bases.nth(1).press("Space");
    expect(await bases.nth(1).isChecked()).toBe(true);
  });

  it("goes past a list without opening it", async ({ desk }) => {
    const page = await desk.signIn("NGO-B", "mira", { path: "/compose" });
    const recipient = page.getByRole("combobox", { name: "Recipient" });
    await page.getByRole("button", { name: "Open a case from a file" }).focus();
    await page.keyboard.press("Tab");
    expect(await isFocused(recipient)).toBe(true);
    expect(await recipient.getAttribute("aria-expanded")).toBe("false");
    await page.keyboard.press("ArrowDown");
    await page.getByRole("option", { name: "police-b.test" }).waitFor();
    await page.keyboard.press("Escape");
    await recipient.click();
    await page.getByRole("option", { name: "police-b.test" }).waitFor();
  });

  it("is led to each thing that is wrong", async ({ desk }) => {
    const page = await desk.signIn("NGO-B", "mira", { path: "/compose" });
    await openCase(page);
    await page.getByText("The recipient's gateway will accept this").waitFor();
    await page.getByRole("button", { name: "Remove this entry: Need" }).click();
    await page.getByRole("button", { name: "Show what is wrong" }).click();
    const wrong = page.locator(".notice", { hasText: "lacks “Services needed”" });
    expect(await isFocused(wrong)).toBe(true);
    // It is a part of the page: a screen reader would say it again after each list that closes.
    expect(await wrong.getAttribute("role")).toBeNull();
  });
});

it("a field that a message lacks is added where the page says so", async ({ desk }) => {
  const page = await desk.signIn("NGO-B", "mira", { path: "/compose" });
  await openCase(page);
  await page.getByText("The recipient's gateway will accept this").waitFor();
  await page.getByRole("button", { name: "Remove this entry: Need" }).click();
  await page.getByRole("button", { name: "Add “Services needed”" }).click();
  const row = page.getByRole("group", { name: "Services needed" });
  expect(await row.evaluate((one) => one.contains(document.activeElement))).toBe(true);
  expect(await titlesOf(page)).toContain("Need");
});

it("a value that is not written as its field asks is led to, with an example", async ({ desk }) => {
  desk.allow({ answers: [{ status: 422, path: "/v1/preview" }] });
  const page = await desk.signIn("NGO-B", "mira", { path: "/compose" });
  await openCase(page, (text) => text.replace("+99955501001", "0170 1234"));
  await page.getByText("1 value is not written as its field asks").waitFor();
  expect(await page.getByText("Working out what will leave").count()).toBe(0);
  await page.getByRole("button", { name: "Show what is wrong" }).click();
  await page.keyboard.press("Enter");
  const phone = page.getByRole("textbox", { name: "Telephone number" });
  expect(await isFocused(phone)).toBe(true);
  const row = page.getByRole("group", { name: "Telephone number" });
  await row.getByText("For example: +99955501001").waitFor();
  await row.getByText("A text is not written as its field asks").waitFor();
  await row.getByText("Correct this value first").waitFor();
  await phone.fill("+999 (555) 01-002");
  expect(await phone.inputValue()).toBe("+99955501002");
  await page.getByText("The recipient's gateway will accept this").waitFor();
});

it("a consent says what has still to be filled in, and at its entry what is wrong", async ({
  desk,
}) => {
  desk.allow({ answers: [{ status: 422, path: "/v1/preview" }] });
  const page = await desk.signIn("NGO-B", "mira", { path: "/compose" });
  const until = /(?<="validUntil":")[^"]+/;
  await openCase(page, (text) => text.replace(until, "2020-01-01T00:00:00Z"));
  const consent = page.locator(".consent");
  await consent.getByText("It ends before it was given").waitFor();
  await page.getByRole("button", { name: "Show what is wrong" }).click();
  const focused = consent.getByRole("spinbutton").and(page.locator(":focus"));
  expect(await focused.count()).toBe(1);
  await page.getByRole("button", { name: "Remove this consent" }).click();
  await page.getByText(/^This purpose needs what stays here: Services needed/).waitFor();
  await page.getByRole("button", { name: "Add the consent of this person" }).click();
  await page.getByText(/^Still to choose: Consent \(Given on, Valid until, Language/).waitFor();
  expect(await page.locator(".notice").count()).toBe(0);
  const keeping = page.waitForResponse((response) => response.url().endsWith("/v1/drafts"));
  await page.getByRole("button", { name: "Keep as draft" }).click();
  expect((await keeping).status()).toBe(201);
});

it("a legal basis is said in words", async ({ desk }) => {
  const { standing } = await useWorld();
  const path = `/drafts/${standing.waiting}`;
  const page = await desk.signIn("NGO-B", "mira", { path });
  await page.getByRole("button", { name: /^For ngo-c/ }).click();
  await page.getByRole("button", { name: /^Legal basis/ }).click();
  const bases = page.locator(".bases label");
  const textOf = (basis: string): Promise<string | null> =>
    bases.filter({ hasText: basis }).textContent();
  expect(await textOf("GDPR#6(1)(d)")).toContain(
    "permits the processing: to protect somebody's life",
  );
  expect(await textOf("DIR2011/36#11(4)")).toBe(
    "DIR2011/36#11(4) (Anti-Trafficking Directive) gives the task: victims are recognised early, helped and referred, also across borders",
  );
  // Nobody has read this one: it is said only what it does.
  expect(await textOf("DIR2011/36#11(5)")).toMatch(/\) gives the task$/);
  await page.setViewportSize(PHONE);
  expect(await findOverflow(page)).toEqual([]);
});

const isFocused = (locator: ReturnType<Page["locator"]>): Promise<boolean> =>
  locator.evaluate((element) => element === document.activeElement);

const titlesOf = (page: Page): Promise<readonly string[]> =>
  page.locator(".case-group h3").allTextContents();

const addEntry = (page: Page, name: string): Promise<void> => choose(page, "Add an entry", name);

/** Adds something as somebody without a pointer does. */
async function choose(page: Page, box: string, name: string): Promise<void> {
  await page.getByPlaceholder(box).fill(name);
  await page.getByRole("option", { name, exact: true }).waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.getByRole("option", { name, exact: true }).waitFor({ state: "detached" });
}

async function openCase(page: Page, change = (text: string): string => text): Promise<void> {
  const { draft } = await prepareCase("ngo-b", "s01-1", new Date());
  const [chooser] = await Promise.all([
    page.waitForEvent("filechooser"),
    page.getByRole("button", { name: "Open a case from a file" }).click(),
  ]);
  const buffer = Buffer.from(change(JSON.stringify(draft)));
  await chooser.setFiles({ name: "case.json", mimeType: "application/json", buffer });
}
