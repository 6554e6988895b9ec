import { mkdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { launchChromium, newQuietContext, takePicture } from "@safepassage/testing/browser";
import {
  COLOUR_RULES,
  findAxeFaults,
  findKeyboardFaults,
  findMotion,
  findOverflow,
  findSmallTargets,
} from "@safepassage/testing/page-checks";
import type { Browser, BrowserContext, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunningDemo } from "./running-demo.ts";

/** Plays a scene of the tour in a browser to its end, and holds each of its pages against what must hold for every page. */
export function checkTourPages(demo: () => RunningDemo): void {
  describe("the pages of the tour", () => {
    let browser: Browser;
    let english: Visitor;
    let arabic: Visitor;
    beforeAll(async () => {
      mkdirSync(PICTURES, { recursive: true });
      browser = await launchChromium();
      [english, arabic] = await Promise.all([
        visit(browser, { name: "laptop-en", locale: "en-GB", size: LAPTOP }),
        visit(browser, { name: "phone-ar", locale: "ar", size: PHONE }),
      ]);
    }, 60_000);
    afterAll(() => browser?.close());

    const expectUsable = async (face: Face): Promise<void> => {
      const both = await Promise.all([english, arabic].map((one) => faultsOf(one, face)));
      expect(both.flat()).toEqual([]);
    };

    it("begin with what to do, and lead to a scene", async () => {
      await Promise.all([english, arabic].map(({ page }) => page.goto(demo().url)));
      await english.page.getByText("7 of 7 done").waitFor();
      await arabic.page.locator(".deed").first().waitFor();
      expect(await english.page.getByRole("heading", { level: 3 }).allTextContents()).toContain(
        "Watch a refusal",
      );
      await expectUsable({ name: "first", part: "main", isNew: true });
      await english.page.getByRole("link", { name: "Have it shown: Watch a refusal" }).click();
      await english.page.getByRole("heading", { level: 1, name: /./ }).waitFor();
      await arabic.page.goto(`${demo().url}#/S01`);
    }, 60_000);

    it("play a step, and say what stayed behind and why", async () => {
      const { page } = english;
      await page.getByRole("button", { name: "Play this scene again" }).click();
      await play(page, 1);
      await stepOf(page, 1)
        .getByText("Sent and accepted. The recipient has signed that.")
        .waitFor();
      expect(await stepOf(page, 1).locator(".fate[data-tone=bad]").first().textContent()).toMatch(
        /Stayed behind.*Names.*consented.*Law: /s,
      );
      await untilPlayed(arabic.page, 1);
      await expectUsable({ name: "middle", part: ".steps > li:nth-child(1)", isNew: true });
    }, 60_000);

    it("lead to the message in the console of an agency", async () => {
      const [gateway] = await Promise.all([
        english.page.waitForEvent("popup"),
        stepOf(english.page, 1)
          .getByRole("link", { name: "The message at NGO-C, as Mira" })
          .click(),
      ]);
      // The link says who it is for: nobody is asked.
      await gateway.getByRole("heading", { level: 1, name: "Referral from ngo-b.test" }).waitFor();
      expect(new URL(gateway.url()).pathname).toMatch(/^\/messages\/[\w-]{43}$/);
      await gateway.close();
    }, 60_000);

    it("show a refusal, and its bytes", async () => {
      await play(english.page, 2);
      const step = stepOf(english.page, 2);
      await step.getByText("Refused twice: at home, and by the recipient.").waitFor();
      await step.getByRole("button", { name: "Show the bytes" }).click();
      await step.getByText(/^POST \/inbox to NGO-C/).waitFor();
      await untilPlayed(arabic.page, 2);
      await expectUsable({ name: "refused", part: ".steps > li:nth-child(2)" });
    }, 60_000);

    it("play the scene to its end, and lead to the next", async () => {
      const { page } = english;
      for (const number of [3, 4]) await play(page, number);
      await stepOf(page, 4)
        .getByText("Withdrawn, and destroyed on both sides. The proof remains.")
        .waitFor();
      expect(await page.getByRole("button", { name: "Play this step" }).count()).toBe(0);
      await untilPlayed(arabic.page, 4);
      await expectUsable({ name: "end", part: ".steps > li:nth-child(n+3)" });
      await page.locator("main .button-main").click();
      await page.waitForURL("**/#/S02");
    }, 60_000);

    it("show a step that somebody wants to see, after those before it", async () => {
      const { page } = english;
      await page.goto(`${demo().url}#/S04/2`);
      await untilPlayed(page, 2);
      await expect
        .poll(() => page.evaluate(() => document.activeElement?.id), { timeout: 5_000 })
        .toBe("S04.2");
      await stepOf(page, 2).getByText("This shows: Answer a request").waitFor();
      expect(await stepOf(page, 1).locator(".look").isVisible()).toBe(false);
      await stepOf(page, 1).getByRole("button", { name: "What happened" }).click();
      await stepOf(page, 1).locator(".look").waitFor();
    }, 60_000);

    it("bring along to a console which language and colours were chosen", async () => {
      const { page } = english;
      const toConsole = stepOf(page, 2).locator(".look a").first();
      expect(await toConsole.getAttribute("href")).not.toContain("locale");
      await page.getByLabel("Language").selectOption("fr");
      await page.getByLabel("Couleurs").selectOption("dark");
      await expect.poll(() => toConsole.getAttribute("href")).toMatch(/locale%3Dfr%26theme%3Ddark/);
    });

    it("say in Arabic what a scene says, and what a gateway has answered in it", async () => {
      const inArabic = readArabic();
      await arabic.page.getByRole("heading", { level: 1, name: inArabic("S01.title") }).waitFor();
      for (const id of ["S01.story", "S01.1", "S01.2"]) {
        const shown = arabic.page.getByText(inArabic(id), { exact: true }).first();
        await shown.waitFor({ state: "attached" });
        expect(await shown.evaluate((one) => one.closest("[lang]")?.tagName)).toBe("HTML");
      }
    });

    it("have nothing go wrong in them", () => {
      expect([...english.faults, ...arabic.faults]).toEqual([]);
    });
  });
}

/** Somebody with the tour before them. */
interface Visitor {
  readonly name: string;
  readonly context: BrowserContext;
  readonly page: Page;
  /** What went wrong in the page, each in a line. */
  readonly faults: string[];
}

async function visit(
  browser: Browser,
  { name, locale, size }: { readonly name: string; readonly locale: string; readonly size: Size },
): Promise<Visitor> {
  const context = await newQuietContext(browser, { locale, viewport: size });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("console", (message) => faults.push(message.text()));
  page.on("pageerror", ({ message }) => faults.push(message));
  page.on("response", (response) => {
    if (!response.ok()) faults.push(`${response.status()} ${response.url()}`);
  });
  return { name, context, page, faults };
}

/** How the tour looks at some moment. */
interface Face {
  /** For the name of its pictures. */
  readonly name: string;
  /** Selector of what is new in it. The pictures begin with it. */
  readonly part: string;
  /** Whether the page around it was not looked at before. */
  readonly isNew?: boolean;
}

/** What is wrong with a page as it stands, in light and in dark. Leaves a picture of each. */
async function faultsOf(
  { page, name: who }: Visitor,
  { name, part, isNew = false }: Face,
): Promise<readonly string[]> {
  const within = isNew ? undefined : part;
  const faults = [
    ...(await findMotion(page)),
    ...(await findOverflow(page)),
    ...(await findSmallTargets(page)),
    ...(await findAxeFaults(page, undefined, within)),
  ];
  await page.evaluate((selector) => {
    document.querySelector("nav")?.scrollTo(0, 0);
    document.querySelector(selector)?.scrollIntoView();
  }, part);
  for (const theme of ["dark", "light"] as const) {
    await page.emulateMedia({ colorScheme: theme });
    await takePicture(page, join(PICTURES, `tour-${name}-${who}-${theme}.png`));
    if (theme === "dark") faults.push(...(await findAxeFaults(page, COLOUR_RULES, within)));
  }
  if (isNew || who === "laptop-en") faults.push(...(await findKeyboardFaults(page)));
  return faults.map((fault) => `${name}, ${who}: ${fault}`);
}

const stepOf = (page: Page, number: number): Locator => page.locator(".steps > li").nth(number - 1);

async function play(page: Page, number: number): Promise<void> {
  await stepOf(page, number).getByRole("button", { name: "Play this step" }).click();
  await untilPlayed(page, number);
}

const untilPlayed = (page: Page, number: number): Promise<void> =>
  stepOf(page, number).locator("[data-state=played] .look").waitFor({ timeout: 30_000 });

/** What the scenes say in Arabic, by id. */
function readArabic(): (id: string) => string {
  const file = new URL("../../console/src/words/ar/tour-scenes.json", import.meta.url);
  const texts = JSON.parse(readFileSync(file, "utf8")) as Readonly<Record<string, string>>;
  return (id) => {
    const text = texts[id];
    if (text === undefined) throw new Error(`there is no ${id} in Arabic`);
    return text;
  };
}

type Size = { readonly width: number; readonly height: number };

const LAPTOP = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };
const PICTURES = resolve(import.meta.dirname, "../../../.cache/console-pictures");
