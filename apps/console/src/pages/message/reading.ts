import type { Reason } from "@safepassage/api";
import { isDangerAlert } from "@safepassage/schema";
import type { Me } from "../../app/gateway.ts";
import type { Message } from "./queries.ts";

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
  if (message.box === "inbox" && message.state === "quarantined") {
    const isOfTwo = roles.some((role) => role === "dutyOfficer" || role === "protectionOfficer");
    return isOfTwo
      ? { reasons: ["CASE_WORK", "SUPERVISION"], isEmergency: false }
      : { reasons: [], isFor: "quarantineRoles", isEmergency: isCaseworker };
  }
  const isApprover = roles.includes("approver");
  if (!isCaseworker && !isApprover) {
    return {
      ...{ reasons: [], isEmergency: false },
      isFor: isWarningReceived(message) ? "warningRoles" : "caseRoles",
    };
  }
  const own: readonly Reason[] = isCaseworker
    ? ["CASE_WORK", message.box === "inbox" ? "ANSWER" : "CORRECTION"]
    : [];
  const approving: readonly Reason[] = isApprover ? ["APPROVAL"] : [];
  const reasons = [...own, ...approving, "PERSON_REQUEST", "SUPERVISION"] as const;
  return { reasons, isEmergency: false };
}

/** Somebody else has to read it at once. */
const isWarningReceived = ({ box, purpose, messageType }: Message): boolean =>
  box === "inbox" &&
  isDangerAlert({ "env.purpose": purpose, "env.messageType": messageType } as Parameters<
    typeof isDangerAlert
  >[0]);
