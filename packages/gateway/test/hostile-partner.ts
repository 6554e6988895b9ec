import { createFixedClock, encodeUtf8 } from "@safepassage/core";
import {
  composeDraft,
  issueConsentAssertion,
  issueMessage,
  sealMessage,
  verifyAgreement,
} from "@safepassage/message";
import type { Body, Consent, Draft } from "@safepassage/schema";
import { verifyEpochs } from "@safepassage/trust";
import { fixture } from "./drafts.ts";
import { NGO_B, NGO_C } from "./federation.ts";
import { NOW, type TestExchange } from "./world.ts";

/**
 * Posts S01.1 to NGO-C as a partner may who has NGO-B's good key and none of its checks.
 *
 * @param change - What it does to the draft before it signs.
 */
export async function sendAsPartner(
  { c, federation, registry }: TestExchange,
  change: (draft: Draft) => Draft,
): Promise<Response> {
  const now = new Date(NOW);
  const clock = createFixedClock(NOW);
  const signer = federation.signers["NGO-B"];
  const { message, context } = fixture(0);
  const [consent] = context.consents as readonly Consent[];
  if (consent === undefined) throw new TypeError("S01.1 has no consent");
  const draft = composeDraft({
    sender: registry.agencyAt(NGO_B, now),
    recipient: registry.agencyAt(NGO_C, now),
    recipientThumbprint: registry.keyAt(NGO_C, now).kid,
    states: registry.states,
    agreement: verifyAgreement(federation.agreement, registry, now),
    purpose: "ASSISTANCE_REFERRAL",
    messageType: "referral",
    legalBasis: ["GDPR#6(1)(a)"],
    test: true,
    officerRef: "DbuugpeO5suWeHb8_3XMg5zlU1n9JAA0dE3u6WVhuOQ",
    officerAssurance: 2,
    body: message.body as unknown as Body,
    clock,
    private: {
      "private.consentRefs": [consent.ref],
      "private.consentAssertions": [
        issueConsentAssertion(consent, { holder: NGO_B, recipient: NGO_C, signer, clock }),
      ],
    },
  });
  // No parser of ours stands between it and its key.
  const issued = issueMessage(change(draft), { signer });
  const published = await c.gateway.fetch(new Request("http://c.test/.well-known/spp-epochs"));
  const [epoch] = verifyEpochs(await published.text(), { registry, entity: NGO_C, now });
  if (epoch === undefined) throw new TypeError("no epoch is published");
  const sealed = sealMessage(issued, { sender: NGO_B, recipient: NGO_C, recipientKey: epoch.jwk });
  return c.gateway.fetch(
    new Request("http://c.test/inbox", {
      method: "POST",
      headers: { "content-type": "application/jose" },
      body: encodeUtf8(sealed).slice(),
    }),
  );
}
