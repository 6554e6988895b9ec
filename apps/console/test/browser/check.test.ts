import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findAxeFaults, findOverflow } from "@safepassage/testing/page-checks";
import type { Page } from "playwright-core";
import { afterAll, describe, expect } from "vitest";
import { dropPaths } from "./check-drop.ts";
import { chooseFiles, examples, type Files, guide, says, whole } from "./check-files.ts";
import { it, PHONE } from "./harness.ts";

describe("the page Check, loaded and without a network", () => {
  it("judges whatever is chosen, pasted or dropped, and asks for nothing", async ({ desk }) => {
    const page = await desk.openPage("NGO-B", { path: "/check" });
    const asked = await disconnect(page);

    await chooseFiles(page, examples.good);
    await says(page, "Nothing speaks against it");
    await startAgain(page);

    // By keyboard, with letters of scripts that the page itself does not show.
    const { "draft-with-mistakes.json": draft = "", ...facts } = examples.refused;
    await paste(page, draft);
    await says(page, "It breaks rules that forbid it");
    await says(page, "\u041e\u043a\u0441\u0430\u043d\u0430");
    await chooseFiles(page, facts);
    await page.locator("summary").first().click();
    await page.getByLabel("Place in the message").selectOption({ index: 1 });
    await startAgain(page);

    await drop(page, examples.evidence);
    await says(page, "All signatures are good, and they belong together");
    await drop(page, { "tampered.txt": guide("tampered.txt") });
    await says(page, "Not all of it is good");
    await says(page, "It was changed, or another key signed it. Do not rely on it.");
    await startAgain(page);

    await drop(page, { "message.jwe": whole.sealed, "notes.txt": "\u03b1\u0628\u1ea1" });
    await says(page, "This message is sealed");
    await says(page, "Only the gateway of its recipient has the key.");
    await says(page, "JSON_MALFORMED");

    expect(asked).toEqual([]);
    expect(await keptIn(page)).toEqual({ local: [], session: [], databases: [], caches: [] });
    // The log is not blind, and neither is the network whole.
    await page.evaluate(() => fetch("/icon.svg").catch(() => undefined));
    expect(asked).toEqual(["/icon.svg"]);
    desk.allow({ away: true });
  });

  it("stays as it is where another language does not come", async ({ desk }) => {
    desk.allow({ away: true });
    const page = await desk.openPage("NGO-B", { path: "/check" });
    await disconnect(page);
    await chooseFiles(page, examples.good);
    await says(page, "Nothing speaks against it");
    await page.getByLabel("Language").selectOption("ar");
    await says(page, "The words of that language did not come.");
    await says(page, "Nothing speaks against it");
    expect(await page.evaluate(() => document.documentElement.lang)).toBe("en");
  });
});

describe("the page Check", () => {
  it("asks nobody who sits there, and fetches examples on request", async ({ desk }) => {
    const page = await desk.openPage("NGO-B", { path: "/check" });
    const asked: string[] = [];
    page.on("request", (request) => asked.push(new URL(request.url()).pathname));
    await page.reload();
    await untilWhole(page);
    expect(asked.filter((path) => !path.startsWith("/assets/"))).toEqual(["/check"]);
    expect(asked.filter((path) => path.includes("examples"))).toEqual([]);
    await page.getByRole("button", { name: "A draft with mistakes" }).click();
    await says(page, "It breaks rules that forbid it");
    expect(asked.filter((path) => path.includes("examples"))).toHaveLength(1);
  });

  it("opens from the menu inside of the frame, for whoever has signed in", async ({ desk }) => {
    const page = await desk.signIn("NGO-B", "mira");
    await page.getByRole("link", { name: "Check a file" }).click();
    await untilWhole(page);
    await chooseFiles(page, examples.good);
    await says(page, "Nothing speaks against it");
    expect(await page.getByRole("navigation", { name: "Pages" }).isVisible()).toBe(true);
  });

  it("declines a file of 100 MB at once, and takes the next one", async ({ desk }) => {
    const page = await desk.openPage("NGO-B", { path: "/check" });
    await untilWhole(page);
    const file = join(folder, "all-cases.json");
    writeFileSync(file, "{");
    truncateSync(file, 100_000_000);
    const begun = performance.now();
    await dropPaths(page, [file]);
    await says(page, "This is larger than 4 MiB");
    expect(performance.now() - begun).toBeLessThan(3000);
    await chooseFiles(page, examples.good);
    await says(page, "Nothing speaks against it");
    await says(page, "This is larger than 4 MiB");
  });

  it("takes a text that is pasted onto the place for files, by keyboard", async ({ desk }) => {
    const page = await desk.openPage("NGO-B", {
      path: "/check",
      // While the message can still be delivered.
      prepare: ({ clock }) => clock.setFixedTime(whole.now),
    });
    await untilWhole(page);
    await copy(page, whole.sdJwt);
    await page.locator(".check-drop button").first().focus();
    await page.keyboard.press("Control+V");
    await says(page, "signed message");
    await says(page, "not checked: give the registry");
    const remove = page.getByRole("button", { name: "Remove Pasted text" });
    await remove.focus();
    await page.keyboard.press("Enter");
    await says(page, "Examples to try");
  });

  it("shows names and values from outside as text", async ({ desk }) => {
    const page = await desk.openPage("NGO-B", { path: "/check" });
    await untilWhole(page);
    const draft = JSON.parse(examples.refused["draft-with-mistakes.json"] ?? "");
    const name = `<img src=x onerror=alert(1)>\u202e${"long ".repeat(40)}.json`;
    const hostile = { ...draft, constructor: "<script>alert(1)</script>" };
    await drop(page, {
      [name]: JSON.stringify(draft),
      "<script>.json": JSON.stringify({ ...hostile, body: { "<b>": { kind: "<i>" } } }),
      "<b>.json": '{"<script>alert(1)</script>":',
    });
    await says(page, "<img src=x onerror=alert(1)>");
    await says(page, "<script>.json");
    expect(await page.locator("main img, main script, main b, main i").count()).toBe(0);
    await page.setViewportSize(PHONE);
    expect(await findOverflow(page)).toEqual([]);
    expect(await findAxeFaults(page)).toEqual([]);
  });

  it("keeps a hundred findings readable: counted, by place, and to be filtered", async ({
    desk,
  }) => {
    const page = await desk.openPage("NGO-B", { path: "/check" });
    await untilWhole(page);
    const { "draft-with-mistakes.json": text = "", ...facts } = examples.refused;
    await chooseFiles(page, { ...facts, "many.json": withMany(text) });
    await says(page, /1\d\d findings forbid it/);
    const places = await page.locator("h4").count();
    expect(places).toBeGreaterThan(40);
    const filter = page.getByLabel("Place in the message");
    const chosen = await filter.locator("option").nth(3).textContent();
    await filter.selectOption({ index: 3 });
    expect(await page.locator("h4").allTextContents()).toEqual([chosen]);
    await page.getByLabel("Show").selectOption("warn");
    await says(page, "No finding is of this kind at this place.");
    expect(await findAxeFaults(page)).toEqual([]);
  });
});

const folder = mkdtempSync(join(tmpdir(), "check-page-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const untilWhole = (page: Page): Promise<void> => says(page, "This page is loaded whole.");

/** Cuts the network once the page is whole. @returns what is asked for from then on. */
async function disconnect(page: Page): Promise<readonly string[]> {
  await untilWhole(page);
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await page.context().setOffline(true);
  return asked;
}

const startAgain = (page: Page): Promise<void> =>
  page.getByRole("button", { name: "Start again" }).click();

async function copy(page: Page, text: string): Promise<void> {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.evaluate((copied) => navigator.clipboard.writeText(copied), text);
}

async function paste(page: Page, text: string): Promise<void> {
  await copy(page, text);
  await page.getByLabel("Or paste a text").focus();
  await page.keyboard.press("Control+V");
}

async function drop(page: Page, files: Files): Promise<void> {
  const paths = Object.entries(files).map(([name, text]) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  });
  await dropPaths(page, paths);
}

/** All that a browser could keep of the page. */
async function keptIn(page: Page): Promise<unknown> {
  return page.evaluate(async () => ({
    local: Object.keys(localStorage),
    session: Object.keys(sessionStorage),
    databases: await indexedDB.databases(),
    caches: await caches.keys(),
  }));
}

/** The person of a draft fifty times more, each with two values that may not be sent. */
function withMany(draft: string): string {
  const parsed = JSON.parse(draft) as { readonly body: Readonly<Record<string, object>> };
  const [identity] = Object.values(parsed.body).filter(
    (group) => "kind" in group && group.kind === "identity",
  );
  const more = Array.from({ length: 50 }, (_, at) => [
    `${String(at).padStart(4, "0")}mQuMJsfMbCOB2eITKA`,
    identity,
  ]);
  return JSON.stringify({ ...parsed, body: { ...parsed.body, ...Object.fromEntries(more) } });
}
