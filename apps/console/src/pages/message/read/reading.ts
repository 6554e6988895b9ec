import type { Reason } from "@safepassage/api";
import type { Me } from "../../../app/gateway.ts";
import type { Message } from "../facts/queries.ts";

type Role = Me["roles"][number];

/** For which reasons somebody may read what a message says. */
export interface Readable {
  /** None: it is not for that one. */
  readonly reasons: readonly Reason[];
  /** Why there is none. */
  readonly isFor?: "quarantineRoles" | "caseRoles" | "warningRoles";
  /** Whether the glass may be broken: a person is told at once. */
  readonly isEmergency: boolean;
}

/**
 * Says for which reasons a person may read a message, as the gateway decides it again.
 *
 * @see `docs/spec/api.md`
 */
export function readableFor(message: Message, roles: readonly Role[]): Readable {
  const isCaseworker = roles.includes("caseworker");
  const isOfTwo = roles.some((role) => role === "dutyOfficer" || role === "protectionOfficer");
  if (message.box === "inbox" && message.state === "quarantined") {
    return isOfTwo
      ? { reasons: ["CASE_WORK", "SUPERVISION"], isEmergency: false }
      : { reasons: [], isFor: "quarantineRoles", isEmergency: isCaseworker };
  }
  const isApprover = roles.includes("approver");
  if (!isCaseworker && !isApprover) {
    const isDanger = message.box === "inbox" && message.danger === true;
    if (isDanger && isOfTwo) return { reasons: ["CASE_WORK", "SUPERVISION"], isEmergency: false };
    return {
      ...{ reasons: [], isEmergency: false },
      isFor: isDanger ? "warningRoles" : "caseRoles",
    };
  }
  const own: readonly Reason[] = isCaseworker
    ? ["CASE_WORK", message.box === "inbox" ? "ANSWER" : "CORRECTION"]
    : [];
  const approving: readonly Reason[] = isApprover ? ["APPROVAL"] : [];
  const reasons = [...own, ...approving, "PERSON_REQUEST", "SUPERVISION"] as const;
  return { reasons, isEmergency: false };
}
