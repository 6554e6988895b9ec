import type { BrowserContext } from "playwright-core";

/** How a long list moves. */
export interface ScrollFigures {
  /** Rows that were fetched and passed. */
  readonly rows: number;
  readonly seconds: number;
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
  await page.evaluate(() => {
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
  const frames = await page.evaluate(() =>
    (window as unknown as { readonly frames: number[] }).frames.sort((a, b) => a - b),
  );
  await context.close();
  return {
    ...{ rows: rows + 1, seconds, longestMs: frames.at(-1) ?? Number.NaN },
    p99Ms: frames[Math.floor(frames.length * 0.99)] ?? Number.NaN,
  };
}

/** Of one turn of the wheel: half a page of messages. */
const WHEEL_PX = 3_000;
const TURNS = 10;
const MOST_MS = 600_000;
