import { type Signer, toInstant } from "@safepassage/core";
import {
  type InspectedMessage,
  type IssuedMessage,
  inspectMessage,
  issueMessage,
  type OpenedMessage,
  type OpenOptions,
  openMessage,
  sealMessage,
} from "@safepassage/message";
import { type Draft, type History, PROFILE_DIGEST } from "@safepassage/schema";
import {
  type AgencyRegistry,
  createDecryptionKey,
  createSigner,
  createVerifier,
  generateEncryptionKey,
  generateSigningKey,
  type PublicJwk,
  publicJwk,
  registryFacts,
} from "@safepassage/trust";
import { type Judgement, type Tier, type ValidationInput, validate } from "@safepassage/validator";
import type { AgencyFacts, SenderFacts } from "./facts.ts";
import type { Prepared } from "./prepare.ts";
import type { Stage } from "./stage.ts";

/** A signed message, and what the recipient will read in it. */
export interface Signed extends Sealable {
  readonly issued: IssuedMessage;
  readonly opened: OpenedMessage;
}

/**
 * Signs a draft that was prepared, and reads it back: a key that the registry does not list for the
 * sender is found here, and not by the recipient.
 *
 * @throws RangeError for a draft that may not be sent: a mistake of the caller.
 * @throws TrustError `TRUST_KEY_UNKNOWN`, `TRUST_KEY_NOT_IN_FORCE`, `TRUST_KEY_COMPROMISED`.
 */
export function sign(
  { draft, maySend }: Prepared,
  signer: Signer,
  { registry, findAgreement, now }: SenderFacts,
): Signed {
  if (!maySend) throw new RangeError("the recipient would refuse this draft");
  const issued = issueMessage(draft, { signer });
  const sender = draft.clear["env.sender.agencyId"];
  const recipient = draft.clear["env.recipient.agencyId"];
  const opened = inspectMessage(issued.sdJwt, {
    self: recipient,
    registry,
    findAgreement,
    profiles: [PROFILE_DIGEST],
    clock: { now: () => now },
  });
  // With registry and agreement given, what rests on them is there.
  return { issued, sender, recipient, opened: opened as OpenedMessage };
}

/** What of a signed message is sealed. A store may hold it until the recipient can be reached. */
export interface Sealable {
  readonly issued: Pick<IssuedMessage, "sdJwt" | "seed">;
  /** Entity id of the sender. */
  readonly sender: string;
  /** Entity id of the recipient. */
  readonly recipient: string;
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

/** A message that passed every structural check. */
export type Opened = Stage<"opened", OpenedMessage>;

/** {@link AgencyFacts} of an agency that takes messages in. */
export interface RecipientFacts
  extends Omit<AgencyFacts, "historyOf">,
    Pick<OpenOptions, "self" | "findKey" | "wasSeen" | "onSigned"> {}

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
 * Judges a message that was opened, with everything this agency knows. The sender's rehearsal and
 * the recipient call the same function.
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

/** The rules that are asked: those on earlier messages only where a store is there. */
export function tierOf(historyOf: AgencyFacts["historyOf"]): Tier {
  return historyOf === undefined ? "context" : "state";
}

/** Messages that a message corrects: the agencies that they name are looked up with its own. */
export function correctedIn(history: History | undefined): {
  readonly corrected: readonly object[];
} {
  return { corrected: (history?.corrected ?? []).map(({ message }) => message) };
}

/**
 * What the validator is told of an opened message. What was not found on opening, for want of a
 * registry or an agreement, is left out: rules that need it are not evaluated.
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

/** A draft as its recipient will have it, and what the recipient will decide. */
export interface Rehearsal {
  /** Signed with a key that is gone: its signature and digests are not those that will be sent. */
  readonly opened: Opened;
  readonly judgement: Judgement;
}

/**
 * Signs, seals, opens and judges a draft as its recipient will: same encoding, same checks, same
 * rules. Only the two keys are others. They are made for this once and thrown away, so that
 * nothing that leaves this function can be sent.
 *
 * @throws ProtocolError where the draft fails a structural check, as `openMessage` does.
 */
export function rehearse(draft: Draft, facts: SenderFacts): Rehearsal {
  const sender = draft.clear["env.sender.agencyId"];
  const recipient = draft.clear["env.recipient.agencyId"];
  const signingKey = generateSigningKey("Ed25519");
  const encryptionKey = generateEncryptionKey("X25519");
  const issued = issueMessage(draft, { signer: createSigner(signingKey) });
  const sealed = seal({ issued, sender, recipient }, publicJwk(encryptionKey));
  const opened = open(sealed, {
    self: recipient,
    findKey: () => createDecryptionKey(encryptionKey),
    registry: withKey(facts.registry, sender, publicJwk(signingKey)),
    findAgreement: facts.findAgreement,
    now: facts.now,
    wasSeen: ({ jti }) => facts.isUsed?.(jti) === true,
  });
  return { opened, judgement: judge(opened, facts) };
}

/** A registry in which an agency has one more key, whose `kid` nobody else can have. */
function withKey(registry: AgencyRegistry, agency: string, key: PublicJwk): AgencyRegistry {
  const verifier = createVerifier(key);
  return {
    ...registry,
    verifierFor: (entity, kid, at, options) =>
      entity === agency && kid === key.kid
        ? verifier
        : registry.verifierFor(entity, kid, at, options),
  };
}
