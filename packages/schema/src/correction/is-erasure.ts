import type { Body, Clear } from "../message/message-model.ts";

/** Types of message that may be an erasure, as {@link isErasure} says. */
export const ERASURE_TYPES: ReadonlySet<string> = new Set([
  "alertCancellation",
  "correction",
  "erasureCertificate",
  "recall",
]);

/**
 * Whether a message tells nothing of anybody: it only asks for messages of its sender to be erased, as by a recall or the
 * cancellation of an alert, or certifies that some were. What the parties owe each other so outlives their agreement.
 *
 * @see `docs/spec/gateway-erasure.md#after-an-agreement`
 */
export function isErasure({ clear, body }: Erasing): boolean {
  const kind = BARE_KINDS.get(clear["env.messageType"]);
  if (kind === undefined) return isErasingCorrection({ clear, body });
  return Object.values(body).every((group) => isOnly(kind, group));
}

/** Types of message of which every group of a kind does. */
const BARE_KINDS: ReadonlyMap<string, string> = new Map([
  ["alertCancellation", "cancellation"],
  ["erasureCertificate", "erasure"],
  ["recall", "recall"],
]);

/** Whether a message is a correction that wants messages erased, and nothing else. */
export function isErasingCorrection({ clear, body }: Erasing): boolean {
  return (
    clear["env.messageType"] === "correction" &&
    Object.values(body).every((group) => {
      const actions = group.leaves.filter(({ f }) => f === "correction.action");
      const isGiven = group.leaves.some(({ f }) => f === "correction.value");
      const isOne = actions.length === 1 && actions[0]?.v === "erase";
      return isOnly("correction", group) && !isGiven && isOne;
    })
  );
}

/** Whether a group is of a kind and has fields of that kind alone: an unsound one may have any. */
const isOnly = (kind: string, group: Body[string]): boolean =>
  group.kind === kind && group.leaves.every(({ f }) => f.startsWith(`${kind}.`));

interface Erasing {
  readonly clear: Pick<Clear, "env.messageType">;
  readonly body: Body;
}
