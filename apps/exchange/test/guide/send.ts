import { type Prepared, sign } from "@safepassage/agency";
import type { Clock, Signer } from "@safepassage/core";
import { type IssuedMessage, sealMessage } from "@safepassage/message";
import type { Agreement } from "@safepassage/schema";
import { type AgencyRegistry, chooseEpoch, verifyEpochs } from "@safepassage/trust";

/** What {@link send} stands on. */
export interface Issuing {
  readonly signer: Signer;
  readonly registry: AgencyRegistry;
  readonly agreement: Agreement;
  /** What the recipient publishes at `/.well-known/spp-epochs`. */
  readonly publishedEpochs: string;
  readonly clock: Clock;
}

/** Signs what was prepared, and seals it to the key that the recipient publishes. */
export function send(
  prepared: Prepared,
  { signer, registry, agreement, publishedEpochs, clock }: Issuing,
): { issued: IssuedMessage; sealed: string } {
  const now = clock.now();
  const findAgreement = (sha256: string) => (sha256 === agreement.sha256 ? agreement : undefined);
  // Throws for a draft that may not be sent.
  const { issued } = sign(prepared, signer, { registry, findAgreement, now });

  const sender = prepared.draft.clear["env.sender.agencyId"];
  const recipient = prepared.draft.clear["env.recipient.agencyId"];
  const epochs = verifyEpochs(publishedEpochs, { registry, entity: recipient, now });
  const recipientKey = chooseEpoch(epochs, now).jwk;
  return { issued, sealed: sealMessage(issued, { sender, recipient, recipientKey }) };
}
