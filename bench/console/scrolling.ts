import type { BrowserContext, Page } from "playwright-core";

/** How a long list moves. */
export interface ScrollFigures extends FrameFigures {
  /** Rows that were fetched and passed. */
  readonly rows: number;
  readonly seconds: number;
}

/** Times between frames. */
export interface FrameFigures {
  /** The longest time between two frames. */
  readonly longestMs: number;
  /** 99 of 100 frames came within so much. */
  readonly p99Ms: number;
}

/** Scrolls a list with the wheel to its end, however many pages it has to fetch, and times each frame. At most ten minutes. */
export async function timeScrolling(
  context: BrowserContext,
  { messages, tell }: { readonly messages: number; readonly tell: (line: string) => void },
): Promise<ScrollFigures> {
  const page = await context.newPage();
  await page.goto("/inbox");
  await page.locator(".long-list-row").first().waitFor();
  await page.mouse.move(640, 600);
  await noteFrames(page);
  const began = performance.now();
  const rowsNow = (): Promise<number> =>
    page.evaluate(() =>
      Math.max(
        ...[...document.querySelectorAll<HTMLElement>(".long-list li")].map(({ dataset }) =>
          Number(dataset["index"]),
        ),
      ),
    );
  let rows = 0;
  for (let told = 0; rows < messages - 1 && performance.now() - began < MOST_MS; ) {
    for (let turn = 0; turn < TURNS; turn++) await page.mouse.wheel(0, WHEEL_PX);
    rows = await rowsNow();
    if (rows - told >= messages / 4) {
      told = rows;
      tell(`${rows} rows are passed`);
    }
  }
  const seconds = (performance.now() - began) / 1000;
  const frames = await readFrames(page);
  await context.close();
  return { rows: rows + 1, seconds, ...frames };
}

/** Scrolls a page of rows that are all there, with no program, by the same wheel: the least that this browser takes on this machine. */
export async function timePlainScrolling(context: BrowserContext): Promise<FrameFigures> {
  const page = await context.newPage();
  const cells = ["Nov 29, 2026", "ngo-c.test", "Referral", "Accepted", "none", "until Dec 29"];
  const row = `<p style="display:grid;grid-template-columns:repeat(6,1fr);height:60px;margin:0">${cells.map((cell) => `<span>${cell}</span>`).join("")}</p>`;
  await page.setContent(row.repeat(PLAIN_ROWS));
  await page.mouse.move(640, 600);
  await noteFrames(page);
  for (let turn = 0; turn < (PLAIN_ROWS * 60) / WHEEL_PX; turn++) {
    await page.mouse.wheel(0, WHEEL_PX);
    if (turn % TURNS === 0) await page.evaluate(() => window.scrollY);
  }
  const frames = await readFrames(page);
  await context.close();
  return frames;
}

/** Has a page note the time between each two frames from now on. */
function noteFrames(page: Page): Promise<void> {
  return page.evaluate(() => {
    const frames: number[] = [];
    let last = performance.now();
    const note = (now: number): void => {
      frames.push(now - last);
      last = now;
      requestAnimationFrame(note);
    };
    requestAnimationFrame((now) => {
      last = now;
      requestAnimationFrame(note);
    });
    Object.assign(window, { frames });
  });
}

async function readFrames(page: Page): Promise<FrameFigures> {
  const frames = await page.evaluate(() =>
    (window as unknown as { readonly frames: number[] }).frames.sort((a, b) => a - b),
  );
  return {
    longestMs: frames.at(-1) ?? Number.NaN,
    p99Ms: frames[Math.floor(frames.length * 0.99)] ?? Number.NaN,
  };
}

/** Of one turn of the wheel: half a page of messages. */
const WHEEL_PX = 3_000;
const TURNS = 10;
/** 5,000 rows of 60 px make a page of 300,000 px. */
const PLAIN_ROWS = 5_000;
const MOST_MS = 600_000;
