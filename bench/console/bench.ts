import { launchChromium, newQuietContext } from "@safepassage/testing/browser";
import { openVisitor } from "@safepassage/testing/visitor";
import type { Browser, BrowserContext } from "playwright-core";
import { median } from "../timing.ts";
import {
  type FrameFigures,
  type ScrollFigures,
  timePlainScrolling,
  timeScrolling,
} from "./scrolling.ts";
import { timeTyping } from "./typing.ts";
import { openWorld } from "./world.ts";

/** What somebody waits for at the console. Milliseconds. */
export interface ConsoleFigures {
  /** From the navigation to the page that leads to the provider, from a cold cache. */
  readonly signIn: readonly number[];
  /** From the navigation to the first row of the inbox, from a cold cache. */
  readonly open: readonly number[];
  /** From a key to the frame that shows it, while previews run. */
  readonly keys: readonly number[];
  readonly scroll: ScrollFigures;
  /** A plain page that is scrolled by the same wheel. */
  readonly plain: FrameFigures;
}

/** Times the console in Chromium, at real gateways on the same machine. */
export async function benchConsole({
  messages = 100_000,
  rounds = 9,
  keys = 50,
  tell = (_: string): void => {},
} = {}): Promise<ConsoleFigures> {
  const world = await openWorld(messages);
  tell(`an inbox of ${messages} messages stands ready`);
  const browser = await launchChromium();
  try {
    const signIn: number[] = [];
    const open: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const stranger = await newQuietContext(browser, { baseURL: world.inbox });
      signIn.push(await timeOpening(stranger, { path: "/", shows: "main a[href*='sign-in']" }));
      const officer = await enter(browser, world.inbox);
      open.push(await timeOpening(officer, { path: "/inbox", shows: ".long-list-row" }));
    }
    return {
      ...{ signIn, open },
      keys: await timeTyping(await enter(browser, world.compose), { draft: world.draft, keys }),
      plain: await timePlainScrolling(await newQuietContext(browser)),
      scroll: await timeScrolling(await enter(browser, world.inbox), { messages, tell }),
    };
  } finally {
    await browser.close();
    await world.stop();
  }
}

/** Lines of the report. */
export function formatConsole({ signIn, open, keys, scroll, plain }: ConsoleFigures): string {
  const { rows, longestMs, p99Ms, seconds } = scroll;
  return [
    `page to sign in from a cold cache: median ${ms(median(signIn))}, slowest ${ms(Math.max(...signIn))}; wanted ${OPEN_MS} ms`,
    `inbox from a cold cache: median ${ms(median(open))}, slowest ${ms(Math.max(...open))}; wanted ${OPEN_MS} ms`,
    `a key in New message: median ${ms(median(keys))}, 95 of 100 within ${ms(quantile(keys, 0.95))}; wanted ${KEY_MS} ms`,
    `scrolled over ${rows} messages in ${seconds.toFixed(0)} s: longest frame ${ms(longestMs)}, 99 of 100 within ${ms(p99Ms)}; wanted ${FRAME_MS} ms`,
    `a plain page of rows by the same wheel: longest frame ${ms(plain.longestMs)}, 99 of 100 within ${ms(plain.p99Ms)}`,
  ].join("\n");
}

/** The value that so much of a list is within. @param share - 0 to 1. */
const quantile = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.ceil(values.length * share) - 1] ?? Number.NaN;

/** Opens a context in which mira has signed in. Its caches are empty. */
async function enter(browser: Browser, url: string): Promise<BrowserContext> {
  const context = await newQuietContext(browser, { baseURL: url });
  const { visit, choose, jar } = openVisitor();
  await choose(await visit(`${url}/session/sign-in?to=/`), "mira");
  for (const { key: name, value } of await jar.getCookies(url)) {
    await context.addCookies([{ name, value, url, httpOnly: true, sameSite: "Strict" }]);
  }
  return context;
}

/** Times a page from the navigation until something on it is drawn, and the page is free to answer a key. Closes the context. */
async function timeOpening(
  context: BrowserContext,
  { path, shows }: { readonly path: string; readonly shows: string },
): Promise<number> {
  const page = await context.newPage();
  await page.addInitScript((selector) => {
    const look = (): void => {
      if (document.querySelector(selector) === null) requestAnimationFrame(look);
      else setTimeout(() => Object.assign(window, { shownAt: performance.now() }));
    };
    requestAnimationFrame(look);
  }, shows);
  await page.goto(path, { waitUntil: "commit" });
  const shown = await page.waitForFunction(() => "shownAt" in window && window.shownAt);
  const took = Number(await shown.jsonValue());
  await context.close();
  return took;
}

const ms = (value: number): string => `${value.toFixed(0)} ms`;

const OPEN_MS = 1000;
const KEY_MS = 50;
const FRAME_MS = 100;
