import { type DraftRequest, sealingKey } from "@safepassage/agency";
import { systemClock } from "@safepassage/core";
import { issueMessage, sealMessage, verifyReceipt } from "@safepassage/message";
import type { ReceiptClaims } from "@safepassage/schema";
import { type AgencyRegistry, createSigner } from "@safepassage/trust";
import { type AgencyName, entityOf, nameOf } from "./agencies.ts";
import { composeAsIs } from "./compose-as-is.ts";
import type { World } from "./setup.ts";

/** What a recipient answered to a message that nobody had minimised. */
export interface RogueAnswer {
  readonly status: number;
  readonly receipts: readonly ReceiptClaims[];
}

/**
 * Sends as a sender would that has a valid key and no policy step: signs whatever it holds, seals
 * it, and posts it to the recipient's inbox. Its gateway is not asked.
 */
export async function sendWithoutPolicy(
  world: World,
  registry: AgencyRegistry,
  sender: AgencyName,
  request: DraftRequest,
): Promise<RogueAnswer> {
  const { recipient } = request;
  const { draft } = composeAsIs(world, registry, sender, request);
  const endpoint = registry.endpoint(recipient);
  if (endpoint === undefined) throw new Error(`${nameOf(recipient)} has no address`);
  const published = await fetch(`${endpoint}/.well-known/spp-epochs`, {
    signal: AbortSignal.timeout(20_000),
  });
  const now = systemClock.now();
  const signer = createSigner(world.keys[sender]);
  const sealed = sealMessage(issueMessage(draft, { signer }), {
    sender: entityOf(sender),
    recipient,
    recipientKey: sealingKey(await published.text(), recipient, { registry, now }),
  });
  const response = await fetch(`${endpoint}/inbox`, {
    method: "POST",
    headers: { "content-type": "application/jose" },
    body: sealed,
    signal: AbortSignal.timeout(20_000),
  });
  const answer = (await response.json()) as { receipts?: string[]; receipt?: string };
  const receipts = answer.receipts ?? (answer.receipt === undefined ? [] : [answer.receipt]);
  return {
    status: response.status,
    receipts: receipts.map((receipt) => verifyReceipt(receipt, registry)),
  };
}
