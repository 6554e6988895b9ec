import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import type { AgencyName } from "@safepassage/exchange/agencies";
import type { PersonName } from "@safepassage/exchange/people";
import { launchChromium, newQuietContext } from "@safepassage/testing/browser";
import { openVisitor } from "@safepassage/testing/visitor";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { type Allowed, type FaultWatch, watchFaults } from "./faults.ts";
import { useWorld } from "./use-world.ts";

/** Sizes of a page, in CSS pixels. */
export const LAPTOP = { width: 1280, height: 800 } as const;
export const PHONE = { width: 390, height: 844 } as const;

/** How a page is opened. */
export interface OpenOptions {
  /** Where. Default `/`, which leads a person to the first page that is open to that one. */
  readonly path?: string;
  /** Default {@link LAPTOP}. */
  readonly size?: { readonly width: number; readonly height: number };
  /** What the browser asks for. BCP 47; default `en-GB`. */
  readonly locale?: string;
  /** What the system of the browser has. Default `light`. */
  readonly theme?: "light" | "dark";
  /** Scripts of a test run in spite of the Content-Security-Policy. Default: no. */
  readonly bypassCSP?: boolean;
  /** Prepares the empty page, such as its clock. */
  readonly prepare?: (page: Page) => Promise<void>;
}

/** Of a page that hears of no change, as somebody's whose connection has just broken. Its faults are those of `away`. */
export const DEAF: OpenOptions = {
  async prepare(page) {
    await page.route("**/v1/events*", (route) => route.abort("connectionfailed"));
  },
};

/** What a test of pages gets. Whatever is opened is closed after it. */
export interface Desk {
  /** Signs a person in and opens the console, in a browser context of its own. Returns once the page is shown. */
  signIn(agency: AgencyName, person: PersonName, options?: OpenOptions): Promise<Page>;
  /** Opens the console as somebody who has not signed in. The answers of 401 to such a one are allowed. */
  openPage(agency: AgencyName, options?: OpenOptions): Promise<Page>;
  /** Says what this test expects to go wrong, in all pages that it has opened or opens later. */
  allow(allowed: Allowed): void;
}

/**
 * A test of pages: `it("…", async ({ desk }) => {…})`. It fails if anything goes wrong in a page that it has not allowed, such as
 * an error in the browser's console, an answer that is no success or a request to another origin.
 */
export const it = test.extend<{ readonly desk: Desk }>({
  desk: async ({ task }, use) => {
    const opened: Opened[] = [];
    const allowances: Allowed[] = [];
    const open = async (
      agency: AgencyName,
      person: PersonName | undefined,
      options: OpenOptions = {},
    ): Promise<Page> => {
      const one = await openConsole(agency, person, options);
      for (const allowed of allowances) one.watch.allow(allowed);
      opened.push(one);
      await options.prepare?.(one.page);
      await goTo(one.page, options.path ?? "/");
      return one.page;
    };
    await use({
      signIn: open,
      openPage: (agency, options) => open(agency, undefined, options),
      allow(allowed) {
        allowances.push(allowed);
        for (const { watch } of opened) watch.allow(allowed);
      },
    });
    if (task.result?.state === "fail") await keepPictures(task.fullTestName ?? task.name, opened);
    const faults = opened.flatMap(({ watch }) => watch.take());
    await Promise.all(opened.map(({ context }) => context.close()));
    expect(faults, "what went wrong in the pages").toEqual([]);
  },
});

/** Pictures of a test that has failed, for whoever looks for the reason. */
async function keepPictures(name: string, opened: readonly Opened[]): Promise<void> {
  mkdirSync(FAILED, { recursive: true });
  for (const [index, { page }] of opened.entries()) {
    const path = join(FAILED, `${name.replace(/\W+/g, "-").slice(0, 100)}-${index + 1}.png`);
    // The page may have been closed by the test.
    await page.screenshot({ path, fullPage: true, timeout: 5_000 }).catch(() => undefined);
    process.stdout.write(`The page as the test left it: ${path}\n`);
  }
}

/** A page, watched from its beginning. */
export interface Opened {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly watch: FaultWatch;
}

/** Opens an empty page in a context in which a person has signed in, or nobody. Whoever calls closes the context. */
export async function openConsole(
  agency: AgencyName,
  person: PersonName | undefined,
  { size = LAPTOP, locale, theme, bypassCSP }: OpenOptions,
): Promise<Opened> {
  const origin = await originOf(agency);
  const context = await newQuietContext(await useBrowser(), {
    viewport: size,
    baseURL: origin,
    ...(locale !== undefined && { locale }),
    ...(theme !== undefined && { colorScheme: theme }),
    ...(bypassCSP !== undefined && { bypassCSP }),
  });
  const watch = watchFaults(context, origin);
  if (person === undefined) watch.allow({ answers: [{ status: 401, path: "/v1/me" }] });
  else await context.addCookies(await cookiesOf(agency, person));
  return { context, watch, page: await context.newPage() };
}

/** Goes to a place of the console as if its address were typed, and waits until it is shown. */
export async function goTo(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await untilShown(page);
}

/** Waits until a page has its heading, and nothing on it is still on its way. */
export async function untilShown(page: Page): Promise<void> {
  await page.waitForFunction(
    () =>
      document.querySelector("main h1") !== null &&
      document.querySelector("main .loading") === null,
  );
}

/** Address of the gateway of an agency, at which its officers have the console. */
export async function originOf(agency: AgencyName): Promise<string> {
  const { exchange } = await useWorld();
  return exchange.gateways[agency].localUrl;
}

/** Chromium, one a worker: it ends with the worker. */
function useBrowser(): Promise<Browser> {
  browser ??= launchChromium();
  return browser;
}

/** Signs a person in without a browser, as one would, and returns the cookies that a browser would keep. */
async function cookiesOf(agency: AgencyName, person: PersonName) {
  const origin = await originOf(agency);
  const { visit, choose, jar } = openVisitor();
  await choose(await visit(`${origin}/session/sign-in?to=/`), person);
  const cookies = await jar.getCookies(origin);
  return cookies.map(({ key: name, value }) => ({
    ...{ name, value, url: origin, httpOnly: true, sameSite: "Strict" as const },
  }));
}

let browser: Promise<Browser> | undefined;
const FAILED = resolve(import.meta.dirname, "../../../../.cache/console-pictures/failed");
/** A machine that does much besides. */
const START_MS = 180_000;

// The first test of a worker would wait for it, and no test may take so long.
beforeAll(async () => void (await useWorld()), START_MS);
