import type { Page } from "./sign-in-page.ts";

/** What is written of an answer of Koa. */
export interface Answer {
  type: string;
  body: unknown;
  set(headers: Readonly<Record<string, string>>): void;
}

/**
 * Answers with a page that runs no script and takes nothing from elsewhere.
 *
 * @param gateway - Where a form of the page may lead to in the end.
 */
export async function showPage(answer: Answer, gateway: string, page: Page): Promise<void> {
  const { origin } = new URL(gateway);
  answer.set({
    // Browsers hold the redirects after a form to it too, and the last one leads to the gateway.
    "content-security-policy": `default-src 'none'; style-src 'self'; form-action 'self' ${origin}; base-uri 'none'; frame-ancestors 'none'`,
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
  });
  answer.type = "html";
  answer.body = String(await page);
}
