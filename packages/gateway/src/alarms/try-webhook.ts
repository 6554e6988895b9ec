import { tlsFailureOf } from "@safepassage/agency";
import type { GATEWAY_FINDINGS } from "../findings/table.ts";

/** Why no alarm goes to a program. */
export type WebhookFault = Extract<
  keyof typeof GATEWAY_FINDINGS,
  "WEBHOOK_AWAY" | "WEBHOOK_CERTIFICATE" | "WEBHOOK_ELSEWHERE"
>;

/**
 * Asks for the head of what is at an address. Tells it nothing: whatever answers is taken to be the right one, unless it names another
 * address, to which no alarm goes.
 *
 * @returns What stands in the way; `undefined` if something answers.
 */
export async function tryWebhook(url: string): Promise<WebhookFault | undefined> {
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const response = await fetch(url, { method: "HEAD", redirect: "manual", signal });
    await response.body?.cancel();
    const isElsewhere = REDIRECT.test(`${response.status}`) && response.headers.has("location");
    return isElsewhere ? "WEBHOOK_ELSEWHERE" : undefined;
  } catch (error) {
    return tlsFailureOf(error) === undefined ? "WEBHOOK_AWAY" : "WEBHOOK_CERTIFICATE";
  }
}

const REDIRECT = /^3/;
const PATIENCE_MS = 10_000;
