import { launchChromium } from "@safepassage/testing/browser";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readArabic } from "./arabic-scenes.ts";
import type { RunningDemo } from "./running-demo.ts";
import { type Face, faultsOf, type Visitor, visit } from "./tour-visitor.ts";

/** Plays a scene of the tour in a browser to its end, and holds each of its pages against what must hold for every page. */
export function checkTourPages(demo: () => RunningDemo): void {
  describe("the pages of the tour", () => {
    let browser: Browser;
    let english: Visitor;
    let arabic: Visitor;
    beforeAll(async () => {
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
      const { page } = english;
      // All is done, but nobody has looked at what became of the last.
      await page.getByText("6 of 7 done").waitFor();
      await arabic.page.locator(".deed").first().waitFor();
      expect(await page.getByRole("heading", { level: 3 }).allTextContents()).toContain(
        "Watch a refusal",
      );
      await expectUsable({ name: "first", part: "main", isNew: true });
      const look = page.getByRole("link", { name: "Now look at NGO-C" });
      expect(await page.locator("main .button-main").count()).toBe(1);
      const [gateway] = await Promise.all([page.waitForEvent("popup"), look.click()]);
      await gateway.getByText("The content is erased").waitFor();
      await gateway.close();
      await page.getByText("7 of 7 done").waitFor();
      expect(await page.locator("main .button-main").count()).toBe(0);
    }, 60_000);

    it("fold what is done to a line, which opens and leads to nothing that is gone", async () => {
      const { page } = english;
      const card = page.locator(".deed").nth(1);
      expect((await card.boundingBox())?.height).toBeLessThan(MOST_OF_A_LINE);
      expect(await card.getByRole("link").count()).toBe(0);
      await card.getByRole("button", { name: /Send a message/ }).click();
      await card.getByRole("link", { name: /^Have it shown/ }).waitFor();
      expect(await card.getByRole("link").count()).toBe(1);
    });

    it("bring what is to do into view, and leave the focus where it is", async () => {
      const { page } = arabic;
      const card = page.locator(".deed[data-standing=look]");
      await page.locator("#rail, .skip").first().focus();
      await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
      await page.evaluate(() => dispatchEvent(new Event("focus")));
      await expect.poll(() => isInView(card)).toBe(true);
      expect(await page.evaluate(() => document.activeElement?.className)).toBe("skip");
      await page.goto(`${demo().url}#/S01`);
    });

    it("show a deed alone, and lead on from it by one button", async () => {
      const { page } = english;
      await page.getByRole("button", { name: "Watch a refusal" }).click();
      await page.getByRole("link", { name: "Have it shown: Watch a refusal" }).click();
      await page.getByRole("heading", { level: 1, name: "Watch a refusal" }).waitFor();
      await page.locator(".steps .next-deed").waitFor();
      expect(await page.locator(".step h2").allTextContents()).toEqual(["NGO-B to NGO-C"]);
      const box = page.locator(".step > .notice");
      expect((await box.allInnerTexts()).join()).toMatch(
        /^Refused twice\s+NGO-B's own gateway stops it:\s+Exploitation, Names:.*NGO-C refuses it too, and signs that\.$/s,
      );
      expect(await page.locator("main .button-main").count()).toBe(1);
      await expectUsable({ name: "shown", part: "main", isNew: true });
      expect(wordsIn((await page.locator(".step").allInnerTexts()).join())).toBeLessThan(
        MOST_WORDS,
      );
      await page.goto(`${demo().url}#/S01`);
    }, 60_000);

    it("play a step, and say what stayed behind and why", async () => {
      const { page } = english;
      await page.getByRole("button", { name: "Play this scene again" }).click();
      // That button goes, and a keyboard goes on at the first step.
      await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe("S01.1");
      await stepOf(page, 1).getByRole("button", { name: "Play this step" }).waitFor();
      expect(await page.evaluate(() => document.activeElement?.id)).toBe("S01.1");
      await play(page, 1);
      await stepOf(page, 1)
        .getByText("Sent and accepted. The recipient has signed that.")
        .waitFor();
      await stepOf(page, 1)
        .getByText("11 values went, 1 of them less precisely. 10 stayed.")
        .waitFor();
      const stayed = stepOf(page, 1).locator(".fate").first();
      await stayed.getByText("No consent covers it.").waitFor();
      await stayed.getByRole("button", { name: /Stayed behind: .*Names/ }).click();
      await stayed
        .getByText(/^Law: /)
        .first()
        .waitFor();
      expect(await stayed.textContent()).toMatch(/Names.*consented.*Law: /s);
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
      await step.getByText("Refused twice").waitFor();
      await step.getByRole("button", { name: "The law: R01, R17" }).click();
      await step.getByRole("button", { name: "Details" }).click();
      // Each law stands once, though both gateways refuse by it.
      expect(await step.getByText(/C-205\/21/).count()).toBe(1);
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

    it("go on with a deed by a button, where another page was playing something", async () => {
      // Not at a scene that begins again, of which nothing is left.
      await english.page.goto(`${demo().url}#/`);
      const { page } = await visit(browser, { name: "busy", locale: "en-GB", size: LAPTOP });
      const { deeds } = await demo().state();
      const [scene = ""] = deeds.find(({ id }) => id === "answer")?.step.split(".") ?? [];
      await demo().change(scene, "again");
      const busy = { status: 409, json: { code: "TOUR_BUSY", title: "A step is being played." } };
      await page.route("**/v1/tour/scenes/*/next", (route) => route.fulfill(busy), { times: 1 });
      await page.goto(`${demo().url}#/show/answer`);
      await page.getByText("Another step is being played.").waitFor();
      await page.getByRole("button", { name: "Play this step" }).click();
      await page.locator(".next-deed").waitFor({ timeout: 30_000 });
      await page.context().close();
      await demo().change(scene, "again");
      // The other page has to know that nothing is left of it.
      await english.page.locator(`nav a[href="#/${scene}"]`).getByText("0 of").waitFor();
    }, 60_000);

    it("show a deed after the steps before it, of which they show nothing", async () => {
      const { page } = english;
      await page.goto(`${demo().url}#/show/answer`);
      // Counted in the page: they may be played before an answer comes back from it.
      const shown = await page.waitForFunction((told) => {
        const isTold = document.body.textContent?.includes(told);
        return isTold && { steps: document.querySelectorAll(".step").length };
      }, "First, the steps before this one are played.");
      expect(await shown.jsonValue()).toEqual({ steps: 0 });
      await page.locator(".next-deed").waitFor({ timeout: 30_000 });
      expect(await page.locator(".step h2").allTextContents()).toEqual(["Police-C to Police-B"]);
      await page.getByRole("link", { name: "Back to the seven things" }).waitFor();
    }, 60_000);

    it("bring along to a console which language and colours were chosen", async () => {
      const { page } = english;
      const toConsole = page.locator(".look a").first();
      expect(await toConsole.getAttribute("href")).not.toContain("locale");
      await page.getByLabel("Language").selectOption("fr");
      await page.getByLabel("Couleurs").selectOption("dark");
      await expect.poll(() => toConsole.getAttribute("href")).toMatch(/locale%3Dfr%26theme%3Ddark/);
    });

    it("have on a phone a menu that opens and closes, and says the name of the tour once", async () => {
      const { page } = arabic;
      await page.getByRole("button", { name: "القائمة" }).click();
      await page.locator("#rail nav").waitFor();
      expect(await page.getByText("Safepassage، الجولة").filter({ visible: true }).count()).toBe(1);
      await page.getByRole("button", { name: "إغلاق" }).click();
      await page.locator("#rail nav").waitFor({ state: "hidden" });
    });

    it("say in Arabic what a scene says, and what a gateway has answered in it", async () => {
      const inArabic = readArabic();
      await arabic.page.getByRole("heading", { level: 1, name: inArabic("S01.title") }).waitFor();
      for (const id of ["S01.story", "S01.1", "S01.2"]) {
        const shown = arabic.page.getByText(inArabic(id), { exact: true }).first();
        await shown.waitFor({ state: "attached" });
        expect(await shown.evaluate((one) => one.closest("[lang]")?.tagName)).toBe("HTML");
        // No name of an agency breaks at its hyphen.
        const names = inArabic(id).match(/NGO-[A-Z]/g) ?? [];
        expect(await shown.locator(".agency").allTextContents()).toEqual(names);
      }
    });

    it("have arrows that point to where the text goes", async () => {
      const turnsOf = ({ page }: Visitor): Promise<readonly string[]> =>
        page
          .locator(".arrow")
          .evaluateAll((arrows) => arrows.map((one) => getComputedStyle(one).transform));
      expect([...new Set(await turnsOf(english))]).toEqual(["none"]);
      expect([...new Set(await turnsOf(arabic))]).toEqual(["matrix(-1, 0, 0, 1, 0, 0)"]);
    });

    it("have nothing go wrong in them", () => {
      expect([...english.faults, ...arabic.faults]).toEqual([]);
    });
  });
}

const isInView = (card: Locator): Promise<boolean> =>
  card.evaluate((one) => {
    const { top, bottom } = one.getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight;
  });

const wordsIn = (text: string): number => text.match(/[\p{L}\p{N}][^\s]*/gu)?.length ?? 0;

const stepOf = (page: Page, number: number): Locator => page.locator(".steps > li").nth(number - 1);

async function play(page: Page, number: number): Promise<void> {
  await stepOf(page, number).getByRole("button", { name: "Play this step" }).click();
  await untilPlayed(page, number);
}

const untilPlayed = (page: Page, number: number): Promise<void> =>
  stepOf(page, number).locator("[data-state=played] .look").waitFor({ timeout: 30_000 });

const LAPTOP = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };
/** CSS pixels of a card that is one line. */
const MOST_OF_A_LINE = 80;
/** Words of a step as it is shown. */
const MOST_WORDS = 130;
