import { prepareCase } from "@safepassage/exchange/play/prepared";
import type { Page } from "playwright-core";

/** Opens the whole case of scenario S01 out of a file, as a case system of NGO-B writes it. */
export async function openCase(page: Page): Promise<void> {
  await chooseCase(page, (draft) => draft);
  await settled(page);
}

/** Chooses the case with a change. */
export async function chooseCase(page: Page, change: (draft: Draft) => Draft): Promise<void> {
  const { whole } = await prepareCase("ngo-b", "s01-1", new Date());
  if (whole === undefined) throw new TypeError("the case has no whole");
  await chooseFile(page, JSON.stringify(change(whole.draft)));
}

/** Chooses a file of this text. */
export async function chooseFile(page: Page, text: string): Promise<void> {
  const choosing = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Open a case from a file" }).click();
  await (await choosing).setFiles({
    ...{ name: "case.json", mimeType: "application/json" },
    buffer: Buffer.from(text),
  });
}

/** Waits until the page shows what would leave of the draft as it stands. */
export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const status = document.querySelector(".send-bar [role=status]");
    return (
      status?.querySelector(".tag") !== null &&
      document.querySelector('.case-table[data-old="true"]') === null
    );
  });
}

/** A draft. */
export type Draft = NonNullable<Awaited<ReturnType<typeof prepareCase>>["whole"]>["draft"];
