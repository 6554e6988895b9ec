import { issueMessage } from "@safepassage/message";
import type { Draft } from "@safepassage/schema";
import {
  type AgencyRegistry,
  createDecryptionKey,
  createSigner,
  createVerifier,
  generateEncryptionKey,
  generateSigningKey,
  type PublicJwk,
  publicJwk,
} from "@safepassage/trust";
import type { Judgement } from "@safepassage/validator";
import type { SenderFacts } from "./facts.ts";
import { judge } from "./judge.ts";
import { type Opened, open } from "./open.ts";
import { seal } from "./seal.ts";

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
