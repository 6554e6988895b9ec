import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";

/** Texts of files by their names. */
export type Files = Readonly<Record<string, string>>;

const root = new URL("../../../../", import.meta.url);
/** A file of the project. */
const textOf = (path: string): string => readFileSync(new URL(path, root), "utf8");
/** A file of the guide to evidence. */
export const guide = (name: string): string => textOf(`docs/guides/evidence/${name}`);
/** The examples that the page has. */
export const examples = JSON.parse(
  textOf("apps/console/src/pages/check/examples.generated.json"),
) as Readonly<Record<"good" | "refused" | "evidence", Files>>;
/** A sealed message. */
export const whole = JSON.parse(textOf("packages/vectors/data/message/s01-1.json")) as {
  /** When it was made. */
  readonly now: string;
  readonly sdJwt: string;
  readonly sealed: string;
};

/** Waits until the page says a text. */
export async function says(page: Page, text: string | RegExp): Promise<void> {
  await page.locator("body").getByText(text).first().waitFor();
}

/** @param isPast - Whether there is a message of the past: it is judged as of the time when it was made. */
export async function chooseFiles(page: Page, files: Files, isPast = true): Promise<void> {
  await page.locator("input[type=file]").setInputFiles(
    Object.entries(files).map(([name, text]) => ({
      ...{ name, mimeType: "application/json", buffer: Buffer.from(text) },
    })),
  );
  if (!isPast) return;
  const when = page.locator("main select").first();
  await when.selectOption("made");
}
