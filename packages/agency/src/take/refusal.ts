import { type ProtocolError, toInstant } from "@safepassage/core";
import {
  type Carrier,
  issueRefusal,
  type OpenedMessage,
  type SignedMessage,
  structuralRuleOf,
} from "@safepassage/message";
import { type DecodedMessage, needOf } from "@safepassage/schema";
import type { Judgement } from "@safepassage/validator";
import { type Effect, type Outcome, tally } from "../effects/shared/effect.ts";
import { isWarning } from "../effects/warning/quarantine.ts";
import { refusedEmergency } from "../effects/warning/refused-emergency.ts";
import type { AgencyContext, FactContext } from "../setting/context.ts";
import { workOutIn } from "../store/facts.ts";
import type { Tx } from "../store/ports.ts";
import type { RefusalRow } from "../store/rows.ts";

/** A package that could not be judged: the error, and the signed refusal of it. */
export class RefusedPackage extends Error {
  readonly error: ProtocolError;
  readonly code: string;
  readonly receipt: string;

  constructor(error: ProtocolError, receipt: string) {
    super(error.code, { cause: error });
    this.name = "RefusedPackage";
    this.error = error;
    this.code = error.code;
    this.receipt = receipt;
  }
}

/** Signs a refusal, and makes the effects that store it. */
export async function refuse(
  context: AgencyContext,
  tx: Tx,
  error: ProtocolError,
  {
    sealedDigest,
    good,
  }: { readonly sealedDigest: string; readonly good: SignedMessage | undefined },
): Promise<Outcome<RefusedPackage>> {
  const { self, signer, clock } = context;
  const rule = structuralRuleOf(error.code);
  const said = { ...(good && { msg: good.digest }), ...(rule && { rule }) };
  const receipt = issueRefusal(
    { sealed: sealedDigest, code: error.code, ...said },
    // Addressed only if the signature shows the sender: anybody can write a name.
    { self, signer, clock, ...(good && { to: good.sender }) },
  );
  const at = toInstant(clock.now());
  const rules = rule === undefined ? [] : [rule];
  const { digest, sender } = good ?? {};
  const row = { sealedDigest, digest, sender, code: error.code, rules, at, receipts: [receipt] };
  const event = { event: "refused", code: error.code, ref: sealedDigest } as const;
  // A replay was delivered before: raise no alarm.
  const isEmergency = good?.claimsDanger() === true && rule !== "E04";
  const kept = await workOutIn(context, tx, (facts) => keepRefusal(facts, row, isEmergency));
  return {
    effects: [...kept, { does: "log", event: { ...event, ...(sender && { peer: sender }) } }],
    value: new RefusedPackage(error, receipt),
    step: "inbox.refusal",
  };
}

/**
 * Keeps a refusal, and tells of it. A message that was judged before leaves no trace, whatever it is refused for now: anybody
 * may bring it again.
 */
function keepRefusal(
  context: Pick<FactContext, "facts" | "clock">,
  row: RefusalRow,
  isEmergency: boolean,
): readonly Effect[] {
  const { digest, sender, sealedDigest: ref, code } = row;
  const { replay, inbox } = context.facts;
  if (digest !== undefined && replay.hasDigest(digest)) return [];
  const told = tally(context, `refusalsTold ${sender ?? "nobody"}`, HOUR_MS);
  const isNew = digest === undefined || !inbox.wasRefused(digest);
  const isTold = isNew && told.count <= MOST_TOLD;
  const isAlarm = isEmergency && isNew && sender !== undefined;
  return [
    { does: "refuse", row, isTold, need: isEmergency ? "danger" : "room" },
    ...(isTold ? [told.remember] : []),
    ...(isAlarm ? refusedEmergency(context, { sender, ref, code }) : []),
  ];
}

/**
 * Refuses a package, unless it holds a message that was judged before: a sender that was restored from a backup seals it
 * anew, and gets the receipts that it has lost. They are for it alone, so a request that nobody has signed gets none.
 */
export async function refuseNew(
  context: AgencyContext,
  tx: Tx,
  { error, signed }: Failure,
  { sealedDigest, carrier }: { readonly sealedDigest: string; readonly carrier: Carrier },
): Promise<Outcome<{ readonly receipts: readonly string[] } | RefusedPackage>> {
  const mayBeKnown = OF_REPEATED.has(structuralRuleOf(error.code)) && carrier !== "anonymous";
  const given =
    mayBeKnown && signed ? await tx.inbox.receiptsOf(signed.sender, signed.digest) : undefined;
  if (given !== undefined) return { effects: [], value: { receipts: given } };
  return refuse(context, tx, error, { sealedDigest, good: signed });
}

/** A package that cannot be opened. */
export interface Failure {
  readonly error: ProtocolError;
  /** If its signature was verified. */
  readonly signed: SignedMessage | undefined;
}

/** A message that a rule has rejected. */
interface Rejected {
  readonly opened: OpenedMessage;
  readonly judgement: Judgement;
  readonly receipts: readonly string[];
  readonly sealedDigest: string;
  readonly arrived: Date;
}

/** Makes the effects of a rejected message: nothing of its content is stored. */
export function rejection(context: FactContext, received: Rejected): readonly Effect[] {
  const { receipts, sealedDigest, arrived } = received;
  const { digest, sender: from, message } = received.opened;
  const sender = from.entity;
  const rules = [...new Set(received.judgement.findings.map(({ rule }) => rule))];
  const at = toInstant(arrived);
  const row = { sealedDigest, digest, sender, code: "rejected", rules, at };
  const lost = { sender, ref: sealedDigest, code: "rejected" };
  return [
    { does: "refuse", row: { ...row, receipts }, isTold: true, need: needOfRejected(message) },
    // Refused before for another reason, it has raised its alarm.
    ...(isWarning(message) && !context.facts.inbox.wasRefused(digest)
      ? refusedEmergency(context, lost)
      : []),
  ];
}

/** A message that is rejected has nothing erased, so it gets no more than one that claims danger. */
const needOfRejected = (message: DecodedMessage): "danger" | "room" =>
  needOf(message) === "room" ? "room" : "danger";

/** Checks that a message fails which was judged before: it was delivered, and its deadline may be over since. */
const OF_REPEATED: ReadonlySet<string | undefined> = new Set(["E04", "E05"]);
const HOUR_MS = 3_600_000;
/** Most refusals within an hour of which those who follow are told, for each sender. The list has all that are kept. */
const MOST_TOLD = 64;
