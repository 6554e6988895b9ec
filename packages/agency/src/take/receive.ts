import { decodeUtf8, ProtocolError, sha256Base64url, toInstant } from "@safepassage/core";
import { historyOf, noteOf } from "@safepassage/history";
import {
  type Carrier,
  type OpenedMessage,
  requireCarrier,
  type SignedMessage,
  statementOf,
  structuralRuleOf,
} from "@safepassage/message";
import { type History, isDangerAlert } from "@safepassage/schema";
import { TrustError } from "@safepassage/trust";
import type { Judgement } from "@safepassage/validator";
import { answerTo, startClock } from "../effects/answers.ts";
import { awaitedErasure } from "../effects/awaited.ts";
import { breachReported } from "../effects/breach.ts";
import { carryOut, type Effect, type Outcome } from "../effects/effect.ts";
import { ERASES_OTHERS, erasures } from "../effects/erasure.ts";
import { CHANGES_OTHERS, exchangeEffects } from "../effects/exchange.ts";
import {
  isWarning,
  MEND_WITHIN_MS,
  mendings,
  quarantineAlarms,
  storedContent,
  takeRoom,
} from "../effects/quarantine.ts";
import { refusedEmergency } from "../effects/refused-emergency.ts";
import { restrictionEffects } from "../effects/restrictions.ts";
import { countWarning } from "../effects/warnings.ts";
import { historySource, toldBy } from "../history/known.ts";
import { AgencyError } from "../setting/agency-error.ts";
import type { AgencyContext, FactContext } from "../setting/context.ts";
import { factsOfNow, requireNewestAgreement } from "../setting/standing.ts";
import { answer, judge, type Opened, open } from "../stages/way.ts";
import { ERASED_BEFORE } from "../store/erased-before.ts";
import { workOutIn } from "../store/facts.ts";
import type { Tx } from "../store/ports.ts";
import type { NewInboxRow } from "../store/rows.ts";
import { countIntake } from "./intake.ts";
import { RefusedPackage, refuse } from "./refusal.ts";

/** The answer to the sender. */
export interface Received {
  /** Receipts, compact JWS: delivered and decided; only decided if the verdict is reject. */
  readonly receipts: readonly string[];
  /** Left out if the same octets were judged before. */
  readonly judgement?: Judgement;
}

/**
 * Takes in one sealed package: opens, judges, stores and answers it.
 *
 * The same octets again, and the same message under another seal, get the same receipts, and are stored once. One
 * transaction reads what the message is judged by, and writes the message, the replay memory, the receipts and all
 * consequences.
 *
 * @param carrier - How the package came.
 * @throws {@link RefusedPackage} for any fault of the package; then only the refusal is stored. A ProtocolError of fault
 *   `self` or of the check E02, and `GATEWAY_INTAKE_FULL`, pass through: they are no verdict on the package.
 */
export function receivePackage(
  context: AgencyContext,
  octets: Uint8Array,
  carrier: Carrier,
): Promise<Received> {
  return context.observe({ name: "take" }, () => receive(context, octets, carrier));
}

async function receive(
  context: AgencyContext,
  octets: Uint8Array,
  carrier: Carrier,
): Promise<Received> {
  const sealedDigest = sha256Base64url(octets);
  let signed: SignedMessage | undefined;
  const received = await carryOut<Received | RefusedPackage>(context, async (tx) => {
    const given = await tx.inbox.receiptsFor(sealedDigest);
    if (given !== undefined) {
      const { self, epochs } = context;
      requireCarrier(decodeUtf8(octets), { self, findKey: epochs.findKey, carrier });
      return { effects: [], value: { receipts: given } };
    }
    context.reach("inbox.before-open");
    const opening = await context.observe({ name: "open" }, () =>
      openIn(context, tx, { octets, carrier }),
    );
    ({ signed } = opening);
    if ("error" in opening) return refuseNew(context, tx, opening, { sealedDigest, carrier });
    context.reach("inbox.after-open");
    const arrived = { opened: opening.opened, carrier, octets: octets.length };
    const charge = await countIntake(context, tx, arrived);
    return judgeIn(context, tx, { ...opening, charge }, sealedDigest);
  }).catch((error: unknown) => {
    // Another process on the same store took it in after the check.
    if (!(error instanceof TrustError) || error.code !== "TRUST_REPLAYED") throw error;
    return carryOut<Received | RefusedPackage>(context, (tx) =>
      refuseNew(context, tx, { error, signed }, { sealedDigest, carrier }),
    );
  });
  if (received instanceof RefusedPackage) throw received;
  context.reach("inbox.before-response");
  return received;
}

/**
 * Refuses a package, unless it holds a message that was judged before: a sender that was restored from a backup seals it
 * anew, and gets the receipts that it has lost. They are for it alone, so a request that nobody has signed gets none.
 */
async function refuseNew(
  context: AgencyContext,
  tx: Tx,
  { error, signed }: Failure,
  { sealedDigest, carrier }: { readonly sealedDigest: string; readonly carrier: Carrier },
): Promise<Outcome<Received | RefusedPackage>> {
  const isRepeated = structuralRuleOf(error.code) === "E04" && carrier !== "anonymous";
  const given =
    isRepeated && signed ? await tx.inbox.receiptsOf(signed.sender, signed.digest) : undefined;
  if (given !== undefined) return { effects: [], value: { receipts: given } };
  return refuse(context, tx, error, { sealedDigest, good: signed });
}

async function judgeIn(
  context: AgencyContext,
  tx: Tx,
  { opened, signed, charge }: Charged,
  sealedDigest: string,
): Promise<Outcome<Received | RefusedPackage>> {
  const { digest: ref, sender, message } = opened;
  const activity = { name: "judge", ref, peer: sender.entity } as const;
  const { history, judgement } = await context.observe(activity, async () => {
    const source = (facts: FactContext) => historyOf(historySource(facts), opened);
    const history = await workOutIn(context, tx, source);
    const judgement = judge(opened, { ...factsOfNow(context), historyOf: () => history });
    return { history, judgement };
  });
  const room = judgement.verdict === "quarantine" ? await takeRoom(context, tx, opened) : [];
  if (room instanceof AgencyError) {
    return refuse(context, tx, room, { sealedDigest, good: signed });
  }
  // One time for store and receipts: both sides count the time for an answer from it.
  const arrived = context.clock.now();
  const receipts = answer(opened, judgement, { ...context, now: arrived });
  const received = { opened, judgement, receipts, sealedDigest, arrived, history };
  const follow = judgement.verdict === "reject" ? rejection : reception;
  const effects = await workOutIn(context, tx, (facts) => follow(facts, received));
  const { "env.sender.agencyId": iss, "env.messageId": jti } = message.clear;
  const arrival = { iss, jti, digest: ref, deliverBy: message.clear["env.deliverBy"] };
  return {
    effects: [
      { does: "admit", arrival },
      { does: "log", event: { event: judgement.verdict, ref, peer: sender.entity } },
      ...room,
      ...effects,
      // A rejected message is found by its package.
      ...charge(judgement.verdict === "reject" ? sealedDigest : ref),
    ],
    value: { receipts, judgement },
    step: "inbox.commit",
  };
}

type Signature = { readonly signed: SignedMessage | undefined };
type Opening = Signature & { readonly opened: Opened };
/** An opened message, and what remembers that it was taken in. */
type Charged = Opening & { readonly charge: (ref: string) => readonly Effect[] };
type Failure = Signature & { readonly error: ProtocolError };

/** Opens a package, or says what is wrong with it. */
function openIn(
  context: AgencyContext,
  tx: Tx,
  { octets, carrier }: { readonly octets: Uint8Array; readonly carrier: Carrier },
): Promise<Opening | Failure> {
  return workOutIn(context, tx, ({ self, epochs, agreements, facts }) => {
    let signed: SignedMessage | undefined;
    try {
      const opened = open(decodeUtf8(octets), {
        ...factsOfNow(context),
        self,
        findKey: epochs.findKey,
        carrier,
        onSigned: (message) => {
          signed = message;
        },
        wasSeen: facts.replay.has,
      });
      requireNewestAgreement(agreements(), opened);
      return { opened, signed };
    } catch (error) {
      if (!(error instanceof ProtocolError) || error.fault === "self") throw error;
      // A signed refusal of a package that somebody else brought would make its sender give it up.
      if (structuralRuleOf(error.code) === "E02") throw error;
      return { error, signed };
    }
  });
}

interface ReceivedMessage {
  readonly opened: OpenedMessage;
  readonly judgement: Judgement;
  readonly receipts: readonly string[];
  readonly sealedDigest: string;
  readonly arrived: Date;
  readonly history: History;
}

function reception(context: FactContext, received: ReceivedMessage): readonly Effect[] {
  const { opened, judgement, arrived } = received;
  const row = toInboxRow(context, received);
  const awaited = awaitedErasure(context, opened, row);
  const alarms =
    judgement.verdict === "quarantine"
      ? [...quarantineAlarms(context, opened), { does: "announce" } as const]
      : // Only here: a message in quarantine has no effect, so a faulty message erases nothing.
        [
          ...(row.messageType === "breachNotice"
            ? breachReported(context, opened, row.receivedAt)
            : []),
          ...(ERASES_OTHERS.has(row.messageType) ? erasures(context, opened) : []),
          ...(row.messageType === "correction"
            ? restrictionEffects(context, passing(opened), row.receivedAt)
            : []),
          ...(CHANGES_OTHERS.has(row.messageType) ? exchangeEffects(context, passing(opened)) : []),
          // What its author has taken back before it came nobody reads: it answers nothing, and mends nothing.
          ...(awaited.length > 0 && !context.facts.events.has(ERASED_BEFORE, opened.digest)
            ? []
            : [
                ...mendings(context, opened),
                ...answerTo(context, "outbox", opened.sender.entity, opened.message, arrived),
              ]),
        ];
  const isLost = awaited.length > 0 && isWarning(opened.message);
  const lost = { sender: row.sender, ref: opened.digest, code: "erased" };
  return [
    { does: "keep", row },
    ...(isDangerAlert(opened.message.clear)
      ? countWarning(context, opened.message, opened.digest)
      : []),
    ...alarms,
    ...awaited,
    ...(isLost ? refusedEmergency(context, lost) : []),
  ];
}

const passing = ({ message, digest, sender }: OpenedMessage) => ({
  ...{ message, digest, other: sender.entity, own: false },
});

/** Makes the effects of a rejected message: nothing of its content is stored. */
function rejection(context: FactContext, received: ReceivedMessage): readonly Effect[] {
  const { receipts, sealedDigest, arrived } = received;
  const { digest, sender: from, message } = received.opened;
  const sender = from.entity;
  const rules = [...new Set(received.judgement.findings.map(({ rule }) => rule))];
  const at = toInstant(arrived);
  const row = { sealedDigest, digest, sender, code: "rejected", rules, at };
  const lost = { sender, ref: sealedDigest, code: "rejected" };
  return [
    { does: "refuse", row: { ...row, receipts }, isTold: true },
    // Refused before for another reason, it has raised its alarm.
    ...(isWarning(message) && !context.facts.inbox.wasRefused(digest)
      ? refusedEmergency(context, lost)
      : []),
  ];
}

function toInboxRow(context: FactContext, received: ReceivedMessage): NewInboxRow {
  const { opened, judgement, receipts, sealedDigest, arrived } = received;
  const { digest, message } = opened;
  const { clear } = message;
  const quarantined = judgement.verdict === "quarantine";
  const at = toInstant(arrived);
  const { self } = context;
  const corrected = toldBy(opened, received.history).message;
  return {
    id: clear["env.messageId"],
    sender: opened.sender.entity,
    state: quarantined ? "quarantined" : "accepted",
    messageType: clear["env.messageType"],
    purpose: clear["env.purpose"],
    digest,
    sealedDigest,
    resolved: opened.resolved,
    jwt: opened.jwt,
    statement: quarantined ? undefined : statementOf(opened),
    receipts,
    receivedAt: at,
    eraseBy: clear["env.retention.eraseBy"],
    reviewBy: clear["env.retention.reviewBy"],
    mendBy: quarantined ? toInstant(new Date(arrived.getTime() + MEND_WITHIN_MS)) : undefined,
    clock: startClock(message, arrived),
    content: storedContent(context, opened, judgement),
    // No note: a message in quarantine has no effect on the judgement of later ones.
    history: quarantined ? undefined : noteOf(message, { self, digest, at, corrected }),
  };
}
