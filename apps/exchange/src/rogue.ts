import { systemClock } from "@safepassage/core";
import type { DraftRequest } from "@safepassage/gateway";
import {
  composeDraft,
  issueConsentAssertion,
  issueMessage,
  randomId,
  sealMessage,
  verifyAgreement,
  verifyReceipt,
  withAnswerDeadline,
} from "@safepassage/message";
import { type Body, type Consent, parseConsent, type ReceiptClaims } from "@safepassage/schema";
import { type AgencyRegistry, chooseEpoch, createSigner, verifyEpochs } from "@safepassage/trust";
import type { AgencyName } from "./agencies.ts";
import { nameOf } from "./agencies.ts";
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
  const now = systemClock.now();
  const { entity: self } = registry.agencyAt(entityIn(registry, sender), now);
  const { recipient } = request;
  const jws = world.agreements[request.agreement]?.jws ?? "";
  const signer = createSigner(world.keys[sender]);
  const consents = (request.consents ?? []).map(
    (record): Consent => parseConsent({ ref: randomId(), ...record }),
  );
  const composed = composeDraft({
    sender: registry.agencyAt(self, now),
    recipient: registry.agencyAt(recipient, now),
    recipientThumbprint: registry.keyAt(recipient, now).kid,
    states: registry.states,
    agreement: verifyAgreement(jws, registry, now),
    purpose: request.purpose,
    messageType: request.messageType,
    legalBasis: request.legalBasis,
    test: registry.test,
    officerRef: randomId(),
    officerAssurance: request.officer.assurance,
    clock: systemClock,
    body: request.body as unknown as Body,
    clear: request.clear ?? {},
    private: {
      ...request.private,
      "private.consentRefs": consents.map(({ ref }) => ref),
      "private.consentAssertions": consents.map((consent) =>
        issueConsentAssertion(consent, { holder: self, recipient, signer, clock: systemClock }),
      ),
    },
  });

  const draft = withAnswerDeadline(composed);

  const endpoint = registry.endpoint(recipient);
  if (endpoint === undefined) throw new Error(`${nameOf(recipient)} has no address`);
  const published = await fetch(`${endpoint}/.well-known/spp-epochs`);
  const epochs = verifyEpochs(await published.text(), { registry, entity: recipient, now });
  const sealed = sealMessage(issueMessage(draft, { signer }), {
    sender: self,
    recipient,
    recipientKey: chooseEpoch(epochs, now).jwk,
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

function entityIn(registry: AgencyRegistry, name: AgencyName): string {
  const found = registry.entities().find((entity) => nameOf(entity) === name);
  if (found === undefined) throw new Error(`${name} is not in the registry`);
  return found;
}
