import { toInstant } from "@safepassage/core";
import type { InspectedMessage } from "@safepassage/message";
import type { AgencyRegistry } from "@safepassage/trust";
import { type Judgement, type Tier, type ValidationInput, validate } from "@safepassage/validator";
import type { AgencyFacts } from "./facts.ts";

/**
 * Judges a message that was opened, with everything this agency knows. The sender's rehearsal and
 * the recipient call the same function.
 */
export function judgeOpened(
  opened: InspectedMessage,
  { registry, now, historyOf }: Pick<AgencyFacts, "registry" | "now" | "historyOf">,
): Judgement {
  const history = historyOf?.(opened);
  return validate({
    ...openedInput(opened, registry),
    tier: tierOf(historyOf),
    now: toInstant(now),
    ...(history && { history }),
  });
}

/** The rules that are asked: those on earlier messages only where a store is there. */
export function tierOf(historyOf: AgencyFacts["historyOf"]): Tier {
  return historyOf === undefined ? "context" : "state";
}

/**
 * What the validator is told of an opened message. What was not found on opening, for want of a
 * registry or an agreement, is left out: rules that need it are not evaluated.
 */
export function openedInput(
  { message, agreement, consents, structural, issues, ...found }: InspectedMessage,
  registry: AgencyRegistry | undefined,
): Omit<ValidationInput, "tier" | "now"> {
  const { sender, recipient, states } = found;
  const isKnown = registry && sender && recipient && states;
  return {
    message,
    structural,
    issues,
    ...(agreement && { agreement }),
    ...(consents && { consents }),
    ...(isKnown && { registry: { sender, recipient, states, shelters: registry.shelters } }),
    // This version verifies no tokens of judicial authorities, so that nothing can rest on one.
    authorisations: [],
  };
}
