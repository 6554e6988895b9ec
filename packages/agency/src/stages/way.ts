import { randomBytes } from "node:crypto";
import { encodeBase64url, type Signer, toInstant, type Verifier } from "@safepassage/core";
import {
  type InspectedMessage,
  inspectAnew,
  issueAnew,
  issueDecidedReceipt,
  issueDeliveredReceipt,
  issueMessage,
  type OpenedMessage,
  type OpenOptions,
  openMessage,
  openUnsealed,
  sealMessage,
} from "@safepassage/message";
import { type Draft, type History, PROFILE_DIGEST } from "@safepassage/schema";
import {
  type AgencyRegistry,
  chooseEpoch,
  type PublicJwk,
  registryFacts,
  verifyEpochs,
} from "@safepassage/trust";
import {
  decisionOf,
  type Judgement,
  type Tier,
  type ValidationInput,
  validate,
} from "@safepassage/validator";
import type { AgencyFacts, SenderFacts } from "./facts.ts";
import type { Opened, Prepared, Rehearsal, Sealable, Signed } from "./results.ts";

/**
 * Signs a prepared draft: what was rehearsed, with another key. A key that the registry does not list for the sender
 * fails here, not at the recipient.
 *
 * @throws RangeError for a draft that may not be sent: the caller's mistake.
 * @throws TrustError `TRUST_KEY_UNKNOWN`, `TRUST_KEY_NOT_IN_FORCE`, `TRUST_KEY_COMPROMISED`; MessageError if its
 *   deadline or its agreement has ended since.
 */
export function sign(
  { draft, maySend, rehearsed }: Prepared,
  signer: Signer,
  { registry, findAgreement, findFormerAgreement, now }: SenderFacts,
): Signed {
  if (!maySend) throw new RangeError("the recipient would refuse this draft");
  const issued = issueAnew(rehearsed.issued, signer);
  const agreed = { findAgreement, findFormerAgreement, profiles: [PROFILE_DIGEST] };
  const facts = { registry, ...agreed, clock: { now: () => now } };
  return {
    issued,
    sender: draft.clear["env.sender.agencyId"],
    recipient: draft.clear["env.recipient.agencyId"],
    opened: inspectAnew(rehearsed.opened, issued, facts),
  };
}

/**
 * Seals a signed message to its recipient.
 *
 * @param recipientKey - Public key of a current key epoch of the recipient.
 * @returns Compact JWE.
 * @throws MessageError `PACKAGE_TOO_LARGE`.
 * @see docs/spec/messages.md
 */
export const seal = ({ issued, sender, recipient }: Sealable, recipientKey: PublicJwk): string =>
  sealMessage(issued, { sender, recipient, recipientKey });

/**
 * Verifies the key epochs that a recipient has published, and chooses the key to seal to now.
 *
 * @param published - Compact JWS, as `publishEpochs` makes it.
 * @throws TrustError `TRUST_EPOCHS_INVALID`, `TRUST_EPOCHS_EXPIRED`, `TRUST_EPOCH_NONE`, `TRUST_KEY_*`;
 *   CoreError for a text that is no signed list.
 */
export function sealingKey(
  published: string,
  recipient: string,
  { registry, now }: Pick<AgencyFacts, "registry" | "now">,
): PublicJwk {
  return chooseEpoch(verifyEpochs(published, { registry, entity: recipient, now }), now).jwk;
}

/** The {@link AgencyFacts} of a recipient. */
export interface RecipientFacts
  extends Omit<AgencyFacts, "historyOf">,
    Pick<OpenOptions, "self" | "findKey" | "wasSeen" | "onSigned" | "carrier"> {}

/**
 * Opens a sealed message as its recipient, and carries out the structural checks.
 *
 * @param sealed - Compact JWE.
 * @throws ProtocolError, with one code for each fault, as `openMessage` does.
 * @see docs/spec/messages.md#structural-checks
 */
export function open(sealed: string, { now, ...facts }: RecipientFacts): Opened {
  const clock = { now: () => now };
  return openMessage(sealed, { ...facts, clock, profiles: [PROFILE_DIGEST] }) as Opened;
}

/**
 * Judges an opened message with everything that this agency knows. The sender's rehearsal and the recipient call this
 * same function.
 */
export function judge(
  opened: Opened,
  { registry, now, historyOf, packs }: Omit<AgencyFacts, "findAgreement">,
): Judgement {
  const history = historyOf?.(opened);
  const input = {
    ...openedInput(opened, registry, history),
    tier: tierOf(historyOf),
    now: toInstant(now),
    ...(history && { history }),
  };
  return validate(input, packs && { packs });
}

/** Chooses the rules to ask: those on earlier messages only if there is a store. */
export function tierOf(historyOf: AgencyFacts["historyOf"]): Tier {
  return historyOf === undefined ? "context" : "state";
}

/** Lists the messages that a message corrects: the agencies that they name are looked up with its own. */
export function correctedIn(history: History | undefined): {
  readonly corrected: readonly object[];
} {
  return { corrected: (history?.corrected ?? []).map(({ message }) => message) };
}

/**
 * Makes the validator's input from an opened message. It leaves out what opening could not find without a registry or an
 * agreement: rules that need it are not evaluated.
 */
export function openedInput(
  opened: InspectedMessage,
  registry: AgencyRegistry | undefined,
  history: History | undefined,
): Omit<ValidationInput, "tier" | "now"> {
  const { message, agreement, consents, authorisations, structural, issues } = opened;
  return {
    message,
    structural,
    issues,
    ...(agreement && { agreement }),
    ...(consents && { consents }),
    ...(authorisations && { authorisations }),
    ...(registry && { registry: registryFacts(registry, message, correctedIn(history)) }),
  };
}

/**
 * Answers the sender of a judged message: signs that it arrived, and what was decided.
 *
 * @param now - The time that both receipts state.
 * @returns Receipts, compact JWS: delivered and decided, or decided alone if the verdict is reject.
 * @see docs/spec/receipts.md
 */
export function answer(
  opened: OpenedMessage,
  judgement: Judgement,
  { self, signer, now }: { readonly self: string; readonly signer: Signer; readonly now: Date },
): readonly string[] {
  const options = { self, to: opened.sender.entity, signer, clock: { now: () => now } };
  const decided = issueDecidedReceipt(opened, decisionOf(judgement), options);
  // "Delivered" says that the message is kept; a rejected message is not.
  if (judgement.verdict === "reject") return [decided];
  return [issueDeliveredReceipt(opened, options), decided];
}

/**
 * Encodes, opens and judges a draft as its recipient will: same encoding, same checks, same rules. Only the signature is
 * nobody's, so that the result cannot be sent: the agency's own key signs nothing that was not judged.
 *
 * @throws ProtocolError if the draft fails a structural check, as `openMessage` does.
 */
export function rehearse(draft: Draft, facts: SenderFacts): Rehearsal {
  const sender = draft.clear["env.sender.agencyId"];
  const issued = issueMessage(draft, { signer: NOBODY });
  const { registry } = facts;
  const opened = openUnsealed(issued, {
    sender,
    self: draft.clear["env.recipient.agencyId"],
    registry: {
      ...registry,
      verifierFor: (entity, kid, at, options) =>
        entity === sender && kid === NOBODY.kid
          ? NOBODY
          : registry.verifierFor(entity, kid, at, options),
    },
    findAgreement: facts.findAgreement,
    findFormerAgreement: facts.findFormerAgreement,
    profiles: [PROFILE_DIGEST],
    clock: { now: () => facts.now },
    // A gateway signs what it posts.
    carrier: { agency: sender },
    wasSeen: ({ jti }) => facts.isUsed?.(jti) === true,
  }) as Opened;
  return { rehearsed: { issued, opened }, judgement: judge(opened, facts) };
}

/**
 * Signs with zeros, and finds that good: a rehearsal judges all but the signature. Nobody outside this process can name
 * its key.
 */
const NOBODY: Signer & Verifier = {
  alg: "Ed25519",
  kid: encodeBase64url(randomBytes(32)),
  sign: () => new Uint8Array(64),
  verify: () => true,
};
