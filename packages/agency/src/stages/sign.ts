import type { Signer } from "@safepassage/core";
import {
  type IssuedMessage,
  inspectMessage,
  issueMessage,
  type OpenedMessage,
} from "@safepassage/message";
import { PROFILE_DIGEST } from "@safepassage/schema";
import type { SenderFacts } from "./facts.ts";
import type { Prepared } from "./prepare.ts";
import type { Sealable } from "./seal.ts";

/** A signed message, and what the recipient will read in it. */
export interface Signed extends Sealable {
  readonly issued: IssuedMessage;
  readonly opened: OpenedMessage;
}

/**
 * Signs a draft that was prepared, and reads it back: a key that the registry does not list for the
 * sender is found here, and not by the recipient.
 *
 * @throws RangeError for a draft that may not be sent: a mistake of the caller.
 * @throws TrustError `TRUST_KEY_UNKNOWN`, `TRUST_KEY_NOT_IN_FORCE`, `TRUST_KEY_COMPROMISED`.
 */
export function sign(
  { draft, maySend }: Prepared,
  signer: Signer,
  { registry, findAgreement, now }: SenderFacts,
): Signed {
  if (!maySend) throw new RangeError("the recipient would refuse this draft");
  const issued = issueMessage(draft, { signer });
  const sender = draft.clear["env.sender.agencyId"];
  const recipient = draft.clear["env.recipient.agencyId"];
  const opened = inspectMessage(issued.sdJwt, {
    self: recipient,
    registry,
    findAgreement,
    profiles: [PROFILE_DIGEST],
    clock: { now: () => now },
  });
  // With registry and agreement given, what rests on them is there.
  return { issued, sender, recipient, opened: opened as OpenedMessage };
}
