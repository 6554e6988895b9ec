import type { Signer } from "@safepassage/core";
import { createDecryptionKey, generateEncryptionKey, publicJwk } from "@safepassage/trust";
import type { Judgement } from "@safepassage/validator";
import { judge, open, type Prepared, type SenderFacts, seal, sign } from "../src/index.ts";

const EPOCH = generateEncryptionKey("X25519");

/** Signs and seals a prepared draft, and takes it in as a recipient with the same facts. */
export function takeIn(prepared: Prepared, signer: Signer, facts: SenderFacts): Judgement {
  const signed = sign(prepared, signer, facts);
  const { registry, findAgreement, now } = facts;
  const opened = open(seal(signed, publicJwk(EPOCH)), {
    self: signed.recipient,
    findKey: () => createDecryptionKey(EPOCH),
    ...{ registry, findAgreement, now },
  });
  return judge(opened, facts);
}
