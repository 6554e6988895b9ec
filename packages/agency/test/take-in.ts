import type { Signer } from "@safepassage/core";
import { openMessage, sealMessage } from "@safepassage/message";
import { PROFILE_DIGEST } from "@safepassage/schema";
import { createDecryptionKey, generateEncryptionKey, publicJwk } from "@safepassage/trust";
import type { Judgement } from "@safepassage/validator";
import { judgeOpened, type Prepared, type SenderFacts, sign } from "../src/index.ts";

const EPOCH = generateEncryptionKey("X25519");

/** Signs and seals what was prepared, and has a recipient take it in who holds the same facts. */
export function takeIn(prepared: Prepared, signer: Signer, facts: SenderFacts): Judgement {
  const { issued } = sign(prepared, signer, facts);
  const { clear } = prepared.draft;
  const recipient = clear["env.recipient.agencyId"];
  const sealed = sealMessage(issued, {
    sender: clear["env.sender.agencyId"],
    recipient,
    recipientKey: publicJwk(EPOCH),
  });
  const opened = openMessage(sealed, {
    self: recipient,
    findKey: () => createDecryptionKey(EPOCH),
    registry: facts.registry,
    findAgreement: facts.findAgreement,
    clock: { now: () => facts.now },
    profiles: [PROFILE_DIGEST],
  });
  return judgeOpened(opened, facts);
}
