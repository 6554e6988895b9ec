import { toInstant } from "@safepassage/core";
import type { OpenedMessage } from "@safepassage/message";
import type { History } from "@safepassage/schema";
import { type Judgement, validate } from "@safepassage/validator";
import type { GatewayContext } from "./context.ts";

/**
 * Judges an opened message with everything this gateway knows. Sender and recipient call the same.
 *
 * Authorisations are empty: this version verifies no tokens of judicial authorities, so nothing may
 * rest on one.
 */
export function judge(
  { registry, clock }: Pick<GatewayContext, "registry" | "clock">,
  opened: OpenedMessage,
  history: History,
): Judgement {
  const { message, agreement, consents, sender, recipient, states, structural, issues } = opened;
  return validate({
    message,
    tier: "state",
    now: toInstant(clock.now()),
    agreement,
    consents,
    authorisations: [],
    registry: { sender, recipient, states, shelters: registry().shelters },
    history,
    structural,
    issues,
  });
}
