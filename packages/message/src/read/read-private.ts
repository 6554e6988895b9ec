import { isJsonObject } from "@safepassage/core";
import {
  isThreatToLife,
  NEVER_QUARANTINED,
  type Private,
  privateFromWire,
  SchemaError,
} from "@safepassage/schema";
import { issuesOf, kindOfFault, MessageError } from "../message-error.ts";

/**
 * Reads the private part of a message whose signature is good.
 *
 * A threat to life is not refused because the sender forgot a member: what is there is returned,
 * the validator names what is missing, and the message waits in quarantine. A wrong value or an
 * unknown member is refused even then: it could be free text.
 *
 * @param test - Whether the message is a test, as its claims in clear say.
 * @see `docs/spec/messages.md#threat-to-life`
 */
export function readPrivate(wire: unknown, test: boolean): Private {
  try {
    return privateFromWire(wire, { test, parsed: true });
  } catch (cause) {
    if (isJsonObject(wire) && isMendable(cause) && isThreatToLife(wire["urgency"])) {
      const named = Object.entries(wire).map(([name, value]) => [`private.${name}`, value]);
      return Object.fromEntries(named) as Private;
    }
    const issues = issuesOf(cause);
    const code = `MESSAGE_PRIVATE_${kindOfFault(issues)}` as const;
    throw new MessageError(code, "private is not as specified", { issues, cause });
  }
}

/**
 * Whether a person can mend each fault, as the catalogue says. In `private` that is a missing
 * member.
 */
function isMendable(cause: unknown): boolean {
  return (
    cause instanceof SchemaError &&
    cause.issues.every(({ rule }) => !NEVER_QUARANTINED.includes(rule))
  );
}
