import { tlsFailureOf } from "@safepassage/agency";
import type { GATEWAY_FINDINGS } from "../findings/table.ts";

/** Why no alarm goes to a program. */
export type WebhookFault = Extract<
  keyof typeof GATEWAY_FINDINGS,
  "WEBHOOK_AWAY" | "WEBHOOK_CERTIFICATE"
>;

/**
 * Asks for the head of what is at an address. Tells it nothing: whatever answers is taken to be the right one.
 *
 * @returns What stands in the way; `undefined` if something answers.
 */
export async function tryWebhook(url: string): Promise<WebhookFault | undefined> {
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const response = await fetch(url, { method: "HEAD", redirect: "manual", signal });
    await response.body?.cancel();
    return undefined;
  } catch (error) {
    return tlsFailureOf(error) === undefined ? "WEBHOOK_AWAY" : "WEBHOOK_CERTIFICATE";
  }
}

const PATIENCE_MS = 10_000;
