import type { HeldMessage, History } from "@safepassage/schema";
import type { MessageView } from "../message-view.ts";
import { applyCorrection, valuesAt } from "./apply-correction.ts";
import {
  type CorrectionGroup,
  carryValues,
  correctionGroups,
  formFaults,
} from "./correction-groups.ts";

/** Why a value of a correction cannot be applied to a message. */
export interface TargetFault {
  readonly gid: string;
  readonly code: TargetFaultCode;
}

/** Codes of rule R79 for values without a message to correct. */
export type TargetFaultCode =
  | "R79_TARGET_NOT_HELD"
  | "R79_NOT_SENT_BY_YOU"
  | "R79_NOT_IN_EXCHANGE"
  | "R79_NOT_CORRECTABLE"
  | "R79_EARLIER_CATALOGUE"
  | "R79_ENDS_EARLIER"
  | "R79_TARGET_NO_LEAF";

/** The message that a correction changes, before and after. */
export interface CorrectedMessage {
  readonly groups: readonly CorrectionGroup[];
  readonly held: HeldMessage;
  readonly after: HeldMessage["message"];
}

/** The part of a correction that says which message it corrects. */
export type Correcting = Pick<MessageView, "message">;

/**
 * Finds the message that a correction changes, or why there is none. Returns `undefined` if the
 * correction carries no value or is ambiguous.
 *
 * A message that is not in the history counts as not held.
 *
 * @see docs/spec/corrections.md#target
 */
export function findCorrected(
  { message }: Correcting,
  history: Pick<History, "corrected"> | undefined,
): CorrectedMessage | readonly TargetFault[] | undefined {
  const groups = correctionGroups(message.body);
  if (!carryValues(groups) || formFaults(groups).length > 0) return undefined;
  const digest = groups[0]?.targets[0]?.message;
  const held = history?.corrected?.find((one) => one.digest === digest);
  const everywhere = (code: TargetFaultCode): readonly TargetFault[] =>
    groups.map(({ gid }) => ({ gid, code }));
  if (held === undefined) return everywhere("R79_TARGET_NOT_HELD");
  const code = whyNotYours(message, held);
  if (code !== undefined) return everywhere(code);
  const missing = groups.filter(({ targets }) =>
    targets.some(({ path }) => valuesAt(held.message, path).length === 0),
  );
  if (missing.length > 0) return missing.map(({ gid }) => ({ gid, code: "R79_TARGET_NO_LEAF" }));
  const after = applyCorrection(held.message, message.body);
  return after === undefined ? everywhere("R79_TARGET_NO_LEAF") : { groups, held, after };
}

function whyNotYours(
  { clear, private: hidden }: Correcting["message"],
  { message }: HeldMessage,
): TargetFaultCode | undefined {
  const [from, to] = partiesOf(clear);
  const [sender, recipient] = partiesOf(message.clear);
  const isBetween = (from === sender && to === recipient) || (from === recipient && to === sender);
  const isSame =
    message.private["private.exchangeId"] === hidden["private.exchangeId"] &&
    message.clear["env.purpose"] === clear["env.purpose"];
  if (!isBetween || !isSame || from === to) return "R79_NOT_IN_EXCHANGE";
  if (from !== sender) return "R79_NOT_SENT_BY_YOU";
  // A correction is not corrected itself; correct its target again.
  if (message.clear["env.messageType"] === "correction") return "R79_NOT_CORRECTABLE";
  // What was judged by another catalogue is never judged by this one: its values may mean something else there.
  if (message.clear["env.profile"] !== clear["env.profile"]) return "R79_EARLIER_CATALOGUE";
  // If the correction were erased before its target, the wrong value would remain.
  const ends = "env.retention.eraseBy";
  // In a life-saving message either date may be missing; then the comparison is false, and refuses.
  return clear[ends] >= message.clear[ends] ? undefined : "R79_ENDS_EARLIER";
}

const partiesOf = (clear: HeldMessage["message"]["clear"]): readonly [string, string] => [
  clear["env.sender.agencyId"],
  clear["env.recipient.agencyId"],
];
