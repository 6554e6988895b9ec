import { type OpenedMessage, type OpenOptions, openMessage } from "@safepassage/message";
import { PROFILE_DIGEST } from "@safepassage/schema";
import type { AgencyFacts } from "./facts.ts";
import type { Stage } from "./stage.ts";

/** A message that passed every structural check. */
export type Opened = Stage<"opened", OpenedMessage>;

/** {@link AgencyFacts} of an agency that takes messages in. */
export interface RecipientFacts
  extends Omit<AgencyFacts, "historyOf">,
    Pick<OpenOptions, "self" | "findKey" | "wasSeen" | "onSigned"> {}

/**
 * Opens a sealed message as its recipient, and carries out the structural checks.
 *
 * @param sealed - Compact JWE.
 * @throws ProtocolError, with one code for each fault, as `openMessage` does.
 * @see docs/spec/messages.md#structural-checks
 */
export function open(sealed: string, { now, ...facts }: RecipientFacts): Opened {
  const clock = { now: () => now };
  return openMessage(sealed, { ...facts, clock, profiles: [PROFILE_DIGEST] }) as Opened;
}
