import type { BrowserContext } from "playwright-core";

/**
 * Types into a case while the gateway works out what would leave of it: so slowly that a preview begins after each key, and is
 * under way or shown at the next.
 *
 * @returns milliseconds from each key to the frame that shows it.
 */
export async function timeTyping(
  context: BrowserContext,
  { draft, keys }: { readonly draft: string; readonly keys: number },
): Promise<readonly number[]> {
  const page = await context.newPage();
  let previews = 0;
  page.on("request", (request) => {
    if (request.url().endsWith("/v1/preview")) previews += 1;
  });
  await page.goto(`/drafts/${draft}`);
  await page.locator(".case-leaves .tag").first().waitFor();
  await page.getByRole("button", { name: "Change: Telephone number" }).first().click();
  const row = page.getByRole("group", { name: "Telephone number", exact: true }).first();
  const entry = row.getByRole("textbox");
  await entry.fill("+1555");
  await page.evaluate(() => {
    const took: number[] = [];
    addEventListener("keydown", ({ timeStamp }) => {
      requestAnimationFrame(() => {
        // The task after a frame begins once it is drawn.
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => void took.push(performance.now() - timeStamp);
        port2.postMessage(undefined);
      });
    });
    Object.assign(window, { keysTook: took });
  });
  for (let key = 0; key < keys; key++) {
    await entry.press(key % 8 === 7 ? "Backspace" : String(key % 10));
    await page.waitForTimeout(PAUSE_MS);
  }
  const took = await page.evaluate(
    () => (window as unknown as { readonly keysTook: readonly number[] }).keysTook,
  );
  await context.close();
  if (took.length !== keys || previews < keys / 2) {
    throw new Error(`${took.length} keys and ${previews} previews are not what was to be timed`);
  }
  return took;
}

/** A little longer than a page waits before it asks for a preview. */
const PAUSE_MS = 300;
