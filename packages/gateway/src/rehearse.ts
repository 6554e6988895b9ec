import {
  type IssuedMessage,
  issueMessage,
  type OpenedMessage,
  openMessage,
  sealMessage,
} from "@safepassage/message";
import { type Draft, type LifecycleEvent, PROFILE_DIGEST } from "@safepassage/schema";
import { createDecryptionKey, generateEncryptionKey, publicJwk } from "@safepassage/trust";
import type { Judgement } from "@safepassage/validator";
import type { GatewayContext } from "./context.ts";
import { GatewayError } from "./gateway-error.ts";
import { historyOf } from "./history.ts";
import { judge } from "./judge.ts";
import type { ExchangeRow, NewOutboxRow, Submission } from "./store.ts";

/** A message that the recipient would take, as far as the sender can know. */
export interface Rehearsed {
  readonly issued: IssuedMessage;
  readonly opened: OpenedMessage;
  readonly judgement: Judgement;
}

/** What is known beside the store. */
export interface RehearsalOptions {
  readonly event?: LifecycleEvent;
  /** Messages of the exchange that are about to be stored. */
  readonly also?: readonly ExchangeRow[];
}

/**
 * Signs a draft and opens and judges it as its recipient will: same octets, same checks, same
 * rules. Only the key it is sealed to is another, thrown away at once.
 *
 * @throws {@link GatewayError} `GATEWAY_DRAFT_REFUSED`, with the findings as details; errors of
 *   `openMessage` where the draft fails a structural check.
 */
export function rehearse(
  context: GatewayContext,
  draft: Draft,
  options: RehearsalOptions = {},
): Rehearsed {
  const { self, signer, clock } = context;
  const recipient = draft.clear["env.recipient.agencyId"];
  const issued = issueMessage(draft, { signer });
  const key = generateEncryptionKey("X25519");
  const sealed = sealMessage(issued, { sender: self, recipient, recipientKey: publicJwk(key) });
  const opened = openMessage(sealed, {
    self: recipient,
    findKey: () => createDecryptionKey(key),
    registry: context.registry(),
    findAgreement: context.agreements().findAgreement,
    clock,
    profiles: [PROFILE_DIGEST],
    wasSeen: ({ jti }) => context.store.findOutbox(jti) !== undefined,
  });
  const history = historyOf(context, draft.private["private.exchangeId"], options);
  const judgement = judge(context, opened, history);
  // Where a life is at stake the recipient quarantines instead of refusing: so it is sent.
  if (judgement.verdict === "reject") {
    throw new GatewayError("GATEWAY_DRAFT_REFUSED", `${judgement.findings.length} findings`, {
      details: { verdict: judgement.verdict, findings: judgement.findings },
    });
  }
  return { issued, opened, judgement };
}

/** The row that a rehearsed message becomes. */
export function toOutboxRow(
  { issued, opened }: Pick<Rehearsed, "issued" | "opened">,
  { clock }: Pick<GatewayContext, "clock">,
  submission?: Submission,
): NewOutboxRow {
  const { clear } = opened.message;
  return {
    id: clear["env.messageId"],
    recipient: clear["env.recipient.agencyId"],
    messageType: clear["env.messageType"],
    purpose: clear["env.purpose"],
    digest: issued.digest,
    sdHash: opened.sdHash,
    resolved: opened.resolved,
    jwt: issued.jwt,
    createdAt: clear["env.createdAt"],
    deliverBy: clear["env.deliverBy"],
    eraseBy: clear["env.retention.eraseBy"],
    nextAttempt: clock.now().getTime(),
    content: {
      sdJwt: issued.sdJwt,
      seed: issued.seed,
      exchangeId: opened.message.private["private.exchangeId"],
      message: JSON.stringify(opened.message),
    },
    submission,
  };
}
