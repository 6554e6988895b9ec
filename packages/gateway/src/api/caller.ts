import {
  ApiError,
  HEADERS,
  type Operation,
  REASONS,
  type Reason,
  type Role,
} from "@safepassage/api";
import { GatewayError } from "../http/gateway-error.ts";
import type { TokenGuard } from "../http/tokens.ts";

/** Who makes a request of the local API. */
export type Caller = Machine | RoleToken;

/** A system of the agency, with its token. */
interface Machine {
  readonly kind: "machine";
}

/** Whoever has the token of one of the two roles of the quarantine. Who that is, the agency knows. */
interface RoleToken {
  readonly kind: "roleToken";
  readonly role: Role;
}

/** Who reads what a message says, and why. */
export interface Reader {
  readonly reason: Reason;
  readonly role: string;
  /** Staff id, if it is known. */
  readonly officer: string | undefined;
}

/** Finds out who makes a request. @throws GatewayError `GATEWAY_UNAUTHORISED`. */
export function identify(guard: TokenGuard, headers: Headers): Caller {
  const whose = guard.whose(headers.get("authorization") ?? undefined);
  if (whose === undefined) throw new GatewayError("GATEWAY_UNAUTHORISED", "no token of this API");
  return whose === "local" ? { kind: "machine" } : { kind: "roleToken", role: whose as Role };
}

/** Refuses whoever may not make a request. @throws ApiError `API_ROLE_MISSING`. */
export function requireAccess(caller: Caller, { access }: Pick<Operation, "access">): void {
  const isAdmitted =
    caller.kind === "machine" ? access.machine : access.roles.includes(caller.role);
  if (isAdmitted) return;
  const { roles } = access;
  throw new ApiError("API_ROLE_MISSING", `${caller.kind} may not`, { details: { roles } });
}

/**
 * Reads why somebody reads what a message says, and for whom.
 *
 * @throws ApiError `API_REASON_MISSING`, `API_OFFICER_MISSING`.
 */
export function readReader(caller: Caller, headers: Headers): Reader {
  const reason = headers.get(HEADERS.reason) ?? "";
  if (!Object.hasOwn(REASONS, reason)) {
    throw new ApiError("API_REASON_MISSING", "no reason of the list", {
      details: { reasons: Object.keys(REASONS) },
    });
  }
  const known = { reason: reason as Reason };
  if (caller.kind === "roleToken") return { ...known, role: caller.role, officer: undefined };
  const officer = headers.get(HEADERS.officer) ?? "";
  const assurance = headers.get(HEADERS.assurance) ?? "";
  if (!/^[\x21-\x7e]{1,32}$/.test(officer) || !/^[123]$/.test(assurance)) {
    throw new ApiError("API_OFFICER_MISSING", "a system reads for an officer");
  }
  return { ...known, role: `machine.${assurance}`, officer };
}
