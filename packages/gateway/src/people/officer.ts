import { OFFICER_ROLES, type OfficerRole, type PeopleConfig } from "@safepassage/agency";
import { ApiError } from "@safepassage/api";
import { TokenRefused } from "./refusals.ts";

/** What an access token that was checked says. Times are seconds since 1970. */
export interface AccessTokenClaims {
  readonly exp: number;
  readonly iat: number;
  readonly [name: string]: unknown;
}

/** An officer of the agency who has signed in. */
export interface Officer {
  /** Staff id. */
  readonly id: string;
  /** How surely the agency knows the officer: 1 low, 2 substantial, 3 high. */
  readonly assurance: 1 | 2 | 3;
  readonly roles: ReadonlySet<OfficerRole>;
  /** When the token ends. Seconds since 1970. */
  readonly until: number;
}

/**
 * Finds out who somebody is by the claims of the provider, as the configuration maps them.
 *
 * @throws ApiError `API_OFFICER_UNKNOWN` for claims without a staff id, `API_TOKEN_REFUSED` for those of a token that lives too long.
 */
export function officerOf(claims: AccessTokenClaims, config: PeopleConfig): Officer {
  const { officer = "sub", assurance, roles, tokenSeconds = 600 } = config;
  const id = claims[officer];
  if (typeof id !== "string" || !/^[\x21-\x7e]{1,32}$/.test(id)) {
    throw new ApiError("API_OFFICER_UNKNOWN", `the claim ${officer} holds no staff id`);
  }
  if (claims.exp - claims.iat > tokenSeconds) {
    throw new TokenRefused("TOKEN_LONG");
  }
  const given = valuesOf(claims, roles.claim);
  const isGiven = (values: readonly string[] = []): boolean =>
    values.some((value) => given.has(value));
  const surely = assurance === undefined ? new Set<string>() : valuesOf(claims, assurance.claim);
  const isSure = (values: readonly string[] = []): boolean =>
    values.some((value) => surely.has(value));
  return {
    id,
    assurance: isSure(assurance?.high) ? 3 : isSure(assurance?.substantial) ? 2 : 1,
    roles: new Set(OFFICER_ROLES.filter((role) => isGiven(roles[role]))),
    until: claims.exp,
  };
}

function valuesOf(claims: AccessTokenClaims, name: string): ReadonlySet<string> {
  const value = claims[name];
  const list = Array.isArray(value) ? value : [value];
  return new Set(list.filter((one) => typeof one === "string"));
}
