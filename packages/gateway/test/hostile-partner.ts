import { createFixedClock } from "@safepassage/core";
import { composeDraft, issueConsentAssertion, verifyAgreement } from "@safepassage/message";
import type { Body, Consent, Draft } from "@safepassage/schema";
import { fixture } from "./drafts.ts";
import { NGO_B, NGO_C } from "./federation.ts";
import { postPackage, sealUnchecked } from "./partner.ts";
import { NOW, type TestExchange } from "./world.ts";

/**
 * Posts S01.1 to NGO-C like a partner with NGO-B's good key and none of its checks.
 *
 * @param change - What it does to the draft before it signs.
 * @param meanwhile - What happens between signing and posting.
 */
export async function sendAsPartner(
  exchange: TestExchange,
  change: (draft: Draft) => Draft,
  meanwhile: () => void = () => {},
): Promise<Response> {
  const { federation, registry } = exchange;
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
    legalBases: ["GDPR#6(1)(a)"],
    test: true,
    officer: { ref: "DbuugpeO5suWeHb8_3XMg5zlU1n9JAA0dE3u6WVhuOQ", assurance: 2 },
    body: message.body as unknown as Body,
    clock,
    private: {
      "private.consentRefs": [consent.ref],
      "private.consentAssertions": [
        issueConsentAssertion(consent, { holder: NGO_B, recipient: NGO_C, signer, clock }),
      ],
    },
  });
  const { sealed } = await sealUnchecked(exchange, change(draft));
  meanwhile();
  return postPackage(exchange, sealed);
}
