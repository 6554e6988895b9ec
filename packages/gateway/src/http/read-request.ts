import { decodeUtf8, parseJson } from "@safepassage/core";
import type { SchemaIssueCode } from "@safepassage/schema";
import { readForm } from "@safepassage/schema/form";
import type * as z from "zod";
import { GatewayError } from "./gateway-error.ts";
import type { ReadBody } from "./held-bodies.ts";

/**
 * Reads the JSON body of the local API: at most 1 MiB, at most 16 levels.
 *
 * @throws {@link GatewayError} `GATEWAY_CONTENT_TYPE_WRONG`, `GATEWAY_BODY_INCOMPLETE`, `GATEWAY_BUSY`,
 *   `GATEWAY_BODY_INVALID` with pointers to each fault; AgencyError `GATEWAY_BODY_TOO_LARGE`; CoreError `JSON_*`.
 */
export async function readRequest<T>(
  read: ReadBody,
  request: Request,
  schema: z.ZodType<T>,
): Promise<T> {
  if (!JSON_TYPE.test(request.headers.get("content-type") ?? "")) {
    throw new GatewayError("GATEWAY_CONTENT_TYPE_WRONG", "no JSON", {
      details: { issues: [{ pointer: "/content-type", code: "PATTERN_MISMATCH", fix: TYPE_FIX }] },
    });
  }
  const value = parseJson(decodeUtf8(await read(request, MAX_BODY, PARSED)), { maxDepth: 16 });
  return readForm(schema, value, (message, faults) => {
    const issues = faults.map(({ pointer, code, fix }) => ({ pointer, code: roughly(code), fix }));
    return new GatewayError("GATEWAY_BODY_INVALID", message, { details: { issues } });
  });
}

/** Maps an issue to one of the three codes that a case system can act on. */
function roughly(code: SchemaIssueCode): string {
  return code === "MEMBER_MISSING" || code === "MEMBER_UNKNOWN" ? code : "MEMBER_INVALID";
}

/** Many programs add the charset, which JSON has anyway. */
const JSON_TYPE = /^application\/json[\t ]*(?:;[\t ]*charset=(?:utf-8|"utf-8")[\t ]*)?$/i;
const TYPE_FIX =
  "Write this header as application/json. It may have the parameter charset=utf-8, and no other parameter or charset.";
export const MAX_BODY = 1_048_576;
/** Octets of memory for each octet of JSON. Measured: 1 to 9 for values of some length; more, for many empty ones, that no form admits. */
const PARSED = 8;
