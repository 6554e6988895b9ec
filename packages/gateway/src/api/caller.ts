import {
  ApiError,
  HEADERS,
  OfficerHeaders,
  type Operation,
  REASONS,
  type Reason,
  type Role,
} from "@safepassage/api";
import { GatewayError } from "../http/gateway-error.ts";
import type { TokenGuard } from "../http/tokens.ts";
import type { Browser } from "../people/browser.ts";
import type { Officer } from "../people/officer.ts";
import type { People } from "../people/people.ts";
import { readParameters } from "./read-parameters.ts";

/** Who makes a request of the local API. */
export type Caller = Machine | RoleToken | SignedIn;

interface Holder {
  /** Whether the token still counts. */
  readonly stillHolds: () => boolean;
}

/** A system of the agency, with its token. */
interface Machine extends Holder {
  readonly kind: "machine";
}

/** Whoever has the token of one of the two roles of the quarantine. Who that is, the agency knows. */
interface RoleToken extends Holder {
  readonly kind: "roleToken";
  readonly role: Role;
}

/** An officer who has signed in. */
interface SignedIn {
  readonly kind: "officer";
  readonly officer: Officer;
  /** For an officer with a browser: who that is now; `undefined` once the session has ended. */
  readonly current?: () => Officer | undefined;
  /** For an officer with a browser: what its page sends with each change. */
  readonly pageToken?: string;
}

/** Who can be told apart. */
export interface Known {
  readonly guard: TokenGuard;
  /** Left out where the configuration names no provider. */
  readonly people: People | undefined;
  readonly browser: Browser | undefined;
}

/** Who reads what a message says, and why. */
export interface Reader {
  readonly reason: Reason;
  readonly role: string;
  /** Staff id, if it is known. */
  readonly officer: string | undefined;
}

/**
 * Finds out who makes a request: by a token of the gateway's own, by an access token of the agency's provider, or by the
 * session of a browser.
 *
 * @throws GatewayError `GATEWAY_UNAUTHORISED`; ApiError `API_TOKEN_REFUSED`, `API_OFFICER_*`, `API_PROVIDER_AWAY`,
 *   `API_SESSION_OVER`, `API_PAGE_TOKEN_MISSING`.
 */
export async function identify(
  { guard, people, browser }: Known,
  request: Request,
): Promise<Caller> {
  const authorization = request.headers.get("authorization") ?? "";
  const session = authorization === "" ? await browser?.sessionOf(request) : undefined;
  if (session !== undefined) {
    await people?.recheck(session.officer);
    return { kind: "officer", ...session };
  }
  const whose = guard.whose(authorization);
  const stillHolds = () => guard.whose(authorization) === whose;
  if (whose === "local") return { kind: "machine", stillHolds };
  if (whose !== undefined) return { kind: "roleToken", role: whose as Role, stillHolds };
  // Only what looks like a signed token is shown to the provider's keys.
  if (people !== undefined && ACCESS_TOKEN.test(authorization)) {
    return { kind: "officer", officer: await people.identify(request) };
  }
  throw noToken();
}

/**
 * Checks again that somebody who was identified may still do what takes long.
 *
 * @throws GatewayError `GATEWAY_UNAUTHORISED`; ApiError `API_OFFICER_*`, `API_SESSION_OVER`, `API_ROLE_MISSING` once a role is gone.
 */
export async function recheck({ people }: Pick<Known, "people">, caller: Caller): Promise<void> {
  if (caller.kind !== "officer") {
    if (!caller.stillHolds()) throw noToken();
    return;
  }
  const { officer, current = () => officer } = caller;
  const now = current();
  if (now === undefined) throw new ApiError("API_SESSION_OVER", "the session has ended");
  // What the provider says of a session it says anew every few minutes.
  if ([...officer.roles].some((role) => !now.roles.has(role))) {
    throw new ApiError("API_ROLE_MISSING", "the provider gives a role no more");
  }
  await people?.recheck(now);
}

const noToken = () => new GatewayError("GATEWAY_UNAUTHORISED", "no token of this API");

const ACCESS_TOKEN = /^(?:Bearer|DPoP) [\w-]{1,2048}\.[\w-]{1,8192}\.[\w-]{1,1024}$/i;

/** The roles of whoever asks. */
export const rolesOf = (caller: Caller): ReadonlySet<Role> => {
  if (caller.kind === "officer") return caller.officer.roles;
  return new Set(caller.kind === "roleToken" ? [caller.role] : []);
};

/** Whether somebody has one of some roles. */
export const hasRole = (caller: Caller, roles: readonly Role[]): boolean => {
  const own = rolesOf(caller);
  return roles.some((role) => own.has(role));
};

/** Whether an operation is open to somebody. */
export const isAdmitted = (caller: Caller, { machine, roles }: Operation["access"]): boolean =>
  caller.kind === "machine" ? machine : hasRole(caller, roles);

/** Refuses whoever may not make a request. @throws ApiError `API_ROLE_MISSING`. */
export function requireAccess(caller: Caller, { access }: Pick<Operation, "access">): void {
  if (isAdmitted(caller, access)) return;
  const { roles } = access;
  throw new ApiError("API_ROLE_MISSING", `${caller.kind} may not`, { details: { roles } });
}

/**
 * Reads why somebody reads what a message says, and for whom.
 *
 * @throws ApiError `API_REASON_MISSING`, `API_OFFICER_MISSING`, `API_PARAMETER_INVALID`.
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
  if (caller.kind === "officer") {
    return { ...known, role: [...caller.officer.roles].join(" "), officer: caller.officer.id };
  }
  const officer = headers.get(HEADERS.officer) ?? "";
  const assurance = headers.get(HEADERS.assurance) ?? "";
  if (officer === "" || assurance === "") {
    throw new ApiError("API_OFFICER_MISSING", "a system reads for an officer");
  }
  readParameters(OfficerHeaders, {
    [HEADERS.officer]: [officer],
    [HEADERS.assurance]: [assurance],
  });
  return { ...known, role: `machine.${assurance}`, officer };
}
