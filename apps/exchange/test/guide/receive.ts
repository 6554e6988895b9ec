import { judge, open } from "@safepassage/agency";
import type { Clock, Signer } from "@safepassage/core";
import {
  issueDecidedReceipt,
  issueDeliveredReceipt,
  type OpenedMessage,
} from "@safepassage/message";
import type { Agreement, History } from "@safepassage/schema";
import {
  type AgencyRegistry,
  createDecryptionKey,
  type KeyEpoch,
  type ReplayGuard,
} from "@safepassage/trust";
import { decisionOf, type Judgement } from "@safepassage/validator";

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
  const now = clock.now();
  const opened = open(sealed, {
    self,
    findKey(kid) {
      const epoch = epochs.find(({ jwk }) => jwk.kid === kid);
      return epoch && createDecryptionKey(epoch.jwk);
    },
    registry,
    findAgreement: (sha256) => agreements.find((agreement) => agreement.sha256 === sha256),
    now,
  });
  const { message, sender, digest } = opened;
  replay.admit({
    iss: sender.entity,
    jti: message.clear["env.messageId"],
    digest,
    exp: new Date(message.clear["env.deliverBy"]),
  });

  const judgement = judge(opened, { registry, now, historyOf: () => history });
  const to = { self, to: sender.entity, signer, clock };
  const decided = issueDecidedReceipt(opened, decisionOf(judgement), to);
  // What is refused is not kept, so nothing is said to have been delivered.
  const receipts =
    judgement.verdict === "reject" ? [decided] : [issueDeliveredReceipt(opened, to), decided];
  return { opened, judgement, receipts };
}
