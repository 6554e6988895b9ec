import { type Clock, type Signer, toInstant } from "@safepassage/core";
import {
  issueDecidedReceipt,
  issueDeliveredReceipt,
  type OpenedMessage,
  openMessage,
} from "@safepassage/message";
import { type Agreement, type History, PROFILE_DIGEST } from "@safepassage/schema";
import {
  type AgencyRegistry,
  createDecryptionKey,
  type KeyEpoch,
  type ReplayGuard,
  registryFacts,
} from "@safepassage/trust";
import { decisionOf, type Judgement, validate } from "@safepassage/validator";

/** What {@link receive} stands on. */
export interface Receiving {
  readonly self: string;
  readonly signer: Signer;
  readonly epochs: readonly KeyEpoch[];
  readonly registry: AgencyRegistry;
  readonly agreements: readonly Agreement[];
  readonly replay: ReplayGuard;
  /** What your store knows of this exchange. */
  readonly history: History;
  readonly clock: Clock;
}

/** Opens a sealed message, judges it, and signs the two receipts. Throws if it does not open. */
export function receive(
  sealed: string,
  { self, signer, epochs, registry, agreements, replay, history, clock }: Receiving,
): { opened: OpenedMessage; judgement: Judgement; receipts: readonly string[] } {
  const opened = openMessage(sealed, {
    self,
    findKey(kid) {
      const epoch = epochs.find(({ jwk }) => jwk.kid === kid);
      return epoch && createDecryptionKey(epoch.jwk);
    },
    registry,
    findAgreement: (sha256) => agreements.find((agreement) => agreement.sha256 === sha256),
    clock,
    profiles: [PROFILE_DIGEST],
  });
  const { message, sender, agreement, consents, authorisations, digest } = opened;
  replay.admit({
    iss: sender.entity,
    jti: message.clear["env.messageId"],
    digest,
    exp: new Date(message.clear["env.deliverBy"]),
  });

  const judgement = validate({
    message,
    tier: "state",
    now: toInstant(clock.now()),
    agreement,
    consents,
    authorisations,
    registry: registryFacts(registry, message),
    history,
    structural: opened.structural,
  });
  const to = { self, to: sender.entity, signer, clock };
  const decided = issueDecidedReceipt(opened, decisionOf(judgement), to);
  // What is refused is not kept, so nothing is said to have been delivered.
  const receipts =
    judgement.verdict === "reject" ? [decided] : [issueDeliveredReceipt(opened, to), decided];
  return { opened, judgement, receipts };
}
