import { toInstant } from "@safepassage/core";
import type { OpenedMessage } from "@safepassage/message";
import type { FactContext } from "../setting/context.ts";
import { ERASES_OTHERS, erasures } from "./erasure/erasure.ts";
import { CHANGES_OTHERS, exchangeEffects, retainingValues } from "./exchange/exchange.ts";
import { sourcesCorrected } from "./exchange/passed-on.ts";
import { restrictionEffects } from "./exchange/restrictions.ts";
import { locatedEffects } from "./located/located.ts";
import { locatedTakenBack } from "./located/located-taken-back.ts";
import { breachReported } from "./shared/breach.ts";
import type { Effect } from "./shared/effect.ts";
import { correctedClocks } from "./warning/answers.ts";
import { warningCorrected } from "./warning/warning-corrected.ts";

/** Types of messages received that {@link takingEffects} works out something for. */
export const TAKING_CHANGES: ReadonlySet<string> = new Set([
  ...ERASES_OTHERS,
  ...CHANGES_OTHERS,
  "breachNotice",
  "correction",
  "response",
]);

/** What a message that is accepted changes about others, and whom it has told what. */
export function takingEffects(
  context: FactContext,
  opened: OpenedMessage,
  arrived: Date,
): readonly Effect[] {
  const { message, digest, sender } = opened;
  const type = message.clear["env.messageType"];
  const at = toInstant(arrived);
  const passing = { message, digest, other: sender.entity, own: false };
  return [
    ...(type === "breachNotice" ? breachReported(context, opened, at) : []),
    ...(ERASES_OTHERS.has(type) ? erasures(context, opened) : []),
    ...(type === "correction"
      ? [
          ...restrictionEffects(context, passing, at),
          ...correctedClocks(context, passing, arrived),
          ...retainingValues(context, passing),
          ...sourcesCorrected(context, passing, at),
        ]
      : []),
    ...(CHANGES_OTHERS.has(type) ? exchangeEffects(context, passing) : []),
    ...(SAYS_LOCATED.has(type) ? locatedEffects(context, passing, at) : []),
    ...(TAKES_BACK.has(type)
      ? [...locatedTakenBack(context, passing, at), ...warningCorrected(context, passing, at)]
      : []),
  ];
}

/** Types of the messages by which somebody may say that a person was located. */
const SAYS_LOCATED: ReadonlySet<string> = new Set(["correction", "response"]);
/** Types of the messages by which its author may take back what it has said. */
const TAKES_BACK: ReadonlySet<string> = new Set(["correction", "recall"]);
