import { type ProtocolError, toInstant } from "@safepassage/core";
import { issueRefusal, type SignedMessage, structuralRuleOf } from "@safepassage/message";
import type { Effect, Outcome } from "../effects/effect.ts";
import { refusedEmergency } from "../effects/refused-emergency.ts";
import { tally } from "../effects/tally.ts";
import type { AgencyContext, FactContext } from "../setting/context.ts";
import { workOutIn } from "../store/facts.ts";
import type { Tx } from "../store/ports.ts";
import type { RefusalRow } from "../store/rows.ts";

/** A package that could not be judged: the error, and the signed refusal of it. */
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
    { does: "refuse", row, isTold },
    ...(isTold ? [told.remember] : []),
    ...(isAlarm ? refusedEmergency(context, { sender, ref, code }) : []),
  ];
}

const HOUR_MS = 3_600_000;
/** Most refusals within an hour of which those who follow are told, for each sender. The list has all that are kept. */
const MOST_TOLD = 64;
