import {
  type IssuedMessage,
  issueMessage,
  type OpenedMessage,
  openMessage,
  sealMessage,
} from "@safepassage/message";
import { type Draft, PROFILE_DIGEST } from "@safepassage/schema";
import { createDecryptionKey, generateEncryptionKey, publicJwk } from "@safepassage/trust";
import type { Judgement } from "@safepassage/validator";
import type { GatewayContext } from "./context.ts";
import { GatewayError } from "./gateway-error.ts";
import { correctedBy, toldBy } from "./held-target.ts";
import { type HistoryOptions, historyOf } from "./history.ts";
import { noteOf } from "./history-note.ts";
import type { HistoryNote } from "./history-store.ts";
import { judge } from "./judge.ts";
import { namePeople } from "./person-name.ts";
import type { NewOutboxRow, Submission } from "./store.ts";
import { toldWeights } from "./told-weights.ts";

/** A message that the recipient would take, as far as the sender can know. */
export interface Rehearsed {
  readonly issued: IssuedMessage;
  readonly opened: OpenedMessage;
  readonly judgement: Judgement;
  /** What is noted of it once it is stored. */
  readonly note: HistoryNote;
}

/** What is known beside the store. */
export interface RehearsalOptions extends Omit<HistoryOptions, "people"> {
  /** Ids that the case system knows the persons by, by group id. Never stored. */
  readonly people?: Readonly<Record<string, string>>;
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
  { people: said, ...known }: RehearsalOptions = {},
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
  const people = namePeople(context, opened.message, said);
  const history = historyOf(context, opened, { ...known, people });
  const judgement = judge(context, opened, history);
  // Where a life is at stake the recipient quarantines instead of refusing: so it is sent.
  if (judgement.verdict === "reject") {
    throw new GatewayError("GATEWAY_DRAFT_REFUSED", `${judgement.findings.length} findings`, {
      details: { verdict: judgement.verdict, findings: judgement.findings },
    });
  }
  const told = toldBy(opened, history);
  const note = noteOf(opened.message, {
    ...correctedBy(history, opened.message),
    people: new Map([...namePeople(context, told.message), ...people]),
    ...{ self, digest: issued.digest, at: opened.message.clear["env.createdAt"] },
    weights: toldWeights(context, told),
    ...(known.sources === undefined ? {} : { sources: known.sources }),
  });
  return { issued, opened, judgement, note };
}

/** The row that a rehearsed message becomes. */
export function toOutboxRow(
  { issued, opened, note }: Omit<Rehearsed, "judgement">,
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
    history: note,
  };
}
