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
import { cannotWait, type History, isDangerAlert } from "@safepassage/schema";
import { TrustError } from "@safepassage/trust";
import type { Judgement } from "@safepassage/validator";
import { awaitedErasure } from "../effects/erasure/awaited.ts";
import { carryOut, type Effect, type Outcome, tally } from "../effects/shared/effect.ts";
import { TAKING_CHANGES, takingEffects } from "../effects/taking.ts";
import { answerTo, startClock } from "../effects/warning/answers.ts";
import {
  arrivedEmergency,
  isWarning,
  MEND_WITHIN_MS,
  mendings,
  quarantineAlarms,
  storedContent,
  takeRoom,
} from "../effects/warning/quarantine.ts";
import { refusedEmergency } from "../effects/warning/refused-emergency.ts";
import { countWarning } from "../effects/warning/warnings.ts";
import { historySource, toldBy } from "../history/known.ts";
import { AgencyError } from "../setting/agency-error.ts";
import type { AgencyContext, FactContext } from "../setting/context.ts";
import { factsOfNow, requireNewestAgreement } from "../setting/standing.ts";
import type { Opened } from "../stages/results.ts";
import { answer, judge, open } from "../stages/way.ts";
import { ERASED_BEFORE } from "../store/erased-before.ts";
import { workOutIn } from "../store/facts.ts";
import type { Tx } from "../store/ports.ts";
import type { NewInboxRow } from "../store/rows.ts";
import { type Failure, RefusedPackage, refuse, refuseNew, rejection } from "./refusal.ts";

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
    // Who brings a file to its own agency is asked nothing.
    const brought = carrier === "file" ? 0 : octets.length;
    return judgeIn(context, tx, opening, { sealedDigest, brought });
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

async function judgeIn(
  context: AgencyContext,
  tx: Tx,
  { opened, signed }: Opening,
  { sealedDigest, brought }: { readonly sealedDigest: string; readonly brought: number },
): Promise<Outcome<Received | RefusedPackage>> {
  const { digest: ref, sender, message } = opened;
  const intake = await countIntake(context, tx, opened, brought);
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
      ...intake(judgement.verdict === "reject" ? sealedDigest : ref),
    ],
    value: { receipts, judgement },
    step: "inbox.commit",
  };
}

/**
 * Counts what one partner brings within a day, so that none fills the disk of another: what was judged is kept, whatever the verdict.
 * What is urgent has as much room of its own. The message with which the room is used up is taken in, and is the alarm; each further
 * one waits at its sender.
 *
 * @param brought - Octets of the package.
 * @returns what remembers it, given the digest by which the message is found here.
 * @throws {@link AgencyError} `GATEWAY_INTAKE_FULL`. Nobody signs it: it is no verdict, and its sender tries again.
 * @see `docs/spec/transport.md#what-is-taken-in-within-a-day`
 */
async function countIntake(
  context: AgencyContext,
  tx: Tx,
  { message, sender: { entity } }: Opened,
  brought: number,
): Promise<(ref: string) => readonly Effect[]> {
  if (brought === 0) return () => [];
  const { clock, partnerDayOctets: most } = context;
  const code = cannotWait(message) ? "urgent" : "ordinary";
  const octets = Math.max(brought, LEAST_OCTETS);
  const { count, remember } = await workOutIn(context, tx, (facts) =>
    tally(facts, `intake ${code} ${entity}`, DAY_MS, octets),
  );
  if (count - octets >= most) {
    throw new AgencyError("GATEWAY_INTAKE_FULL", `no more is taken of this sender (${code})`);
  }
  if (count < most) return () => [remember];
  const full = { kind: "intakeFull", at: toInstant(clock.now()), code };
  return (ref) => [remember, { does: "event", event: { ...full, ref } }, { does: "announce" }];
}

type Opening = Pick<Failure, "signed"> & { readonly opened: Opened };

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
          ...(TAKING_CHANGES.has(row.messageType) ? takingEffects(context, opened, arrived) : []),
          // What its author has taken back before it came nobody reads: it answers nothing, and mends nothing.
          ...(awaited.length > 0 && !context.facts.events.has(ERASED_BEFORE, opened.digest)
            ? []
            : [
                ...arrivedEmergency(opened, row.receivedAt),
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

const DAY_MS = 86_400_000;
/** What the smallest message counts: receipts, notes and keys are kept beside it. */
const LEAST_OCTETS = 4096;
