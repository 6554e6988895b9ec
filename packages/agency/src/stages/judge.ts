import { toInstant } from "@safepassage/core";
import type { InspectedMessage } from "@safepassage/message";
import type { History } from "@safepassage/schema";
import { type AgencyRegistry, registryFacts } from "@safepassage/trust";
import { type Judgement, type Tier, type ValidationInput, validate } from "@safepassage/validator";
import type { AgencyFacts } from "./facts.ts";
import type { Opened } from "./open.ts";

/**
 * Judges a message that was opened, with everything this agency knows. The sender's rehearsal and
 * the recipient call the same function.
 */
export function judge(
  opened: Opened,
  { registry, now, historyOf }: Pick<AgencyFacts, "registry" | "now" | "historyOf">,
): Judgement {
  const history = historyOf?.(opened);
  return validate({
    ...openedInput(opened, registry, history),
    tier: tierOf(historyOf),
    now: toInstant(now),
    ...(history && { history }),
  });
}

/** The rules that are asked: those on earlier messages only where a store is there. */
export function tierOf(historyOf: AgencyFacts["historyOf"]): Tier {
  return historyOf === undefined ? "context" : "state";
}

/** Messages that a message corrects: the agencies that they name are looked up with its own. */
export function correctedIn(history: History | undefined): {
  readonly corrected: readonly object[];
} {
  return { corrected: (history?.corrected ?? []).map(({ message }) => message) };
}

/**
 * What the validator is told of an opened message. What was not found on opening, for want of a
 * registry or an agreement, is left out: rules that need it are not evaluated.
 */
export function openedInput(
  opened: InspectedMessage,
  registry: AgencyRegistry | undefined,
  history: History | undefined,
): Omit<ValidationInput, "tier" | "now"> {
  const { message, agreement, consents, authorisations, structural, issues } = opened;
  return {
    message,
    structural,
    issues,
    ...(agreement && { agreement }),
    ...(consents && { consents }),
    ...(authorisations && { authorisations }),
    ...(registry && { registry: registryFacts(registry, message, correctedIn(history)) }),
  };
}
