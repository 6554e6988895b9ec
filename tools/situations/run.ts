import {
  compose,
  DraftRequest,
  judge,
  open,
  type Prepared,
  prepare,
  type SenderFacts,
  seal,
  sign,
} from "@safepassage/agency";
import { createFixedClock, type Json } from "@safepassage/core";
import { withAnswerDeadline } from "@safepassage/message";
import { type Draft, EMPTY_HISTORY, parseDraft, randomId } from "@safepassage/schema";
import {
  createDecryptionKey,
  createSigner,
  generateEncryptionKey,
  publicJwk,
} from "@safepassage/trust";
import type { Judgement } from "@safepassage/validator";
import type { Otherwise, Situation } from "./model.ts";
import { patched } from "./patch.ts";
import { agreementOf, type World } from "./world.ts";

/** What became of a situation. */
export interface Run {
  /** All that the case file has. */
  readonly whole: Draft;
  readonly prepared: Prepared;
  /** What the recipient decided; `undefined` where nothing was sent. */
  readonly judgement: Judgement | undefined;
}

/**
 * Prepares a situation as its sender, signs and seals what may be sent, and takes it in as its recipient: the stages of
 * the library, with nothing left out.
 *
 * @throws ProtocolError for a request that is no draft, or that a consent record contradicts.
 */
export function run(situation: Situation, world: World): Run {
  const { now, sender, history } = situation;
  const request = DraftRequest.parse(situation.request);
  const agreement = agreementOf(situation, world);
  const clock = createFixedClock(now);
  const signer = createSigner(world.keyOf(world.entityOf(sender)));
  const whole = parseDraft(
    withAnswerDeadline(
      compose(request, {
        self: world.entityOf(sender),
        registry: world.registry,
        agreement,
        officer: { ref: randomId(), assurance: request.officer.assurance },
        signer,
        clock,
      }),
    ),
  );
  const facts: SenderFacts = {
    registry: world.registry,
    findAgreement: (sha256) => (sha256 === agreement.sha256 ? agreement : undefined),
    now: clock.now(),
    historyOf: () => ({ ...EMPTY_HISTORY, ...history }),
  };
  const prepared = prepare(whole, facts);
  if (!prepared.maySend) return { whole, prepared, judgement: undefined };
  const signed = sign(prepared, signer, facts);
  const opened = open(seal(signed, publicJwk(EPOCH)), {
    self: signed.recipient,
    findKey: () => createDecryptionKey(EPOCH),
    registry: facts.registry,
    findAgreement: facts.findAgreement,
    now: facts.now,
  });
  return { whole, prepared, judgement: judge(opened, facts) };
}

/** The situation with one thing changed. */
export const changed = (situation: Situation, { patch }: Otherwise): Situation =>
  patched(situation as unknown as Json, patch) as unknown as Situation;

const EPOCH = generateEncryptionKey("X25519");
