import { type AgencyContext, type EventName, RefusedPackage } from "@safepassage/agency";
import { ProtocolError, visible } from "@safepassage/core";
import { MessageError } from "@safepassage/message";
import { SchemaError } from "@safepassage/schema";
import type { Context } from "hono";
import { GatewayError, type GatewayErrorCode } from "./gateway-error.ts";
import { withAdvice } from "./issue-advice.ts";
import { type KnownCode, STATUS } from "./status.ts";

/**
 * Turns any thrown value into a problem document (RFC 9457).
 *
 * Only code, title and hint of the tables leave the process, and what an error marks as safe: pointers, rules, a signed
 * refusal. Any unknown error is a bug of ours, and becomes a bare 500.
 */
export function toProblem(
  error: unknown,
  c: Context,
  { log = () => {}, onError = () => {} }: Partial<Pick<AgencyContext, "log" | "onError">> = {},
): Response {
  if (!(error instanceof RefusedPackage) && (!isKnown(error) || isOfStore(error))) onError(error);
  const event = error instanceof GatewayError ? LOGGED[error.code] : undefined;
  if (event !== undefined && isKnown(error)) log({ event, code: error.code });
  if (error instanceof RefusedPackage) {
    return send(c, error.error, { ...issuesOf(error.error), receipt: error.receipt });
  }
  if (error instanceof SchemaError) {
    return send(c, error, { issues: error.issues.map(withAdvice) });
  }
  const { details } = error instanceof ProtocolError ? error : {};
  return send(c, error, { ...details, ...issuesOf(error) });
}

/** Lists the wrong claims or members, so that the sender need not guess. */
function issuesOf(error: unknown): { issues?: MessageError["issues"] } {
  return error instanceof MessageError && error.issues.length > 0 ? { issues: error.issues } : {};
}

function send(c: Context, error: unknown, more: Readonly<Record<string, unknown>>): Response {
  const headers = { "content-type": "application/problem+json", "cache-control": "no-store" };
  if (!isKnown(error)) {
    const problem = { type: "about:blank", title: "Internal Server Error", status: 500 };
    return c.body(JSON.stringify(problem), 500, headers);
  }
  const { code, title, hint } = error;
  const status = STATUS[code];
  const seconds = RETRY_AFTER[code];
  const pause = seconds === undefined ? {} : { "retry-after": seconds };
  const type = `urn:safepassage:error:${code}`;
  // Problems are shown on screens: no part of a request in them may hide or reverse the text beside it.
  const body = visible(JSON.stringify({ type, title, code, hint, status, ...more }));
  return c.body(body, status, { ...headers, ...pause });
}

/** Log lines for requests that were not read. */
const LOGGED: Partial<Record<GatewayErrorCode, EventName>> = {
  GATEWAY_BODY_INCOMPLETE: "bodyIncomplete",
  GATEWAY_BUSY: "busy",
  GATEWAY_PARTNER_BUSY: "busy",
};

/** Seconds. */
const RETRY_AFTER: Partial<Record<KnownCode, string>> = {
  GATEWAY_BUSY: "60",
  GATEWAY_PARTNER_BUSY: "60",
  GATEWAY_INTAKE_FULL: "3600",
};

/** A disk that is full or fails: the code alone does not tell the operator which file it is. */
const isOfStore = ({ code }: ProtocolError<KnownCode>): boolean =>
  code.startsWith("GATEWAY_STORE_");

function isKnown(error: unknown): error is ProtocolError<KnownCode> {
  return error instanceof ProtocolError && Object.hasOwn(STATUS, error.code);
}
