import { parseJson } from "@safepassage/core";
import * as z from "zod";
import { GatewayError } from "./gateway-error.ts";
import type { HeldBodies } from "./held-bodies.ts";
import { requireType } from "./public-routes.ts";

/**
 * Reads the JSON body of a local route: at most 1 MiB, at most 16 levels.
 *
 * @throws {@link GatewayError} `GATEWAY_CONTENT_TYPE_WRONG`, `GATEWAY_BODY_TOO_LARGE`,
 *   `GATEWAY_BODY_INCOMPLETE`, `GATEWAY_BUSY`, `GATEWAY_BODY_INVALID` with pointers to what is wrong; CoreError `JSON_*`.
 */
export async function readRequest<T>(
  bodies: HeldBodies,
  request: Request,
  schema: z.ZodType<T>,
): Promise<T> {
  requireType(request.headers.get("content-type") ?? undefined, "application/json");
  const value = parseJson(await bodies.readText(request, MAX_BODY), { maxDepth: 16 });
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issues = result.error.issues.map((issue) => describe(issue, schema, value));
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

/**
 * A name that the caller made up may be the name of a person, so what it names is told as its parent: a member that is
 * not known, and all below a group id or another key of its own.
 */
function describe(
  { path, code }: z.core.$ZodIssue,
  schema: z.ZodType,
  value: unknown,
): RequestIssue {
  let at: unknown = schema;
  let found: unknown = value;
  const known: string[] = [];
  for (const step of path) {
    at = inside(at, step);
    if (at === undefined) return { pointer: pointerTo(known), code: "MEMBER_INVALID" };
    found = (found as Readonly<Record<PropertyKey, unknown>>)[step];
    known.push(String(step));
  }
  const pointer = pointerTo(known);
  if (code === "unrecognized_keys") return { pointer, code: "MEMBER_UNKNOWN" };
  return { pointer, code: found === undefined ? "MEMBER_MISSING" : "MEMBER_INVALID" };
}

/** The schema of a member or an element that the specification names. */
function inside(schema: unknown, step: PropertyKey): unknown {
  const whole = schema instanceof z.ZodOptional ? schema.unwrap() : schema;
  if (whole instanceof z.ZodObject) return whole.shape[step as string];
  return whole instanceof z.ZodArray && typeof step === "number" ? whole.element : undefined;
}

const pointerTo = (steps: readonly string[]): string => steps.map((step) => `/${step}`).join("");

const MAX_BODY = 1_048_576;
