import { toInstant } from "@safepassage/core";
import type { OpenedMessage } from "@safepassage/message";
import type { History } from "@safepassage/schema";
import { registryFacts } from "@safepassage/trust";
import { type Judgement, validate } from "@safepassage/validator";
import type { GatewayContext } from "./context.ts";

/**
 * Judges an opened message with everything this gateway knows. Sender and recipient call the same.
 */
export function judge(
  { registry, clock }: Pick<GatewayContext, "registry" | "clock">,
  opened: OpenedMessage,
  history: History,
): Judgement {
  const { message, agreement, consents, authorisations, structural, issues } = opened;
  return validate({
    message,
    tier: "state",
    now: toInstant(clock.now()),
    agreement,
    consents,
    authorisations,
    registry: registryFacts(registry(), message),
    history,
    structural,
    issues,
  });
}
