import type { Page } from "playwright-core";

/** As somebody drags files out of a folder over the page and lets them go. A script cannot make such a drop. */
export async function dropPaths(page: Page, files: readonly string[]): Promise<void> {
  const place = page.locator(".check-drop");
  await place.scrollIntoViewIfNeeded();
  const box = await place.boundingBox();
  if (box === null) throw new TypeError("there is no place to drop files");
  const session = await page.context().newCDPSession(page);
  for (const type of ["dragEnter", "dragOver", "drop"] as const) {
    await session.send("Input.dispatchDragEvent", {
      ...{ type, x: box.x + 10, y: box.y + 10 },
      data: { items: [], files: [...files], dragOperationsMask: COPY },
    });
  }
  await session.detach();
}

/** What the person who drags admits. */
const COPY = 1;
