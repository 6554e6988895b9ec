import type { Operation } from "./model/operation.ts";
import type { OPERATIONS } from "./operations/all.ts";

/** Every code with which an operation may be refused: its own, and those of its parts. */
export function codesOf({ access, body, isOnce, problems }: Operation): readonly string[] {
  const codes = [
    ...OF_CALLERS,
    "API_PARAMETER_INVALID",
    ...(access.reads === true ? OF_READERS : []),
    ...(body ? OF_BODIES : []),
    ...(isOnce === true ? OF_KEYS : []),
    ...problems,
    ...OF_STORE,
  ];
  return [...new Set(codes)];
}

/** Every code that the local API of this version refuses a request with. A later version may have more. */
export type ProblemCode =
  | (typeof OF_ALL)[number]
  | (typeof OF_READERS)[number]
  | (typeof OF_BODIES)[number]
  | (typeof OF_KEYS)[number]
  | (typeof OPERATIONS)[keyof typeof OPERATIONS]["problems"][number];

const OF_CALLERS = [
  "GATEWAY_UNAUTHORISED",
  "API_TOKEN_REFUSED",
  "API_SESSION_OVER",
  "API_PAGE_TOKEN_MISSING",
  "API_OFFICER_UNKNOWN",
  "API_OFFICER_LOCKED",
  "API_ROLE_MISSING",
  "API_PROVIDER_AWAY",
] as const;
const OF_READERS = ["API_REASON_MISSING", "API_OFFICER_MISSING"] as const;
const OF_BODIES = [
  ...["GATEWAY_BODY_INVALID", "GATEWAY_BODY_TOO_LARGE", "GATEWAY_BODY_INCOMPLETE"],
  ...["GATEWAY_CONTENT_TYPE_WRONG", "GATEWAY_BUSY"],
  ...["JSON_MALFORMED", "JSON_BAD_TEXT", "JSON_BAD_NUMBER", "JSON_DUPLICATE_MEMBER"],
  ...["JSON_FORBIDDEN_MEMBER", "JSON_TOO_DEEP", "JSON_TOO_MANY", "JSON_TOO_LARGE"],
] as const;
const OF_KEYS = [
  ...["GATEWAY_IDEMPOTENCY_KEY_REUSED", "GATEWAY_IDEMPOTENCY_KEY_ERASED"],
  "GATEWAY_BODY_INVALID",
] as const;
const OF_STORE = [
  ...["GATEWAY_STORE_FULL", "GATEWAY_STORE_UNREADABLE", "GATEWAY_STORE_REFUSED"],
  ...["GATEWAY_STORE_READ_ONLY", "GATEWAY_STORE_UNSAFE", "GATEWAY_STORE_AWAY"],
] as const;
const OF_ALL = [...OF_CALLERS, "API_PARAMETER_INVALID", ...OF_STORE] as const;
