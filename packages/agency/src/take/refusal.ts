import { type ProtocolError, toInstant } from "@safepassage/core";
import { issueRefusal, type SignedMessage, structuralRuleOf } from "@safepassage/message";
import type { Outcome } from "../effects/effect.ts";
import { emergency } from "../effects/quarantine.ts";
import type { AgencyContext } from "../setting/context.ts";

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
export function refuse(
  { self, signer, clock }: Pick<AgencyContext, "self" | "signer" | "clock">,
  error: ProtocolError,
  sealedDigest: string,
  good: SignedMessage | undefined,
): Outcome<RefusedPackage> {
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
  // A replay was delivered before: raise no alarm.
  const isAlarm = good?.claimsDanger() === true && rule !== "E04";
  const lost = { ref: sealedDigest, code: error.code, at };
  const event = { event: "refused", code: error.code, ref: sealedDigest } as const;
  return {
    effects: [
      { does: "refuse", row },
      { does: "log", event: { ...event, ...(sender && { peer: sender }) } },
      ...(isAlarm ? emergency("emergencyRefused", lost) : []),
    ],
    value: new RefusedPackage(error, receipt),
    step: "inbox.refusal",
  };
}
