import { type ProtocolError, toInstant } from "@safepassage/core";
import { issueRefusal, type SignedMessage, structuralRuleOf } from "@safepassage/message";
import type { Effect, Outcome } from "../effects/effect.ts";
import { type RefusedEmergency, refusedEmergency } from "../effects/refused-emergency.ts";
import type { AgencyContext, FactContext } from "../setting/context.ts";
import { workOutIn } from "../store/facts.ts";
import type { Tx } from "../store/ports.ts";

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

/** Signs a refusal, and makes the effects that store it. A message that was judged before leaves no trace. */
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
  const isKnown = digest !== undefined && (await tx.replay.hasDigest(digest));
  // Whatever it is refused for now, a message that was judged before is no news: anybody may bring it again.
  const isAlarm = good?.claimsDanger() === true && rule !== "E04" && !isKnown;
  const event = { event: "refused", code: error.code, ref: sealedDigest } as const;
  return {
    effects: [
      ...(isKnown ? [] : [{ does: "refuse", row } as const]),
      { does: "log", event: { ...event, ...(sender && { peer: sender }) } },
      ...(isAlarm
        ? await workOutIn(context, tx, (facts) =>
            newlyRefused(facts, { ...good, ref: sealedDigest, code: error.code }),
          )
        : []),
    ],
    value: new RefusedPackage(error, receipt),
    step: "inbox.refusal",
  };
}

/** Raises an alarm about an emergency that is refused for the first time: one for each message, under whatever seals. */
export const newlyRefused = (
  context: Pick<FactContext, "facts" | "clock">,
  { digest, ...lost }: RefusedEmergency & { readonly digest: string },
): readonly Effect[] =>
  context.facts.inbox.wasRefused(digest) ? [] : refusedEmergency(context, lost);
