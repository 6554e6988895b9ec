import { type DraftRequest, sealingKey } from "@safepassage/agency";
import { encodeUtf8, systemClock } from "@safepassage/core";
import { issueMessage, sealMessage } from "@safepassage/message";
import {
  type AgencyRegistry,
  createSigner,
  signRequest,
  type UnsignedRequest,
} from "@safepassage/trust";
import { type AgencyName, entityOf, nameOf } from "../agencies.ts";
import type { World } from "../setup.ts";
import { composeAsIs } from "./compose-as-is.ts";

/** What a recipient answered to a message that nobody had minimised. */
export interface RogueAnswer {
  readonly status: number;
  /** The signed message: a JWT, with digests in place of its values. */
  readonly signed: string;
  /** The signed receipts. Nobody has verified them yet. */
  readonly receipts: readonly string[];
}

/**
 * Sends as a sender would that has a valid key and no policy step: signs whatever it holds, seals
 * it, and posts it to the recipient's inbox under its signature. Its gateway is not asked.
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
  const now = systemClock.now();
  const signer = createSigner(world.keys[sender]);
  const own = { entity: entityOf(sender), signer, now };
  const send = async (request: UnsignedRequest): Promise<Response> =>
    fetch(request.target, {
      method: request.method,
      headers: signRequest(request, own),
      ...(request.method === "POST" && { body: request.content.octets.slice() }),
      signal: AbortSignal.timeout(20_000),
    });
  const published = await send({ method: "GET", target: `${endpoint}/.well-known/spp-epochs` });
  const issued = issueMessage(draft, { signer });
  const sealed = sealMessage(issued, {
    sender: entityOf(sender),
    recipient,
    recipientKey: sealingKey(await published.text(), recipient, { registry, now }),
  });
  const content = { type: "application/jose", octets: encodeUtf8(sealed) };
  const response = await send({ method: "POST", target: `${endpoint}/inbox`, content });
  const answer = (await response.json()) as { receipts?: string[]; receipt?: string };
  const receipts = answer.receipts ?? (answer.receipt === undefined ? [] : [answer.receipt]);
  return { status: response.status, signed: issued.jwt, receipts };
}
