import type { Operation } from "../model/operation.ts";
import {
  Agreements,
  Clock,
  ClockConfirmation,
  LockBody,
  Locks,
  Me,
  Partners,
} from "../types/gateway.ts";

const EVERYBODY = {
  roles: ["caseworker", "approver", "auditor", "operator", "dutyOfficer", "protectionOfficer"],
  machine: true,
} as const;
const OPERATORS = { roles: ["operator"], machine: true } as const;

/** The gateway itself, who asks it, and with whom it exchanges. */
export const GATEWAY_OPERATIONS = {
  whoAmI: {
    method: "get",
    path: "/v1/me",
    tag: "gateway",
    summary: "Say who asks, and what is open to that one",
    access: EVERYBODY,
    status: 200,
    answer: Me,
    problems: [],
  },
  listPartners: {
    method: "get",
    path: "/v1/partners",
    tag: "gateway",
    summary: "List the agencies of the registry, with the agreements in force",
    access: EVERYBODY,
    status: 200,
    answer: Partners,
    problems: ["GATEWAY_REGISTRY_MISSING", "GATEWAY_REGISTRY_STALE"],
  },
  listAgreements: {
    method: "get",
    path: "/v1/agreements",
    tag: "gateway",
    summary: "List the agreements in force",
    access: EVERYBODY,
    status: 200,
    answer: Agreements,
    problems: ["GATEWAY_REGISTRY_MISSING", "GATEWAY_REGISTRY_STALE"],
  },
  confirmClock: {
    method: "post",
    path: "/v1/clock/confirmation",
    tag: "gateway",
    summary: "End the doubt about the clock",
    access: OPERATORS,
    body: ClockConfirmation,
    status: 200,
    answer: Clock,
    problems: ["GATEWAY_CLOCK_DIFFERS"],
  },
  lockOfficer: {
    method: "post",
    path: "/v1/locks",
    tag: "gateway",
    summary: "Lock an officer out at once, as when somebody has left",
    access: OPERATORS,
    body: LockBody,
    status: 204,
    problems: [],
  },
  unlockOfficer: {
    method: "post",
    path: "/v1/locks/removal",
    tag: "gateway",
    summary: "Let an officer in again",
    access: OPERATORS,
    body: LockBody,
    status: 204,
    problems: [],
  },
  listLocks: {
    method: "get",
    path: "/v1/locks",
    tag: "gateway",
    summary: "List who is locked out",
    access: { roles: ["operator", "auditor"], machine: true },
    status: 200,
    answer: Locks,
    problems: [],
  },
} as const satisfies Record<string, Operation>;
