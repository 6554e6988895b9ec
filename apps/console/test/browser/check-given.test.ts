import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Locator, Page } from "playwright-core";
import { afterAll, describe, expect } from "vitest";
import { dropPaths } from "./check-drop.ts";
import { chooseFiles, examples, says } from "./check-files.ts";
import { type Desk, it } from "./harness.ts";

describe("what lies on the page Check", () => {
  it("keeps the keyboard where it is while another time is chosen", async ({ desk }) => {
    const page = await open(desk);
    await chooseFiles(page, examples.good);
    await says(page, "Nothing speaks against it");
    const when = page.getByLabel("Judge as of");
    await when.focus();
    await when.selectOption("now");
    await says(page, /breaks rules|Nothing speaks|No fault/);
    expect(await focused(page)).toBe("SELECT");
  });

  it("takes the keyboard along to what was asked for, and back once nothing lies there", async ({
    desk,
  }) => {
    const page = await open(desk);
    const draft = page.getByRole("button", { name: "A draft with mistakes" });
    await draft.focus();
    await page.keyboard.press("Enter");
    await says(page, "It breaks rules that forbid it");
    expect(await focused(page)).toBe("What you gave");
    for (let left = await remove(page).count(); left > 0; left--) {
      await remove(page).first().focus();
      await page.keyboard.press("Enter");
      await expect.poll(() => remove(page).count()).toBe(left - 1);
    }
    expect(await focused(page)).toBe("Examples to try");
  });

  it("says of a folder that was dropped that it cannot be read", async ({ desk }) => {
    const page = await open(desk);
    const path = join(folder, "cases");
    mkdirSync(path);
    await dropPaths(page, [path]);
    await says(page, "Give files and no folder.");
    await says(page, "cases");
  });

  it("does not put a late example in the place of what was given meanwhile", async ({ desk }) => {
    const page = await open(desk);
    let go = (): void => undefined;
    const waits = new Promise<void>((resolve) => {
      go = resolve;
    });
    await page.route("**/assets/examples*", async (route) => {
      await waits;
      await route.continue();
    });
    const asked = page.waitForRequest("**/assets/examples*");
    await page.getByRole("button", { name: "A draft with mistakes" }).click();
    await asked;
    await chooseFiles(page, { "mine.json": "{}" }, false);
    await says(page, "mine.json");
    const came = page.waitForResponse("**/assets/examples*");
    go();
    await (await came).finished();
    // Once the same file is there for a second request, the page has taken the first answer too.
    await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));
    expect(await page.locator(".check-given .check-name").allTextContents()).toEqual(["mine.json"]);
  });

  it("takes nothing that was still being read when somebody started again", async ({ desk }) => {
    const page = await open(desk);
    await page.evaluate(holdFiles);
    await chooseFiles(page, { "slow.json": "{}", "next.json": "{}" }, false);
    await page.getByRole("button", { name: "Start again" }).click();
    await page.evaluate(letFilesGo);
    await chooseFiles(page, { "mine.json": "{}" }, false);
    await says(page, "mine.json");
    expect(await page.locator(".check-given .check-name").allTextContents()).toEqual(["mine.json"]);
  });
});

const folder = mkdtempSync(join(tmpdir(), "check-given-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function open(desk: Desk): Promise<Page> {
  const page = await desk.openPage("NGO-B", { path: "/check" });
  await says(page, "This page is loaded whole.");
  return page;
}

const remove = (page: Page): Locator => page.getByRole("button", { name: /^Remove / });

/** What has the focus: a heading by its text, anything else by its name in HTML. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const { activeElement: at } = document;
    return /^H\d$/.test(at?.tagName ?? "") ? (at?.textContent ?? "") : (at?.tagName ?? "");
  });

/** Has files wait, as those of a slow disk do. */
function holdFiles(): void {
  const read = File.prototype.arrayBuffer;
  const waits = new Promise<void>((resolve) => {
    addEventListener("files-go", () => resolve(), { once: true });
  });
  File.prototype.arrayBuffer = async function arrayBuffer(this: File) {
    await waits;
    return read.call(this);
  };
}

function letFilesGo(): void {
  dispatchEvent(new Event("files-go"));
}
