import { parseJson } from "@safepassage/core";
import type * as z from "zod";
import { readText } from "./body.ts";
import { GatewayError } from "./gateway-error.ts";
import { requireType } from "./public-routes.ts";

/**
 * Reads the JSON body of a local route: at most 1 MiB, at most 16 levels.
 *
 * @throws {@link GatewayError} `GATEWAY_CONTENT_TYPE_WRONG`, `GATEWAY_BODY_TOO_LARGE`,
 *   `GATEWAY_BODY_INVALID` with pointers to what is wrong; CoreError `JSON_*`.
 */
export async function readRequest<T>(request: Request, schema: z.ZodType<T>): Promise<T> {
  requireType(request.headers.get("content-type") ?? undefined, "application/json");
  const value = parseJson(await readText(request, MAX_BODY), { maxDepth: 16 });
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issues = result.error.issues.map((issue) => describe(issue, value));
  throw new GatewayError("GATEWAY_BODY_INVALID", `${issues.length} places wrong`, {
    details: { issues },
  });
}

/** What is wrong at one place of a request. Holds names of the specification and indices only. */
interface RequestIssue {
  /** JSON Pointer (RFC 6901). */
  readonly pointer: string;
  readonly code: "MEMBER_MISSING" | "MEMBER_UNKNOWN" | "MEMBER_INVALID";
}

/** A member that the caller made up may be named after a person, so its parent is named instead. */
function describe({ path, code }: z.core.$ZodIssue, value: unknown): RequestIssue {
  const pointer = path.map((step) => `/${String(step)}`).join("");
  if (code === "unrecognized_keys") return { pointer, code: "MEMBER_UNKNOWN" };
  const found = path.reduce<unknown>(
    (at, step) => (at as Readonly<Record<PropertyKey, unknown>>)[step],
    value,
  );
  return { pointer, code: found === undefined ? "MEMBER_MISSING" : "MEMBER_INVALID" };
}

const MAX_BODY = 1_048_576;
