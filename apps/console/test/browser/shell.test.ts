import type { Page, Route } from "playwright-core";
import { describe, expect } from "vitest";
import { goTo, it, PHONE, untilShown } from "./harness.ts";

describe("language and colours", () => {
  it("are those of the browser at first, and what was chosen from then on", async ({ desk }) => {
    const page = await desk.signIn("NGO-C", "mira", { locale: "fr-CA", theme: "dark" });
    expect(await looks(page)).toEqual({ lang: "fr", dir: "ltr", theme: "dark" });
    const [language, colours] = await page.locator(".settings select").all();
    await language?.selectOption("ar");
    await colours?.selectOption("light");
    await expect.poll(() => looks(page)).toEqual(CHOSEN);
    await page.reload();
    await untilShown(page);
    expect(await looks(page)).toEqual(CHOSEN);
    // And those of the system again.
    await page.locator(".settings select").last().selectOption("system");
    await expect.poll(() => looks(page)).toEqual({ ...CHOSEN, theme: "dark" });
    await page.emulateMedia({ colorScheme: "light" });
    await expect.poll(() => looks(page)).toEqual(CHOSEN);
  });

  it("are those that were chosen last, however late the words of another one come", async ({
    desk,
  }) => {
    const page = await desk.signIn("NGO-C", "mira");
    const language = page.locator(".settings select").first();
    const held: Route[] = [];
    let isHeld = true;
    await page.route("**/assets/**", async (route) => {
      if (isHeld) held.push(route);
      else await route.continue();
    });
    await language.selectOption("ar");
    await expect.poll(() => held.length).toBeGreaterThan(0);
    isHeld = false;
    await language.selectOption("fr");
    await expect.poll(() => looks(page)).toMatchObject({ lang: "fr", dir: "ltr" });
    const came = held.map((route) => page.waitForResponse(route.request().url()));
    await Promise.all(held.map((route) => route.continue()));
    await Promise.all(came);
    // Words that the page had asked for are taken by then.
    await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));
    expect(await looks(page)).toMatchObject({ lang: "fr", dir: "ltr" });
  });

  it("bring the font of their own script alone, although each names the others", async ({
    desk,
  }) => {
    for (const [locale, scripts] of [
      ["en", ["latin"]],
      ["ar", ["arabic", "latin"]],
    ] as const) {
      const page = await desk.signIn("NGO-B", "mira", { path: "/drafts", locale });
      await page.evaluate(() => document.fonts.ready.then(() => {}));
      expect(await fontsOf(page)).toEqual(scripts);
    }
  });

  it("come along with a link, which does not keep them in the address", async ({ desk }) => {
    const path = "/outbox?locale=ar&theme=dark&state=accepted";
    const page = await desk.signIn("NGO-B", "mira", { path });
    const { lang, dataset } = await page.evaluate(() => {
      const { lang, dataset } = document.documentElement;
      return { lang, dataset: { ...dataset } };
    });
    expect([lang, dataset["theme"]]).toEqual(["ar", "dark"]);
    expect(new URL(page.url()).search).toBe("?state=accepted");
    await goTo(page, "/outbox?locale=__proto__&theme=red");
    expect(await page.evaluate(() => document.documentElement.lang)).toBe("ar");
  });

  it("follow the system as long as nobody has chosen", async ({ desk }) => {
    const page = await desk.openPage("NGO-C");
    expect((await looks(page)).theme).toBe("light");
    await page.emulateMedia({ colorScheme: "dark" });
    await expect.poll(async () => (await looks(page)).theme).toBe("dark");
  });

  it("leave nothing that was typed behind when they change", async ({ desk }) => {
    const page = await desk.signIn("NGO-B", "mira", { path: "/compose" });
    const recipient = page.getByRole("combobox", { name: "Recipient" });
    await recipient.fill("ngo-c");
    await recipient.press("ArrowDown");
    await recipient.press("Enter");
    await expect.poll(() => recipient.inputValue()).toBe("ngo-c.test");
    await page.locator(".settings select").first().selectOption("ar");
    await expect.poll(() => page.evaluate(() => document.documentElement.lang)).toBe("ar");
    const translated = page.getByRole("main").getByRole("combobox").first();
    expect(await translated.inputValue()).toBe("ngo-c.test");
  });
});

describe("the keyboard", () => {
  it("leads past the menu with the first key, and says with the heading where it has come", async ({
    desk,
  }) => {
    const page = await desk.signIn("NGO-C", "mira", { path: "/inbox" });
    await page.keyboard.press("Tab");
    expect(await focused(page)).toBe("Go to the content");
    await page.keyboard.press("Enter");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("content");
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.closest("main") !== null)).toBe(true);

    await page.getByRole("link", { name: "Outbox" }).press("Enter");
    await untilShown(page);
    await expect.poll(() => focused(page)).toBe("Outbox");
  });

  it("opens the menu of a phone, which closes once somebody has chosen", async ({ desk }) => {
    const page = await desk.signIn("NGO-C", "mira", { path: "/inbox", size: PHONE });
    const menu = page.getByRole("button", { name: "Menu" });
    expect(await menu.getAttribute("aria-expanded")).toBe("false");
    await menu.press("Enter");
    expect(await menu.getAttribute("aria-expanded")).toBe("true");
    await page.getByRole("link", { name: "Outbox" }).press("Enter");
    await page.getByRole("heading", { level: 1, name: "Outbox" }).waitFor();
    expect(await menu.getAttribute("aria-expanded")).toBe("false");
    expect(await focused(page)).toBe("Outbox");
  });
});

it("leads each role to the first page that is open to it", async ({ desk }) => {
  const page = await desk.signIn("NGO-C", "olek", { path: "/" });
  const first = page.getByRole("navigation").getByRole("link").first();
  expect(new URL(page.url()).pathname).toBe(await first.getAttribute("href"));
});

const looks = (page: Page) =>
  page.evaluate(() => {
    const { lang, dir, dataset } = document.documentElement;
    return { lang, dir, theme: dataset["theme"] };
  });

const focused = (page: Page): Promise<string | null | undefined> =>
  page.evaluate(() => document.activeElement?.textContent);

const CHOSEN = { lang: "ar", dir: "rtl", theme: "light" };

/** The scripts of the fonts that a page has loaded. */
const fontsOf = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() =>
    performance
      .getEntriesByType("resource")
      .flatMap(({ name }) => /noto-sans-(?:arabic-)?(\w+)-wght/.exec(name)?.[1] ?? [])
      .toSorted(),
  );
