import { judge, type Opened, open } from "@safepassage/agency";
import {
  createFixedClock,
  decodeUtf8,
  ProtocolError,
  sha256Base64url,
  toInstant,
} from "@safepassage/core";
import { historyOf, noteOf } from "@safepassage/history";
import {
  issueDecidedReceipt,
  issueDeliveredReceipt,
  issueRefusal,
  type OpenedMessage,
  type SignedMessage,
  structuralRuleOf,
} from "@safepassage/message";
import type { History } from "@safepassage/schema";
import { TrustError } from "@safepassage/trust";
import { decisionOf, type Judgement } from "@safepassage/validator";
import { startClock } from "./answer-clock.ts";
import type { GatewayContext } from "./context.ts";
import { eraseAwaited, followUpOf } from "./erasure.ts";
import { correctedBy } from "./held-target.ts";
import { historySource } from "./history-source.ts";
import { noteAnswer } from "./note-answer.ts";
import {
  announceAlarms,
  claimsThreatToLife,
  findMended,
  lackOfRoom,
  MEND_WITHIN_MS,
  recordAlarms,
  recordEmergency,
  recordMended,
} from "./quarantine.ts";
import { storedContent } from "./stored-content.ts";

/** What the sender is answered. */
export interface Received {
  /** Receipts, compact JWS. Delivered and decided; decided alone if the verdict is reject. */
  readonly receipts: readonly string[];
}

/** A package that could not be judged: the error, and the signed refusal that goes with it. */
export class RefusedPackage extends Error {
  readonly error: ProtocolError;
  readonly receipt: string;

  constructor(error: ProtocolError, receipt: string) {
    super(error.code, { cause: error });
    this.name = "RefusedPackage";
    this.error = error;
    this.receipt = receipt;
  }
}

/**
 * Takes in one sealed package: opens, judges, stores and answers it.
 *
 * The same octets again are answered with the same receipts and stored once. Message, replay
 * memory, receipts and what follows from the message are one transaction.
 *
 * @throws {@link RefusedPackage} for whatever is wrong with the package; only the refusal is
 *   stored then. ProtocolErrors of fault `self` pass through: no verdict on the package.
 */
export function receivePackage(context: GatewayContext, octets: Uint8Array): Received {
  const { store, reach } = context;
  const sealedDigest = sha256Base64url(octets);
  const known = store.receiptsFor(sealedDigest);
  if (known !== undefined) {
    reach("inbox.before-response");
    return { receipts: known };
  }

  reach("inbox.before-open");
  let signed: SignedMessage | undefined;
  let opened: Opened;
  try {
    opened = open(decodeUtf8(octets), {
      self: context.self,
      findKey: context.epochs.findKey,
      registry: context.registry(),
      findAgreement: context.agreements().findAgreement,
      now: context.clock.now(),
      onSigned: (message) => {
        signed = message;
      },
      wasSeen: (ids) => store.replay.has(ids),
    });
  } catch (error) {
    if (!(error instanceof ProtocolError) || error.fault === "self") throw error;
    throw refuse(context, error, sealedDigest, signed);
  }
  reach("inbox.after-open");

  const history = historyOf(historySource(context), opened);
  const judgement = judge(opened, {
    registry: context.registry(),
    now: context.clock.now(),
    historyOf: () => history,
  });
  const full = judgement.verdict === "quarantine" ? lackOfRoom(context, opened) : undefined;
  if (full !== undefined) throw refuse(context, full, sealedDigest, signed);
  let receipts: readonly string[];
  try {
    receipts = settle(context, opened, judgement, { sealedDigest, history });
  } catch (error) {
    // Another process on the same store was faster than the check before.
    if (!(error instanceof TrustError) || error.code !== "TRUST_REPLAYED") throw error;
    throw refuse(context, error, sealedDigest, signed);
  }
  reach("inbox.before-response");
  return { receipts };
}

function settle(
  context: GatewayContext,
  opened: OpenedMessage,
  judgement: Judgement,
  { sealedDigest, history }: { readonly sealedDigest: string; readonly history: History },
): readonly string[] {
  const { store, reach } = context;
  const { verdict } = judgement;
  const stored = verdict !== "reject";
  // One moment for store and receipts: from it the time for an answer is counted, on both sides.
  const arrived = context.clock.now();
  const receipts = issueReceipts(context, opened, judgement, arrived);
  const accepted = verdict === "accept" || verdict === "acceptWithWarnings";
  // What waits in quarantine has no effect yet: nothing is erased on the word of a faulty message.
  const followUp = accepted ? followUpOf(context, opened) : undefined;
  const mended = accepted ? findMended(context, opened) : [];

  reach("inbox.before-commit");
  const claimsLife = claimsThreatToLife(opened.message);
  store.transaction(() => {
    admit(context, opened);
    if (stored) {
      storeMessage(context, opened, judgement, { receipts, sealedDigest, arrived, history });
    } else {
      const { digest, sender } = opened;
      const rules = [...new Set(judgement.findings.map(({ rule }) => rule))];
      const at = toInstant(arrived);
      const row = { sealedDigest, digest, sender: sender.entity, code: "rejected", rules, at };
      store.addRefusal({ ...row, receipts }, KEEP_REFUSALS);
      if (claimsLife)
        recordEmergency(context, "emergencyRefused", { ref: sealedDigest, code: "rejected" });
    }
    followUp?.apply();
    recordMended(context, mended, opened.digest);
    if (accepted) noteAnswer(context, "outbox", opened.sender.entity, opened.message, arrived);
    if (stored && eraseAwaited(context, opened) && claimsLife) {
      recordEmergency(context, "emergencyRefused", { ref: opened.digest, code: "erased" });
    }
    reach("inbox.in-commit");
  });
  reach("inbox.after-commit");
  const peer = opened.sender.entity;
  context.log({ event: verdict, ref: opened.digest, peer });
  for (const { digest } of mended) context.log({ event: "mended", ref: digest, peer });
  if (verdict === "quarantine" || claimsLife) announceAlarms(context);
  return receipts;
}

function issueReceipts(
  { self, signer }: GatewayContext,
  opened: OpenedMessage,
  judgement: Judgement,
  arrived: Date,
): readonly string[] {
  const options = { self, to: opened.sender.entity, signer, clock: createFixedClock(arrived) };
  const decided = issueDecidedReceipt(opened, decisionOf(judgement), options);
  // "Delivered" says that the message is kept, which a rejected one is not.
  if (judgement.verdict === "reject") return [decided];
  return [issueDeliveredReceipt(opened, options), decided];
}

function admit({ replay }: GatewayContext, { message, digest }: OpenedMessage): void {
  const { clear } = message;
  const exp = new Date(clear["env.deliverBy"]);
  replay.admit({ iss: clear["env.sender.agencyId"], jti: clear["env.messageId"], digest, exp });
}

function storeMessage(
  context: GatewayContext,
  opened: OpenedMessage,
  judgement: Judgement,
  received: {
    readonly receipts: readonly string[];
    readonly sealedDigest: string;
    readonly arrived: Date;
    readonly history: History;
  },
): void {
  const { store } = context;
  const { receipts, sealedDigest, arrived } = received;
  const { clear } = opened.message;
  const quarantined = judgement.verdict === "quarantine";
  store.addInbox({
    id: clear["env.messageId"],
    sender: opened.sender.entity,
    state: quarantined ? "quarantined" : "accepted",
    messageType: clear["env.messageType"],
    purpose: clear["env.purpose"],
    digest: opened.digest,
    sealedDigest,
    resolved: opened.resolved,
    jwt: opened.jwt,
    receipts,
    receivedAt: toInstant(arrived),
    eraseBy: clear["env.retention.eraseBy"],
    mendBy: quarantined ? toInstant(new Date(arrived.getTime() + MEND_WITHIN_MS)) : undefined,
    clock: startClock(opened.message, arrived),
    content: storedContent(context, opened, judgement),
    // What waits in quarantine has no effect, and is nothing that later messages are judged by.
    history: quarantined
      ? undefined
      : noteOf(opened.message, {
          self: context.self,
          digest: opened.digest,
          at: toInstant(arrived),
          ...correctedBy(received.history, opened.message),
        }),
  });
  if (quarantined) recordAlarms(context, opened);
}

/** Signs a refusal and stores it, and nothing else. */
function refuse(
  context: GatewayContext,
  error: ProtocolError,
  sealedDigest: string,
  good: SignedMessage | undefined,
): RefusedPackage {
  const { self, signer, clock, store, reach } = context;
  const rule = structuralRuleOf(error.code);
  const receipt = issueRefusal(
    {
      sealed: sealedDigest,
      code: error.code,
      ...(good === undefined ? {} : { msg: good.digest }),
      ...(rule === undefined ? {} : { rule }),
    },
    // To nobody, unless the signature shows who sent it: a name alone is anybody's to write.
    { self, signer, clock, ...(good === undefined ? {} : { to: good.sender }) },
  );
  const row = {
    sealedDigest,
    digest: good?.digest,
    sender: good?.sender,
    code: error.code,
    rules: rule === undefined ? [] : [rule],
    at: toInstant(clock.now()),
    receipts: [receipt],
  };
  reach("inbox.before-refusal");
  // What was taken before is no emergency that nobody has.
  const isAlarm = good?.claimsThreatToLife() === true && rule !== "E04";
  store.transaction(() => {
    store.addRefusal(row, KEEP_REFUSALS);
    if (isAlarm)
      recordEmergency(context, "emergencyRefused", { ref: sealedDigest, code: error.code });
  });
  reach("inbox.after-refusal");
  context.log({
    event: "refused",
    code: error.code,
    ref: sealedDigest,
    ...(good === undefined ? {} : { peer: good.sender }),
  });
  if (isAlarm) announceAlarms(context);
  return new RefusedPackage(error, receipt);
}

/** Refusals without a known sender are anybody's to cause: only the newest are kept. */
const KEEP_REFUSALS = 1000;
