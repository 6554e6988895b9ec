import type { HeldMessage, History } from "@safepassage/schema";
import type { MessageView } from "../message-view.ts";
import { applyCorrection, valuesAt } from "./apply-correction.ts";
import {
  type CorrectionGroup,
  carryValues,
  correctionGroups,
  formFaults,
} from "./correction-groups.ts";

/** Where a value of a correction has no message to go to. */
export interface TargetFault {
  readonly gid: string;
  readonly code: TargetFaultCode;
}

export type TargetFaultCode =
  | "R79_TARGET_NOT_HELD"
  | "R79_NOT_SENT_BY_YOU"
  | "R79_NOT_IN_EXCHANGE"
  | "R79_NOT_CORRECTABLE"
  | "R79_ENDS_EARLIER"
  | "R79_TARGET_NO_LEAF";

/** The message that a correction changes, before and after. */
export interface CorrectedMessage {
  readonly groups: readonly CorrectionGroup[];
  readonly held: HeldMessage;
  readonly after: HeldMessage["message"];
}

/** What of a message says whose values it may correct. */
export type Correcting = Pick<MessageView, "message">;

/**
 * The message that a correction changes, or why there is none; `undefined` if it carries no value, or
 * has not one meaning only.
 *
 * Closed: a message that is not given is not held.
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
  // What a correction did has been done; its message is corrected again instead.
  if (message.clear["env.messageType"] === "correction") return "R79_NOT_CORRECTABLE";
  // Erased before its message, it would leave that as it was: wrong.
  const ends = "env.retention.eraseBy";
  // Where a threat to life lets either be missing, nobody knows.
  return clear[ends] >= message.clear[ends] ? undefined : "R79_ENDS_EARLIER";
}

const partiesOf = (clear: HeldMessage["message"]["clear"]): readonly [string, string] => [
  clear["env.sender.agencyId"],
  clear["env.recipient.agencyId"],
];
