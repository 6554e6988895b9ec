import { type Prepared, seal, sign } from "@safepassage/agency";
import type { Clock, Signer } from "@safepassage/core";
import type { IssuedMessage } from "@safepassage/message";
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
  const signed = sign(prepared, signer, { registry, findAgreement, now });

  const epochs = verifyEpochs(publishedEpochs, { registry, entity: signed.recipient, now });
  return { issued: signed.issued, sealed: seal(signed, chooseEpoch(epochs, now).jwk) };
}
