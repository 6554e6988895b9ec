import { type Clock, type Signer, toInstant } from "@safepassage/core";
import { type IssuedMessage, issueMessage, openMessage, sealMessage } from "@safepassage/message";
import { type Agreement, type Draft, PROFILE_DIGEST } from "@safepassage/schema";
import {
  type AgencyRegistry,
  chooseEpoch,
  createDecryptionKey,
  generateEncryptionKey,
  publicJwk,
  registryFacts,
  verifyEpochs,
} from "@safepassage/trust";
import { type Judgement, validate } from "@safepassage/validator";

/** What {@link send} stands on. */
export interface Issuing {
  readonly signer: Signer;
  readonly registry: AgencyRegistry;
  readonly agreement: Agreement;
  /** What the recipient publishes at `/.well-known/spp-epochs`. */
  readonly publishedEpochs: string;
  readonly clock: Clock;
}

/** Signs a draft, judges it as its recipient will, and seals it if it would not be refused. */
export function send(
  draft: Draft,
  issuing: Issuing,
): { issued: IssuedMessage; judgement: Judgement; sealed: string | undefined } {
  const { signer, registry, publishedEpochs, clock } = issuing;
  const sender = draft.clear["env.sender.agencyId"];
  const recipient = draft.clear["env.recipient.agencyId"];
  const now = clock.now();

  const issued = issueMessage(draft, { signer });
  const judgement = rehearse(issued, { sender, recipient }, issuing);
  if (judgement.verdict === "reject") return { issued, judgement, sealed: undefined };

  const epochs = verifyEpochs(publishedEpochs, { registry, entity: recipient, now });
  const recipientKey = chooseEpoch(epochs, now).jwk;
  return { issued, judgement, sealed: sealMessage(issued, { sender, recipient, recipientKey }) };
}

/** Seals to a key that is thrown away, opens as the recipient will, and judges. */
function rehearse(
  issued: IssuedMessage,
  { sender, recipient }: { sender: string; recipient: string },
  { registry, agreement, clock }: Issuing,
): Judgement {
  const key = generateEncryptionKey("X25519");
  const sealed = sealMessage(issued, { sender, recipient, recipientKey: publicJwk(key) });
  const opened = openMessage(sealed, {
    self: recipient,
    findKey: () => createDecryptionKey(key),
    registry,
    findAgreement: (sha256) => (sha256 === agreement.sha256 ? agreement : undefined),
    clock,
    profiles: [PROFILE_DIGEST],
  });
  return validate({
    message: opened.message,
    tier: "context",
    now: toInstant(clock.now()),
    agreement,
    consents: opened.consents,
    authorisations: opened.authorisations,
    registry: registryFacts(registry, opened.message),
    structural: opened.structural,
  });
}
