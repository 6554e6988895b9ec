import { prepareDraft } from "@safepassage/exchange/play/prepared";
import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { chooseCase, chooseFile, type Draft, openCase, settled } from "./compose-case.ts";
import { it, PHONE } from "./harness.ts";
import { isInSight } from "./in-sight.ts";

/** Where a row stands among all rows of the case. */
const placeOf = (row: Element): number => [...document.querySelectorAll(".case-row")].indexOf(row);

const rowOf = (page: Page, name: string) => page.getByRole("group", { name, exact: true }).first();

describe("composing", () => {
  it("shows beside each value what becomes of it, and why with the article", async ({ desk }) => {
    const page = await desk.signIn("NGO-B", "mira", { path: "/compose" });
    await openCase(page);
    expect(await rowOf(page, "Sex").textContent()).toContain("goes as it is");
    const birth = rowOf(page, "Date of birth");
    expect(await birth.textContent()).toContain("goes less precisely");
    expect(await birth.textContent()).toContain("24 to 26 years");
    const number = rowOf(page, "National number");
    expect(await number.textContent()).toContain("stays here");
    await number.getByRole("button", { name: "Change: National number" }).focus();
    const why = number.locator(".why-text");
    await why.waitFor();
    expect(await why.textContent()).toMatch(/“National number”.*Law: .*GDPR 5/s);
  });

  it("leads from one value that stays to the next, each with its reason open", async ({ desk }) => {
    const page = await desk.signIn("NGO-B", "mira", { path: "/compose" });
    await openCase(page);
    const shown = new Set<number>();
    const staying = await page.locator('.case-row[data-outcome="withheld"]').count();
    for (let turn = 0; turn < staying; turn++) {
      await page.getByRole("button", { name: "Show what stays" }).click();
      const open = page.locator(".case-row:focus-within");
      // The page leads there once it has drawn the reason.
      await expect.poll(async () => shown.has(await open.evaluate(placeOf))).toBe(false);
      expect(await open.getAttribute("data-outcome")).toBe("withheld");
      await open.locator(".why-text").waitFor();
      shown.add(await open.evaluate(placeOf));
    }
    expect(staying).toBeGreaterThan(2);
    expect(shown.size).toBe(staying);
  });

  it("changes what leaves at once with purpose, recipient and consent", async ({ desk }) => {
    desk.allow({ answers: [{ status: 422, path: "/v1/preview" }] });
    const page = await desk.signIn("NGO-B", "mira", { path: "/compose" });
    await openCase(page);
    const nationality = rowOf(page, "Nationality").locator(".case-leaves");
    expect(await nationality.textContent()).toContain("goes as it is");
    const given = page.getByRole("group", { name: "Given on" }).getByRole("spinbutton");
    const parts = await given.evaluateAll((all) => all.map((one) => one.dataset["type"]));
    expect(parts).toEqual(["day", "month", "year", "hour", "minute"]);
    await page.getByRole("button", { name: /State of the consent/ }).click();
    await page.getByRole("option", { name: "Withdrawn by the person" }).click();
    await page.getByText("Code for your operator: CONSENT_WITHDRAWN").waitFor();
    await page.getByRole("button", { name: "Remove this consent" }).click();
    await settled(page);
    expect(await nationality.textContent()).toContain("stays here");
    await page.getByRole("button", { name: /^.*Purpose/ }).click();
    await page.getByRole("option", { name: "Rights of a person over her data" }).click();
    await page.getByText("Still to choose: Legal basis.").waitFor();
    expect(await page.locator(".case-leaves .tag").count()).toBe(0);
    await page.getByRole("checkbox", { name: /GDPR#15/ }).check({ force: true });
    await page.getByText("The message lacks “Right exercised”").first().waitFor();
  });

  it("sends what it showed, and leads to the message", async ({ desk }) => {
    const page = await desk.signIn("NGO-B", "mira", { path: "/compose" });
    await openCase(page);
    const shown = await page.locator(".send-bar").textContent();
    expect(shown).toContain("The recipient's gateway will accept this");
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await page.getByRole("heading", { name: "Sent", exact: true }).waitFor();
    await page.getByText("ngo-c.test has accepted it and signed a receipt").waitFor();
    expect(await page.getByText("The message is signed and on its way.").count()).toBe(0);
    expect(await page.locator("nav [aria-current=page]").count()).toBe(0);
    await page.setViewportSize(PHONE);
    const show = page.getByRole("link", { name: "Show the message" });
    const href = await show.getAttribute("href");
    expect(href).toMatch(/^\/messages\/[\w-]{43}$/);
    const spot = await show.boundingBox();
    await show.click();
    // A second tap at the same spot destroys nothing.
    const withdraw = page.getByRole("button", { name: "Withdraw the consent" });
    await withdraw.waitFor();
    const [end, start] = [(spot?.y ?? 0) + (spot?.height ?? 0), (await withdraw.boundingBox())?.y];
    expect(start).toBeGreaterThan(end + TAP_PX);
    const recipient = await desk.signIn("NGO-C", "mira", { path: "/inbox" });
    await recipient.locator(`a[href="${href}"]`).waitFor();
  });

  it("says in the bar itself why a message was not sent, where it is in sight", async ({
    desk,
  }) => {
    const page = await desk.signIn("NGO-B", "mira", { path: "/compose" });
    desk.allow({ away: true });
    await openCase(page);
    await page.route("**/v1/messages", (route) => route.abort("connectionrefused"));
    await page.evaluate(() => scrollTo(0, 0));
    await page.getByRole("button", { name: "Send", exact: true }).click();
    const told = page.locator(".send-bar").getByRole("alert");
    await told.waitFor();
    await expect.poll(() => isInSight(told)).toBe(true);
    expect(await isInSight(page.getByRole("button", { name: "Send", exact: true }))).toBe(true);
    await page.unroute("**/v1/messages");
    await told.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("heading", { name: "Sent", exact: true }).waitFor();
  });

  it("has the means to send in sight on a phone, and hides nothing beneath that has the focus", async ({
    desk,
  }) => {
    const page = await desk.signIn("NGO-B", "mira", { path: "/compose", size: PHONE });
    await openCase(page);
    const send = page.getByRole("button", { name: "Send", exact: true });
    const bar = page.locator(".send-bar");
    await page.evaluate(() => scrollTo(0, 0));
    await expect.poll(() => isInSight(send)).toBe(true);
    const label = rowOf(page, "Sex").locator(".case-leaves").getByText("What will leave");
    await label.scrollIntoViewIfNeeded();
    expect(await label.isVisible()).toBe(true);
    for (const name of ["Change: Sex", "Change: Nationality", "Change: Telephone number"]) {
      await page.evaluate(() => scrollTo(0, 0));
      const change = page.getByRole("button", { name }).first();
      await change.focus();
      await expect.poll(() => isInSight(change), { message: name }).toBe(true);
    }
    await page.setViewportSize({ width: PHONE.width, height: 600 });
    expect(await bar.evaluate((one) => getComputedStyle(one).position)).toBe("static");
  });

  it("has a press end where it began, though the reason above closes", async ({ desk }) => {
    const page = await desk.signIn("Police-C", "mira", { path: "/compose" });
    await chooseFile(page, JSON.stringify(prepareDraft("s04-2", new Date()).draft));
    await settled(page);
    const why = page.getByRole("button", { name: /^Why/ }).last();
    await why.focus();
    // The bar lies a little lower than where the page would have it at its end.
    await page.evaluate(() =>
      scrollTo(0, document.documentElement.scrollHeight - innerHeight - 30),
    );
    const keep = page.getByRole("button", { name: "Keep as draft" });
    const { x = 0, y = 0 } = (await keep.boundingBox()) ?? {};
    await page.mouse.move(x + 10, y + 10);
    await page.mouse.down();
    await page.waitForTimeout(100);
    expect((await keep.boundingBox())?.y).toBe(y);
    const keeping = page.waitForResponse((response) => response.url().endsWith("/v1/drafts"));
    await page.mouse.up();
    await keeping;
    await expect.poll(() => why.getAttribute("aria-expanded")).toBe("false");
  });

  it("shows at its value what cannot be read, and keeps what was typed", async ({ desk }) => {
    desk.allow({ answers: [{ status: 422, path: "/v1/preview" }] });
    const page = await desk.signIn("NGO-B", "mira", { path: "/compose" });
    await openCase(page);
    const phone = rowOf(page, "Telephone number");
    await phone.getByRole("button", { name: "Change: Telephone number" }).click();
    await phone.getByRole("textbox").fill("ring twice");
    await phone.locator(".field-error").waitFor();
    expect(await phone.getByRole("textbox").inputValue()).toBe("ring twice");
    expect(await page.getByRole("button", { name: "Send", exact: true }).isDisabled()).toBe(true);
    await phone.getByRole("textbox").fill("+9990000000");
    await settled(page);
    expect(await phone.locator(".field-error").count()).toBe(0);
  });

  it("shows hostile values as text", async ({ desk }) => {
    desk.allow({ answers: [{ status: 422, path: "/v1/preview" }] });
    const page = await desk.signIn("NGO-B", "mira", { path: "/compose" });
    const refused = page.waitForResponse((response) => response.status() === 422);
    await chooseCase(page, (draft) => ({ ...draft, body: withNames(draft.body, HOSTILE) }));
    await refused;
    for (const value of HOSTILE) {
      expect(await page.getByText(value, { exact: false }).count(), value).toBeGreaterThan(0);
    }
    expect(await page.evaluate(() => Reflect.get(window, "hacked"))).toBeUndefined();
    expect(await page.locator("main img, main script, main iframe").count()).toBe(0);
  });

  it("says what is no draft, and goes on", async ({ desk }) => {
    const page = await desk.signIn("NGO-B", "mira", { path: "/compose" });
    await chooseFile(page, "{");
    await page.getByText("This file is no draft").waitFor();
    await openCase(page);
    expect(await page.getByText("This file is no draft").count()).toBe(0);
  });
});

/** A fingertip. */
const TAP_PX = 44;

const HOSTILE = [
  `<img src=x onerror="window.hacked=1">`,
  `"><script>window.hacked=1</script>`,
  "\u202Eabc\u202C آ ב {{7*7}}",
  "x".repeat(400),
];

/** Puts values into the first text of each entry, whatever the catalogue thinks of them. */
function withNames(body: Draft["body"], values: readonly string[]): Draft["body"] {
  const rest = [...values];
  return Object.fromEntries(
    Object.entries(body).map(([gid, group]) => {
      const { leaves, ...other } = group as { readonly leaves: readonly { f: string }[] };
      const [first, ...others] = leaves;
      const v = rest.shift();
      return [
        gid,
        v === undefined || first === undefined
          ? group
          : { ...other, leaves: [{ ...first, v }, ...others] },
      ];
    }),
  );
}
